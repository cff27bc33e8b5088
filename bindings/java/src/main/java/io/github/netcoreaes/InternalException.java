package io.github.netcoreaes;

/** A fault in netcore-aes: please report it. Nothing was done, and the cipher may be used on. */
public final class InternalException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    InternalException(String message, int status) {
        super(message, status);
    }
}
