package io.github.netcoreaes;

/** The API key is empty, or holds something other than printable ASCII without spaces. */
public final class ApiKeyException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    ApiKeyException(String message) {
        super(message, Status.API_KEY.code());
    }
}
