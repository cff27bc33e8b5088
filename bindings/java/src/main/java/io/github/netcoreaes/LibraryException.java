package io.github.netcoreaes;

/**
 * The native library is missing, cannot be loaded, or has another ABI. Every call fails until the
 * cause is removed and the program restarted; the message says how.
 */
public final class LibraryException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    LibraryException(String message) {
        super(message, JAVA_ONLY);
    }
}
