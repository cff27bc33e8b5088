package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.netcoreaes.internal.CipherHandle;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Ciphers are freed after their last use, and threads share them until then. */
@Timeout(60)
class LifetimeTest {
    @Test
    void afterCloseEveryUseIsRefused() {
        Cipher cipher = Vectors.cipher();
        cipher.close();
        cipher.close();
        assertTrue(cipher.handle().isFreed());
        assertEquals(Scheme.CBC_BASE64, cipher.scheme());
        assertEquals(KeyForm.TEXT, cipher.keyForm());
        ByteBuffer buffer = ByteBuffer.allocate(9);
        for (Executable call :
                List.<Executable>of(
                        () -> cipher.keyIsPublished(),
                        () -> cipher.encrypt("a"),
                        () -> cipher.encrypt(new byte[1]),
                        () -> cipher.decrypt("AAAA"),
                        () -> cipher.decryptToString("AAAA"),
                        () -> cipher.encryptBatch(List.of()),
                        () -> cipher.encryptBatchOfBytes(List.of()),
                        () -> cipher.decryptBatch(List.of()),
                        () -> cipher.decryptBatchToStrings(List.of()),
                        () -> cipher.encryptedLength(1),
                        () -> cipher.decryptedBound(1),
                        () -> cipher.encrypt(new byte[1], 0, 1, new byte[99], 0),
                        () -> cipher.decrypt(new byte[1], 0, 1, new byte[99], 0),
                        () -> cipher.encrypt(buffer, ByteBuffer.allocate(99)),
                        () -> cipher.decrypt(buffer, ByteBuffer.allocate(99)))) {
            assertEquals(
                    "this cipher is closed; make a new one",
                    assertThrows(IllegalStateException.class, call).getMessage());
        }
    }

    @Test
    void theLastUserFreesIt() {
        Cipher cipher = Vectors.cipher();
        CipherHandle handle = cipher.handle();
        handle.acquire();
        handle.acquire();
        cipher.close();
        assertFalse(handle.isFreed());
        assertThrows(IllegalStateException.class, handle::acquire);
        handle.release();
        assertFalse(handle.isFreed());
        handle.release();
        assertTrue(handle.isFreed());
        assertThrows(IllegalStateException.class, handle::acquire);
    }

    @Test
    void aForgottenCipherIsFreed() throws InterruptedException {
        List<CipherHandle> handles = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            handles.add(forgotten());
        }
        while (!handles.stream().allMatch(CipherHandle::isFreed)) {
            System.gc();
            Thread.sleep(10);
        }
    }

    private static CipherHandle forgotten() {
        @SuppressWarnings("resource")
        Cipher cipher = Vectors.cipher();
        cipher.encrypt("event");
        assertFalse(cipher.handle().isFreed());
        return cipher.handle();
    }

    @Test
    void aCipherThatCouldNotBeMadeLeavesNothing() {
        for (int i = 0; i < 1000; i++) {
            assertThrows(InvalidKeyException.class, () -> Cipher.gcm("short"));
        }
    }

    @Test
    void threadsShareIt() throws Exception {
        shared(Executors.newFixedThreadPool(8));
    }

    @Test
    void virtualThreadsShareIt() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21);
        shared(
                (ExecutorService)
                        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
    }

    private static void shared(ExecutorService threads) throws Exception {
        try (Cipher cipher = Vectors.cipher();
                Cipher gcm = Vectors.cipher(Scheme.GCM_BASE64)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int thread = 0; thread < 64; thread++) {
                String message = "message " + thread + "é".repeat(thread * 20);
                List<String> batch = Collections.nCopies(20, message);
                Callable<Integer> work =
                        () -> {
                            String text = cipher.encrypt(message);
                            for (int i = 0; i < 50; i++) {
                                assertEquals(text, cipher.encrypt(message));
                                assertEquals(message, cipher.decryptToString(text));
                                assertEquals(message, gcm.decryptToString(gcm.encrypt(message)));
                                assertEquals(
                                        batch,
                                        cipher.decryptBatchToStrings(cipher.encryptBatch(batch)));
                            }
                            return 1;
                        };
                all.add(threads.submit(work));
            }
            for (Future<Integer> one : all) {
                assertEquals(1, one.get());
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void closingWhileOthersEncryptIsSafe() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        String text;
        try (Cipher cipher = Vectors.cipher()) {
            text = cipher.encrypt("event");
        }
        for (int round = 0; round < 200; round++) {
            Cipher cipher = Vectors.cipher();
            CountDownLatch started = new CountDownLatch(4);
            List<Future<Boolean>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                all.add(threads.submit(() -> untilClosed(cipher, text, started)));
            }
            started.await();
            cipher.close();
            for (Future<Boolean> one : all) {
                assertTrue(one.get());
            }
            assertTrue(cipher.handle().isFreed());
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    }

    /** Each call either completes or throws because the cipher is closed. */
    private static boolean untilClosed(Cipher cipher, String text, CountDownLatch started) {
        try {
            while (true) {
                assertEquals(text, cipher.encrypt("event"));
                assertEquals(text, cipher.encryptBatch(List.of("event")).get(0));
                started.countDown();
            }
        } catch (IllegalStateException closed) {
            return true;
        }
    }
}
