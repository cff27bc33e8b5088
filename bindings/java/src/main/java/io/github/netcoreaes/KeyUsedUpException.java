package io.github.netcoreaes;

/**
 * The cipher, of scheme 11258, has encrypted 2<sup>32</sup> messages, the limit for one key (NIST
 * SP 800-38D). Generate a new key.
 */
public final class KeyUsedUpException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    KeyUsedUpException(String message) {
        super(message, Status.LIMIT.code());
    }
}
