package io.github.netcoreaes;

/**
 * The IV is neither 16 printable ASCII characters nor 24 characters of base64 that hold 16 bytes;
 * or a CBC scheme was given none, or the GCM scheme was given one. The message says which, and
 * contains nothing of the IV.
 */
public final class InvalidIvException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    InvalidIvException(String message) {
        super(message, Status.IV.code());
    }
}
