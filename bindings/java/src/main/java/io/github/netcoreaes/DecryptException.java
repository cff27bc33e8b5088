package io.github.netcoreaes;

/**
 * The text cannot be decrypted.
 *
 * <p>One exception for every cause (length, padding, tag, key, IV, associated data, a plaintext
 * that is not UTF-8 although a string was requested), since the cause would help an attacker.
 */
public final class DecryptException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    DecryptException(String message) {
        super(message, Status.DECRYPT.code());
    }

    DecryptException(String message, int index) {
        super(message, Status.DECRYPT.code(), index);
    }
}
