package io.github.netcoreaes;

/** Memory outside the Java heap could not be allocated. */
public final class MemoryException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    MemoryException(String message) {
        super(message, Status.MEMORY.code());
    }
}
