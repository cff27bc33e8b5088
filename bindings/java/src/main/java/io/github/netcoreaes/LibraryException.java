package io.github.netcoreaes;

/**
 * The native library is missing, cannot be loaded, or is of another version. Nothing works until
 * that is mended and the program started again; the message says what to do.
 */
public final class LibraryException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    LibraryException(String message) {
        super(message, JAVA_ONLY);
    }
}
