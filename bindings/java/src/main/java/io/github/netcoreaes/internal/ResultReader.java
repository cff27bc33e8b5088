package io.github.netcoreaes.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes the object that is returned of the bytes that a call wrote. */
interface ResultReader<R> {
    /** The text of an encrypted message, which is ASCII. */
    ResultReader<String> TEXT =
            (bytes, from, length) -> new String(bytes, from, length, StandardCharsets.ISO_8859_1);

    /** A decrypted message. */
    ResultReader<byte[]> BYTES =
            (bytes, from, length) -> Arrays.copyOfRange(bytes, from, from + length);

    /** A decrypted message that is UTF-8. */
    ResultReader<String> UTF8 = Utf8::decode;

    /** The result; null if the bytes do not hold one, which is a {@code DECRYPT} error. */
    R read(byte[] bytes, int from, int length);
}
