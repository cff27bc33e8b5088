package io.github.netcoreaes;

/** No scheme has this x-eCode. There are 11256, 11257 and 11258. */
public final class UnknownSchemeException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    UnknownSchemeException(String message) {
        super(message, Status.SCHEME.code());
    }
}
