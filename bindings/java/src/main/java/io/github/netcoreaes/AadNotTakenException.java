package io.github.netcoreaes;

/** Associated data was given to a CBC scheme, which cannot authenticate it. */
public final class AadNotTakenException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    AadNotTakenException(String message) {
        super(message, Status.SCHEME.code());
    }
}
