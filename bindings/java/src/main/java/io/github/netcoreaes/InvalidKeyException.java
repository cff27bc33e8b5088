package io.github.netcoreaes;

/**
 * The key is neither 32 printable ASCII characters nor 32 bytes as 44 characters of base64. The
 * message says what is wrong with it, and holds nothing of it.
 */
public final class InvalidKeyException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    InvalidKeyException(String message) {
        super(message, Status.KEY.code());
    }
}
