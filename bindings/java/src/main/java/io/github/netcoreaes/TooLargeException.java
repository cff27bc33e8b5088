package io.github.netcoreaes;

/** The message is longer than the scheme takes, or its result longer than a Java array. */
public final class TooLargeException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
        super(message, Status.TOO_LARGE.code());
    }

    TooLargeException(String message, int index) {
        super(message, Status.TOO_LARGE.code(), index);
    }
}
