package io.github.netcoreaes;

/** The operating system returned no random bytes. */
public final class RandomException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    RandomException(String message) {
        super(message, Status.RANDOM.code());
    }
}
