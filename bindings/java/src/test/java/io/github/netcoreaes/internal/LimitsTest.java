package io.github.netcoreaes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.netcoreaes.Scheme;
import io.github.netcoreaes.TooLargeException;
import io.github.netcoreaes.Vectors;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/** Lengths of 31 bits, which are the longest that Java's arrays and buffers have. */
class LimitsTest {
    private static NativeCipher cipher(Scheme scheme) {
        return new NativeCipher(
                scheme,
                Vectors.KEY.getBytes(StandardCharsets.UTF_8),
                Vectors.IV.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aResultThatFitsIntoNoArrayIsRefused() {
        try (NativeCipher cipher = cipher(Scheme.CBC_HEX);
                CipherUse use = new CipherUse(cipher)) {
            long longest = Message.resultLength(use, Direction.ENCRYPT, (1 << 30) - 17);
            assertEquals((1L << 31) - 32, longest);
            for (int length : new int[] {(1 << 30) - 16, 1 << 30, Integer.MAX_VALUE}) {
                TooLargeException refused =
                        assertThrows(
                                TooLargeException.class,
                                () -> Message.newOutput(use, Direction.ENCRYPT, length));
                assertTrue(
                        refused.getMessage()
                                .startsWith(
                                        "the message has "
                                                + length
                                                + " bytes, and its result does not fit into a Java"
                                                + " array;"));
            }
        }
    }

    @Test
    void memoryThatFitsIntoNoBufferIsRefused() {
        for (long size : new long[] {1L << 31, (1L << 32) + 1, Long.MAX_VALUE}) {
            TooLargeException refused =
                    assertThrows(TooLargeException.class, () -> NativeMemory.allocate(size));
            assertTrue(refused.getMessage().contains("does not fit into a Java array"));
        }
        try (NativeMemory one = NativeMemory.allocate(1)) {
            assertEquals(1, one.size());
        }
    }
}
