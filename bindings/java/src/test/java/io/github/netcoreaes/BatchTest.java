package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Batches of messages, which take several calls of the library. */
class BatchTest {
    @ParameterizedTest
    @EnumSource
    void messagesOfEveryLengthComeBackInOrder(Scheme scheme) {
        Random random = new Random(7);
        List<String> messages = new ArrayList<>();
        List<byte[]> bytes = new ArrayList<>();
        // Some are longer than the buffers, and some just fill them.
        for (int i = 0; i < 3000; i++) {
            int length = i % 500 == 499 ? 60_000 + i * 5 : random.nextInt(700);
            messages.add("é" + (char) ('a' + i % 26) + "x".repeat(length));
            bytes.add(messages.get(i).getBytes(StandardCharsets.UTF_8));
        }
        try (Cipher cipher = Vectors.cipher(scheme)) {
            List<String> texts = cipher.encryptBatch(messages);
            assertEquals(messages, cipher.decryptBatchToStrings(texts));
            assertEquals(messages.get(499), cipher.decryptToString(texts.get(499)));
            List<byte[]> back = cipher.decryptBatch(cipher.encryptBatchOfBytes(bytes));
            for (int i = 0; i < bytes.size(); i++) {
                assertArrayEquals(bytes.get(i), back.get(i));
            }
            if (scheme != Scheme.GCM_BASE64) {
                assertEquals(messages.stream().map(cipher::encrypt).toList(), texts);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfEveryLengthFillTheBuffers(Scheme scheme) {
        try (Cipher cipher = Vectors.cipher(scheme)) {
            for (int length :
                    new int[] {0, 1, 63, 64, 65, 16_384, 32_768, 65_535, 65_536, 65_537, 200_000}) {
                List<String> same =
                        Collections.nCopies(length < 100 ? 2050 : 5, "x".repeat(length));
                assertEquals(same, cipher.decryptBatchToStrings(cipher.encryptBatch(same)));
            }
            assertEquals(List.of(), cipher.encryptBatch(List.of()));
            assertEquals(List.of(), cipher.decryptBatch(List.of()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1024, 2999})
    void theMessageAtFaultIsNamed(int index) {
        try (Cipher cipher = Vectors.cipher()) {
            List<String> texts =
                    new ArrayList<>(
                            cipher.encryptBatch(
                                    IntStream.range(0, 3000).mapToObj(i -> "event " + i).toList()));
            texts.set(index, "AAAA");
            DecryptException refused =
                    assertThrows(DecryptException.class, () -> cipher.decryptBatch(texts));
            assertEquals(index, refused.index().orElseThrow());
            assertTrue(
                    refused.getMessage()
                            .startsWith("message " + index + " of the batch: the text cannot"));
            for (String bad : List.of("AAA", "A".repeat(70_001), "é")) {
                texts.set(index, bad);
                EncodingException encoding =
                        assertThrows(
                                EncodingException.class, () -> cipher.decryptBatchToStrings(texts));
                assertEquals(index, encoding.index().orElseThrow());
            }
            texts.set(index, null);
            assertTrue(
                    assertThrows(NullPointerException.class, () -> cipher.decryptBatch(texts))
                            .getMessage()
                            .startsWith("message " + index + " of the batch must not be null"));
        }
    }

    @Test
    void aBatchEqualsItsMessages() {
        List<String> events = Collections.nCopies(1000, "e".repeat(400));
        try (Cipher cipher = Vectors.cipher()) {
            assertEquals(
                    Collections.nCopies(1000, cipher.encrypt(events.get(0))),
                    cipher.encryptBatch(events));
        }
    }
}
