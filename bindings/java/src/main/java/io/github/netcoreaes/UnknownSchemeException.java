package io.github.netcoreaes;

/** No scheme has this x-eCode. Use 11256, 11257 or 11258. */
public final class UnknownSchemeException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    UnknownSchemeException(String message) {
        super(message, Status.SCHEME.code());
    }
}
