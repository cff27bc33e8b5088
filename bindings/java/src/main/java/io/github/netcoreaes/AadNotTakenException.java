package io.github.netcoreaes;

/** Associated data was passed to a CBC scheme, which does not take any. */
public final class AadNotTakenException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    AadNotTakenException(String message) {
        super(message, Status.SCHEME.code());
    }
}
