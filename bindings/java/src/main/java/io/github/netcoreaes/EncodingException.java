package io.github.netcoreaes;

/** The text is not valid base64 (standard alphabet, padded, canonical) or hexadecimal. */
public final class EncodingException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    EncodingException(String message) {
        super(message, Status.ENCODING.code());
    }

    EncodingException(String message, int index) {
        super(message, Status.ENCODING.code(), index);
    }
}
