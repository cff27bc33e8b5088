package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Encryption into arrays and buffers of the caller. */
class BufferTest {
    private static byte[] message(int length) {
        return "m".repeat(length).getBytes(StandardCharsets.UTF_8);
    }

    /** A buffer of each kind with some content, and other bytes before and behind it. */
    private static List<ByteBuffer> buffers(byte[] content) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (ByteBuffer whole :
                List.of(
                        ByteBuffer.allocate(content.length + 20),
                        ByteBuffer.allocateDirect(content.length + 20))) {
            whole.put(9, content, 0, content.length);
            buffers.add(whole.duplicate().position(9).limit(9 + content.length));
            buffers.add(whole.slice(4, content.length + 10).position(5).limit(5 + content.length));
        }
        return buffers;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 400, 16_384, 16_385, 300_000})
    void betweenBuffersOfEveryKind(int length) {
        byte[] message = message(length);
        try (Cipher cipher = Vectors.cipher()) {
            byte[] text = cipher.encrypt(message).getBytes(StandardCharsets.US_ASCII);
            for (ByteBuffer in : buffers(message)) {
                for (ByteBuffer out : buffers(new byte[text.length])) {
                    int start = out.position();
                    assertEquals(text.length, cipher.encrypt(in.duplicate(), out));
                    assertEquals(0, out.remaining());
                    ByteBuffer written = out.duplicate().position(start);
                    assertEquals(ByteBuffer.wrap(text), written);
                }
                ByteBuffer readOnly = in.asReadOnlyBuffer();
                ByteBuffer out = ByteBuffer.allocateDirect(text.length);
                assertEquals(text.length, cipher.encrypt(readOnly, out));
                assertEquals(0, readOnly.remaining());
                assertThrows(
                        ReadOnlyBufferException.class,
                        () -> cipher.encrypt(in.duplicate(), readOnly));
            }
            for (ByteBuffer in : buffers(text)) {
                for (ByteBuffer out : buffers(new byte[(int) cipher.decryptedBound(text.length)])) {
                    int start = out.position();
                    assertEquals(length, cipher.decrypt(in.duplicate(), out));
                    assertEquals(start + length, out.position());
                    assertEquals(ByteBuffer.wrap(message), out.duplicate().flip().position(start));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 400, 16_384, 16_385, 300_000})
    void betweenArrays(int length) {
        byte[] from = message(length + 10);
        byte[] message = message(length);
        try (Cipher cipher = Vectors.cipher(Scheme.CBC_HEX)) {
            String text = cipher.encrypt(message);
            byte[] to = new byte[text.length() + 3];
            assertEquals(text.length(), cipher.encrypt(from, 7, length, to, 3));
            assertEquals(text, new String(to, 3, text.length(), StandardCharsets.US_ASCII));
            assertEquals(0, to[2]);
            byte[] back = new byte[(int) cipher.decryptedBound(text.length()) + 1];
            assertEquals(length, cipher.decrypt(to, 3, text.length(), back, 1));
            assertArrayEquals(message, java.util.Arrays.copyOfRange(back, 1, 1 + length));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 400, 20_000})
    void aSmallOutputIsRefusedWithTheLengthNeeded(int length) {
        byte[] message = message(length);
        try (Cipher cipher = Vectors.cipher()) {
            int needed = (int) cipher.encryptedLength(length);
            byte[] out = new byte[needed - 1];
            java.util.Arrays.fill(out, (byte) 7);
            byte[] untouched = out.clone();
            BufferTooSmallException refused =
                    assertThrows(
                            BufferTooSmallException.class,
                            () -> cipher.encrypt(message, 0, length, out, 0));
            assertEquals(needed, refused.needed());
            assertEquals(Status.BUFFER_TOO_SMALL.code(), refused.status());
            assertEquals(
                    "the output buffer holds " + (needed - 1) + " bytes; it must hold " + needed,
                    refused.getMessage());
            assertArrayEquals(untouched, out);
            ByteBuffer in = ByteBuffer.allocateDirect(length).put(message).flip();
            ByteBuffer direct = ByteBuffer.allocateDirect(needed - 1);
            assertEquals(
                    needed,
                    assertThrows(BufferTooSmallException.class, () -> cipher.encrypt(in, direct))
                            .needed());
            assertEquals(length, in.remaining());
            assertEquals(needed - 1, direct.remaining());
            byte[] text = cipher.encrypt(message).getBytes(StandardCharsets.US_ASCII);
            assertThrows(
                    BufferTooSmallException.class,
                    () -> cipher.decrypt(text, 0, text.length, new byte[0], 0));
        }
    }

    @Test
    void overlapIsRefusedForEveryKind() {
        byte[] array = message(2000);
        ByteBuffer direct = ByteBuffer.allocateDirect(2000);
        try (Cipher cipher = Vectors.cipher()) {
            assertEquals(
                    Status.OVERLAP.code(),
                    assertThrows(
                                    OverlapException.class,
                                    () -> cipher.encrypt(array, 100, 50, array, 0))
                            .status());
            assertThrows(OverlapException.class, () -> cipher.encrypt(array, 100, 50, array, 149));
            assertThrows(
                    OverlapException.class,
                    () -> cipher.encrypt(ByteBuffer.wrap(array, 10, 50), ByteBuffer.wrap(array)));
            assertThrows(
                    OverlapException.class,
                    () -> cipher.encrypt(direct.slice(10, 50), direct.duplicate()));
            assertEquals(88, cipher.encrypt(array, 0, 50, array, 50));
            assertEquals(
                    88,
                    cipher.encrypt(
                            ByteBuffer.wrap(array, 500, 50), ByteBuffer.wrap(array, 0, 500)));
            assertEquals(88, cipher.encrypt(direct.slice(0, 50), direct.slice(50, 500)));
        }
    }

    @Test
    void offsetsOutsideTheArraysAreRefused() {
        byte[] ten = new byte[10];
        try (Cipher cipher = Vectors.cipher()) {
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> cipher.encrypt(ten, 0, 11, new byte[99], 0));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> cipher.encrypt(ten, -1, 5, new byte[99], 0));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> cipher.encrypt(ten, 5, -1, new byte[99], 0));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> cipher.encrypt(ten, 0, 5, new byte[99], 100));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> cipher.decrypt(ten, 11, 0, new byte[99], 0));
            assertThrows(
                    BufferTooSmallException.class,
                    () -> cipher.encrypt(ten, 0, 5, new byte[99], 99));
            assertThrows(IllegalArgumentException.class, () -> cipher.encryptedLength(-1));
            assertThrows(TooLargeException.class, () -> cipher.encryptedLength(Long.MAX_VALUE));
        }
    }

    @Test
    void anErrorLeavesThePositions() {
        ByteBuffer in = StandardCharsets.US_ASCII.encode("no base64!");
        ByteBuffer out = ByteBuffer.allocate(100);
        try (Cipher cipher = Vectors.cipher()) {
            assertThrows(EncodingException.class, () -> cipher.decrypt(in, out));
            assertEquals(10, in.remaining());
            assertEquals(100, out.remaining());
        }
    }
}
