package io.github.netcoreaes;

/** The message is too long for the scheme, or its result for a Java array. */
public final class TooLargeException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
        super(message, Status.TOO_LARGE.code());
    }
}
