package io.github.netcoreaes;

/** The API key is empty, or contains a space or a byte outside printable ASCII. */
public final class ApiKeyException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    ApiKeyException(String message) {
        super(message, Status.API_KEY.code());
    }
}
