package io.github.netcoreaes;

/**
 * A fault in netcore-aes, or the AES self-test failed on this CPU: please report it. Nothing was
 * done; the cipher remains usable.
 */
public final class InternalException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    InternalException(String message, int status) {
        super(message, status);
    }
}
