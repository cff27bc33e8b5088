package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.netcoreaes.internal.UploadHandle;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Streams of events are freed after their last use, and each thread may have one. */
@Timeout(60)
class UploadLifetimeTest {
    @TempDir Path folder;

    private static final int COUNT = 17_000;
    private static final String MANY =
            String.join("\n", Collections.nCopies(COUNT, UploadTest.GOOD));

    private static void assertClosed(String what, UploadStream stream) {
        for (Executable call : List.<Executable>of(stream::hasNext, stream::next)) {
            assertEquals(
                    "this " + what + " is closed; make a new one",
                    assertThrows(IllegalStateException.class, call).getMessage());
        }
    }

    @Test
    void afterCloseEveryUseIsRefused() {
        try (Cipher cipher = Vectors.cipher()) {
            for (boolean isRead : new boolean[] {false, true}) {
                UploadStream stream = UploadTest.panel().build(cipher, MANY);
                assertTrue(!isRead || stream.hasNext());
                assertFalse(stream.handle().isFreed());
                stream.close();
                stream.close();
                assertTrue(stream.handle().isFreed());
                assertClosed("stream", stream);
                assertTrue(stream.url().startsWith("https://"));
                assertEquals("asset", stream.headers().get("x-asset"));
            }
            assertFalse(cipher.handle().isFreed());
        }
    }

    @Test
    void aClosedCipherEncryptsNothing() {
        Cipher cipher = Vectors.cipher();
        try (UploadStream stream = UploadTest.panel().build(cipher, MANY)) {
            assertEquals("UploadBody[1000 events, 0 to 999]", stream.next().toString());
            cipher.close();
            // Fifteen bodies were encrypted beside the first.
            for (int i = 1; i < 16; i++) {
                assertEquals(i * 1000, ((UploadBody) stream.next()).first());
            }
            assertClosed("cipher", stream);
        }
    }

    @Test
    void aForgottenStreamIsFreed() throws InterruptedException {
        List<UploadHandle> handles = new ArrayList<>();
        try (Cipher cipher = Vectors.cipher()) {
            for (int i = 0; i < 50; i++) {
                handles.add(forgotten(cipher));
            }
            while (!handles.stream().allMatch(UploadHandle::isFreed)) {
                System.gc();
                Thread.sleep(10);
            }
        }
    }

    private static UploadHandle forgotten(Cipher cipher) {
        @SuppressWarnings("resource")
        UploadStream stream = UploadTest.panel().build(cipher, UploadTest.GOOD);
        assertTrue(stream.hasNext());
        assertFalse(stream.handle().isFreed());
        return stream.handle();
    }

    @Test
    void manyStreamsLeaveNothing() throws Exception {
        String printed = new Child(folder).option("-Xmx64m").run(Leaks.class.getName());
        // A stream has more than 64 KiB outside the heap.
        assertTrue(Long.parseLong(printed.strip()) < 100 << 20, printed);
    }

    /** Run in a child with a small heap: prints how much memory 5000 streams leave behind. */
    static final class Leaks {
        private Leaks() {}

        public static void main(String[] arguments) throws IOException {
            String events = String.join("\n", Collections.nCopies(20, UploadTest.GOOD)) + "\n{}";
            try (Cipher cipher = Vectors.cipher()) {
                streams(cipher, events, 500);
                long before = resident();
                streams(cipher, events, 5000);
                System.out.println(resident() - before);
            }
        }

        /** Some are not read, some are read in part, some to their end. */
        private static void streams(Cipher cipher, String events, int count) {
            for (int i = 0; i < count; i++) {
                try (UploadStream stream = UploadTest.panel().build(cipher, events)) {
                    for (int reads = i % 3; reads > 0; reads--) {
                        stream.next();
                    }
                }
            }
        }
    }

    /** The memory of this process, in bytes. */
    private static long resident() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
        return Long.parseLong(pages[1]) * 4096;
    }

    @Test
    void threadsHaveStreamsOfOneCipher() throws Exception {
        try (Cipher cipher = Vectors.cipher()) {
            Callable<Integer> work =
                    () -> {
                        try (UploadStream stream = UploadTest.panel().build(cipher, MANY)) {
                            int events = 0;
                            while (stream.hasNext()) {
                                events += ((UploadBody) stream.next()).events();
                            }
                            return events;
                        }
                    };
            assertEquals(Collections.nCopies(8, COUNT), results(work));
        }
    }

    /** Not a promise, but each item comes once, and nothing is used after it was freed. */
    @Test
    void threadsThatShareAStreamWaitForEachOther() throws Exception {
        try (Cipher cipher = Vectors.cipher();
                UploadStream stream = UploadTest.panel().maxEvents(10).build(cipher, MANY)) {
            Callable<Integer> work =
                    () -> {
                        int events = 0;
                        try {
                            while (true) {
                                events += ((UploadBody) stream.next()).events();
                            }
                        } catch (NoSuchElementException end) {
                            return events;
                        }
                    };
            assertEquals(COUNT, results(work).stream().mapToInt(Integer::intValue).sum());
        }
    }

    @Test
    void closingWhileOthersReadIsSafe() throws Exception {
        try (Cipher cipher = Vectors.cipher()) {
            for (int round = 0; round < 20; round++) {
                UploadStream stream = UploadTest.panel().maxEvents(2).build(cipher, MANY);
                Callable<Integer> work =
                        () -> {
                            try {
                                for (int i = 0; i < 20; i++) {
                                    stream.next();
                                }
                                stream.close();
                                stream.next();
                                return 0;
                            } catch (IllegalStateException closed) {
                                return 1;
                            }
                        };
                assertEquals(Collections.nCopies(8, 1), results(work));
                assertTrue(stream.handle().isFreed());
            }
        }
    }

    /** What eight threads return. */
    private static List<Integer> results(Callable<Integer> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> one : threads.invokeAll(Collections.nCopies(8, work))) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }
}
