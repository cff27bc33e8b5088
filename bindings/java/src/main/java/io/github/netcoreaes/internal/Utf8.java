package io.github.netcoreaes.internal;

import io.github.netcoreaes.SurrogateException;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strict UTF-8: Java's shorter methods replace invalid input. */
public final class Utf8 {
    private Utf8() {}

    /**
     * Encodes a string.
     *
     * @param name of the string in the message of an exception, such as "the plaintext"
     * @throws SurrogateException if it contains half of a surrogate pair
     */
    public static byte[] encode(String string, String name) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        int position = loneSurrogate(string);
        if (position >= 0) {
            Arrays.fill(bytes, (byte) 0);
            throw Errors.surrogate(name, position);
        }
        return bytes;
    }

    /**
     * Encodes a key or an IV, and leaves no copy but the result.
     *
     * @return null for null
     */
    public static byte[] encodeSecret(CharSequence secret, String name) {
        if (secret == null) {
            return null;
        }
        int position = loneSurrogate(secret);
        if (position >= 0) {
            throw Errors.surrogate(name, position);
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    /** The position of the first surrogate that is not part of a pair; -1 if there is none. */
    public static int loneSurrogate(CharSequence string) {
        for (int i = 0; i < string.length(); i++) {
            char unit = string.charAt(i);
            if (Character.isSurrogate(unit)) {
                boolean paired =
                        Character.isHighSurrogate(unit)
                                && i + 1 < string.length()
                                && Character.isLowSurrogate(string.charAt(i + 1));
                if (!paired) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /** Decodes bytes; returns null if they are not UTF-8. */
    public static String decode(byte[] bytes, int from, int length) {
        String string = new String(bytes, from, length, StandardCharsets.UTF_8);
        // Invalid bytes became U+FFFD. The bytes may also contain U+FFFD itself.
        if (string.indexOf('\uFFFD') < 0) {
            return string;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return string;
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
