package io.github.netcoreaes;

/** The text is not what encryption returns: not strict base64, or not hexadecimal. */
public final class EncodingException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    EncodingException(String message) {
        super(message, Status.ENCODING.code());
    }

    EncodingException(String message, int index) {
        super(message, Status.ENCODING.code(), index);
    }
}
