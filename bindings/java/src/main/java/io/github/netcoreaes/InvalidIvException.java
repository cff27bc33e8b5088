package io.github.netcoreaes;

/**
 * The IV is neither 16 printable ASCII characters nor 16 bytes as 24 characters of base64; or a CBC
 * scheme was given none, or the GCM scheme one. The message says which, and holds nothing of it.
 */
public final class InvalidIvException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    InvalidIvException(String message) {
        super(message, Status.IV.code());
    }
}
