package io.github.netcoreaes.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Generates keys and IVs. */
public final class KeyGenerator {
    private KeyGenerator() {}

    /** A key and an IV for the CBC schemes, in this order. */
    public static String[] keyAndIv() {
        Functions functions = Library.functions();
        int keySize = functions.keySize();
        int ivSize = functions.ivSize();
        try (NativeMemory memory = NativeMemory.allocate((long) keySize + ivSize)) {
            check(functions.keygen(memory.address(), memory.address() + keySize));
            return new String[] {text(memory, 0, keySize), text(memory, keySize, ivSize)};
        }
    }

    /** A key for scheme 11258. */
    public static String gcmKey() {
        Functions functions = Library.functions();
        int size = functions.gcmKeySize();
        try (NativeMemory memory = NativeMemory.allocate(size)) {
            check(functions.gcmKeygen(memory.address()));
            return text(memory, 0, size);
        }
    }

    private static void check(int status) {
        if (status != 0) {
            throw Errors.of(status);
        }
    }

    /** A string of {@code size} bytes, of which the last is NUL. */
    private static String text(NativeMemory memory, int at, int size) {
        byte[] bytes = new byte[size - 1];
        memory.get(at, bytes, 0, bytes.length);
        try {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
