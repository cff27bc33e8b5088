package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Faults of the stream of events, of its source and of its arguments. */
class UploadFaultTest {
    @Test
    void whatIsBeforeAFaultComesFirstAndTheFaultAgain() {
        String source = "[" + UploadTest.GOOD + "," + UploadTest.GOOD + "}";
        int offset = source.getBytes(StandardCharsets.UTF_8).length - 1;
        try (Cipher cipher = Vectors.cipher();
                UploadStream stream = UploadTest.panel().build(cipher, source)) {
            assertEquals("UploadBody[2 events, 0 to 1]", stream.next().toString());
            for (int i = 0; i < 2; i++) {
                assertFault(offset, stream);
            }
        }
    }

    @Test
    void aStreamThatEndsWithinAnEvent() {
        try (Cipher cipher = Vectors.cipher();
                UploadStream array = UploadTest.panel().build(cipher, "[{");
                UploadStream second =
                        UploadTest.panel().build(cipher, "[" + UploadTest.GOOD + ",{")) {
            assertFault(2, array);
            assertEquals("UploadBody[1 events, 0 to 0]", second.next().toString());
            assertFault(UploadTest.GOOD.getBytes(StandardCharsets.UTF_8).length + 3, second);
        }
    }

    private static void assertFault(long offset, UploadStream stream) {
        EventStreamException fault = assertThrows(EventStreamException.class, stream::hasNext);
        assertEquals(offset, fault.offset());
        assertEquals(Status.EVENT_STREAM.code(), fault.status());
        assertEquals(
                "byte "
                        + offset
                        + " of the stream: cannot find the next event; write a JSON array of"
                        + " events, or one event per line",
                fault.getMessage());
        assertEquals(offset, assertThrows(EventStreamException.class, stream::next).offset());
    }

    @Test
    void nothingGivesNothing() {
        try (Cipher cipher = Vectors.cipher()) {
            for (String source : List.of("", "[]", " \n", "[ ]\n")) {
                assertEquals(List.of(), UploadTest.all(UploadTest.panel().build(cipher, source)));
            }
            assertEquals(
                    List.of(),
                    UploadTest.all(
                            UploadTest.panel().build(cipher, InputStream.nullInputStream())));
        }
    }

    @Test
    void aSourceThatFailsMayGoOn() {
        InputStream failing =
                new InputStream() {
                    private final InputStream events =
                            UploadTest.pieces(UploadTest.GOOD + "\n" + UploadTest.GOOD, 50);
                    private boolean fails;

                    @Override
                    public int read() {
                        throw new AssertionError("one byte at a time");
                    }

                    @Override
                    public int read(byte[] into, int at, int length) throws IOException {
                        fails = !fails;
                        if (fails) {
                            throw new IOException("a network fault");
                        }
                        return events.read(into, at, Math.min(length, 50));
                    }
                };
        try (Cipher cipher = Vectors.cipher();
                UploadStream stream = UploadTest.panel().build(cipher, failing)) {
            int failures = 0;
            while (true) {
                try {
                    assertEquals("UploadBody[2 events, 0 to 1]", stream.next().toString());
                    break;
                } catch (UncheckedIOException failed) {
                    assertEquals("a network fault", failed.getCause().getMessage());
                    failures++;
                }
            }
            assertTrue(failures > 5);
        }
    }

    @Test
    void badArgumentsAreRefused() {
        try (Cipher cipher = Vectors.cipher()) {
            assertThrows(
                    AssetIdException.class, () -> UploadTest.panel().assetId("").build(cipher, ""));
            assertThrows(
                    ApiKeyException.class,
                    () -> UploadTest.panel().apiKey("a b").build(cipher, ""));
            for (UploadStream.Builder unset :
                    List.of(
                            UploadStream.builder().assetId("asset"),
                            UploadStream.builder().apiKey("key"))) {
                assertThrows(IllegalStateException.class, () -> unset.build(cipher, ""));
            }
            assertTrue(
                    assertThrows(
                                    SurrogateException.class,
                                    () -> UploadTest.panel().build(cipher, "[{\"\ud800"))
                            .getMessage()
                            .startsWith(
                                    "the source contains half of a surrogate pair at position 3,"));
            assertThrows(NullPointerException.class, () -> UploadTest.panel().build(null, ""));
            assertThrows(
                    NullPointerException.class,
                    () -> UploadTest.panel().build(cipher, (String) null));
            assertThrows(
                    NullPointerException.class,
                    () -> UploadTest.panel().build(cipher, (byte[]) null));
            assertThrows(
                    NullPointerException.class,
                    () -> UploadTest.panel().build(cipher, (InputStream) null));
        }
    }

    @Test
    void limitsOutsideTheirRangeAreRefused() {
        List<IllegalArgumentException> refused = new ArrayList<>();
        for (int wrong : new int[] {0, -1, Integer.MIN_VALUE}) {
            refused.add(refused(() -> UploadTest.panel().maxEvents(wrong)));
            refused.add(refused(() -> UploadTest.panel().maxPayloadBytes(wrong)));
            refused.add(refused(() -> UploadTest.panel().maxEventBytes(wrong)));
        }
        refused.add(refused(() -> UploadTest.panel().maxPayloadBytes((32 << 20) + 1)));
        refused.add(refused(() -> UploadTest.panel().maxEventBytes(Integer.MAX_VALUE)));
        assertEquals("maxEvents is 0; it must be at least 1", refused.get(0).getMessage());
        assertEquals(
                "maxPayloadBytes is 0; it must be from 1 to 33554432 (32 MiB)",
                refused.get(1).getMessage());
        try (Cipher cipher = Vectors.cipher()) {
            UploadStream.Builder largest =
                    UploadTest.panel()
                            .maxEvents(5000)
                            .maxPayloadBytes(32 << 20)
                            .maxEventBytes(32 << 20);
            String many = String.join("\n", Collections.nCopies(1001, UploadTest.GOOD));
            assertEquals(2, UploadTest.all(largest.build(cipher, many)).size());
        }
    }

    private static IllegalArgumentException refused(Executable call) {
        return assertThrows(IllegalArgumentException.class, call);
    }
}
