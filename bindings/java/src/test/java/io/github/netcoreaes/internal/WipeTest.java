package io.github.netcoreaes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.netcoreaes.Cipher;
import io.github.netcoreaes.DecryptException;
import io.github.netcoreaes.NetcoreAesException;
import io.github.netcoreaes.Scheme;
import io.github.netcoreaes.SurrogateException;
import io.github.netcoreaes.Vectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** No plaintext remains in the buffers that calls share. */
class WipeTest {
    private static final String SECRET = "a secret é ";
    private static final String EVENT = SECRET.repeat(40);

    @ParameterizedTest
    @EnumSource
    void afterAMessage(Scheme scheme) throws Exception {
        try (Cipher cipher = Vectors.cipher(scheme)) {
            assertEquals(EVENT, cipher.decryptToString(cipher.encrypt(EVENT)));
            assertNothingLeft(EVENT, SECRET);
            assertThrows(SurrogateException.class, () -> cipher.encrypt(EVENT + "\ud800"));
            assertNothingLeft(EVENT, SECRET);
        }
    }

    @Test
    void associatedData() throws Exception {
        // Not a word: memory that was never written may hold any text of the virtual machine.
        String secret = "aS5oC1at3d";
        try (Cipher cipher = Vectors.cipher(Scheme.GCM_BASE64)) {
            for (int count : new int[] {1, 10, 1600, 1700, 10_000}) {
                byte[] aad = secret.repeat(count).getBytes(StandardCharsets.UTF_8);
                assertEquals(EVENT, cipher.decryptToString(cipher.encrypt(EVENT, aad), aad));
                assertNothingLeft(secret, SECRET);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterABatch(Scheme scheme) throws Exception {
        // The last event does not fit into the first call's buffers, although its chars would.
        List<String> events = new ArrayList<>(Collections.nCopies(63, "x".repeat(1024)));
        events.add(EVENT + "é".repeat(500));
        try (Cipher cipher = Vectors.cipher(scheme)) {
            List<String> texts = cipher.encryptBatch(events);
            assertTrue(isLeft(texts.get(63)), "the test reads the buffers");
            assertNothingLeft("x".repeat(64), SECRET);
            assertEquals(events, cipher.decryptBatchToStrings(texts));
            assertNothingLeft("x".repeat(64), SECRET);
        }
    }

    @Test
    void afterABatchThatFailed() throws Exception {
        List<String> events = Collections.nCopies(100, EVENT);
        List<String> bad = new ArrayList<>(events);
        bad.add(EVENT + "\ud800");
        try (Cipher cipher = Vectors.cipher()) {
            assertThrows(SurrogateException.class, () -> cipher.encryptBatch(bad));
            assertNothingLeft(EVENT, SECRET);
            List<String> texts = new ArrayList<>(cipher.encryptBatch(events));
            texts.set(99, texts.get(99).substring(4));
            assertThrows(NetcoreAesException.class, () -> cipher.decryptBatch(texts));
            assertNothingLeft(EVENT, SECRET);
            byte[] notUtf8 = (SECRET + "\u00e9").getBytes(StandardCharsets.ISO_8859_1);
            texts.set(99, cipher.encrypt(notUtf8));
            assertThrows(DecryptException.class, () -> cipher.decryptBatchToStrings(texts));
            assertNothingLeft(EVENT, SECRET, new String(notUtf8, StandardCharsets.ISO_8859_1));
        }
    }

    private static void assertNothingLeft(String... secrets) throws Exception {
        for (String secret : secrets) {
            assertFalse(isLeft(secret), secret.substring(0, 8));
        }
    }

    /** Whether this thread's buffers contain a string, as chars or as UTF-8. */
    private static boolean isLeft(String string) throws Exception {
        CallBuffers buffers = CallBuffers.acquire();
        try {
            String all = held(buffers) + held(buffers.memory()) + held(buffers.batch());
            return all.contains(string)
                    || all.contains(
                            new String(
                                    string.getBytes(StandardCharsets.UTF_8),
                                    StandardCharsets.ISO_8859_1));
        } finally {
            buffers.release();
        }
    }

    /** The contents of an object's arrays, and of its memory. */
    private static String held(Object holder) throws Exception {
        StringBuilder all = new StringBuilder();
        for (Field field : holder.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(holder);
            if (value instanceof byte[] bytes) {
                all.append(new String(bytes, StandardCharsets.ISO_8859_1));
            } else if (value instanceof char[] chars) {
                all.append(chars);
            } else if (value instanceof ByteBuffer buffer && buffer.isDirect()) {
                all.append(StandardCharsets.ISO_8859_1.decode(buffer.duplicate().clear()));
            } else if (value instanceof NativeMemory memory && !(holder instanceof CallBuffers)) {
                all.append(held(memory));
            }
        }
        return all.toString();
    }
}
