package io.github.netcoreaes;

/**
 * The key is neither 32 printable ASCII characters nor 44 characters of base64 that hold 32 bytes.
 * The message describes the fault, and contains nothing of the key.
 */
public final class InvalidKeyException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    InvalidKeyException(String message) {
        super(message, Status.KEY.code());
    }
}
