package io.github.netcoreaes;

import io.github.netcoreaes.internal.CipherHandle;

/** The encryption and encoding of a payload, which the header {@code x-eCode} names. */
public enum Scheme {
    /** AES-256-CBC with PKCS#7 padding, in base64. The vendor's default. */
    CBC_BASE64(11256),
    /**
     * AES-256-CBC with PKCS#7 padding, in hexadecimal: lower case in output, either case in input.
     */
    CBC_HEX(11257),
    /** AES-256-GCM, in base64 of nonce, ciphertext and tag. Takes a key but no IV. */
    GCM_BASE64(11258);

    private final int code;

    Scheme(int code) {
        this.code = code;
    }

    /**
     * The number of the scheme.
     *
     * @return the x-eCode: 11256, 11257 or 11258
     */
    public int code() {
        return code;
    }

    /**
     * The scheme of a number, for configuration files.
     *
     * @param code the x-eCode: 11256, 11257 or 11258
     * @return the scheme
     * @throws UnknownSchemeException if it is another number
     */
    public static Scheme of(int code) {
        for (Scheme scheme : values()) {
            if (scheme.code == code) {
                return scheme;
            }
        }
        throw new UnknownSchemeException(CipherHandle.explainScheme(code));
    }
}
