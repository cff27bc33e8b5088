package io.github.netcoreaes.internal;

import io.github.netcoreaes.SurrogateException;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strings as UTF-8 and back, strictly: Java's own shortcuts replace what does not fit. */
public final class Utf8 {
    private Utf8() {}

    /**
     * The UTF-8 of a string.
     *
     * @param what its name in the message, such as "the plaintext"
     * @throws SurrogateException if it holds half of a surrogate pair
     */
    public static byte[] encode(String string, String what) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        int position = loneSurrogate(string);
        if (position >= 0) {
            Arrays.fill(bytes, (byte) 0);
            throw Errors.surrogate(what, position);
        }
        return bytes;
    }

    /** The same of characters, of which no copy is left. Null for null. */
    public static byte[] encode(char[] chars, String what) {
        if (chars == null) {
            return null;
        }
        int position = loneSurrogate(CharBuffer.wrap(chars));
        if (position >= 0) {
            throw Errors.surrogate(what, position);
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(chars));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    /** Where the first half of a pair stands alone; -1 if none does. */
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

    /** The string that bytes hold; null if they are not UTF-8. */
    public static String decode(byte[] bytes, int from, int length) {
        String string = new String(bytes, from, length, StandardCharsets.UTF_8);
        // What does not fit became U+FFFD, which may also have been there: only then a second look.
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
