package io.github.netcoreaes;

/** The form of a key, which its length determines. */
public enum KeyForm {
    /** 32 characters, whose bytes are the key. */
    TEXT(1),
    /** 44 characters of base64, which hold the 32 bytes of the key. */
    BASE64(2);

    private final int code;

    KeyForm(int code) {
        this.code = code;
    }

    static KeyForm of(int code) {
        return code == BASE64.code ? BASE64 : TEXT;
    }
}
