package io.github.netcoreaes.internal;

import io.github.netcoreaes.SurrogateException;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The buffers of one call, taken from a pool and returned to it: a short message allocates nothing
 * but its result. The code that writes a plaintext to them wipes it.
 *
 * <p>A pool rather than thread locals: there may be millions of virtual threads.
 */
final class CallBuffers {
    /** The longest input, in bytes, that fits in here and is lent to the library in the heap. */
    static final int SHORT = 16 * 1024;

    private static final int SLOTS =
            Math.min(64, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4);
    private static final AtomicReferenceArray<CallBuffers> POOL = new AtomicReferenceArray<>(SLOTS);

    /** Input in UTF-8. */
    final byte[] in = new byte[SHORT];

    /** Output: hexadecimal doubles the length; padding, nonce and tag add to it. */
    final byte[] out = new byte[2 * SHORT + 128];

    /** The length of the result. */
    final long[] length = new long[1];

    private final char[] chars = new char[SHORT / 3];
    private final CharBuffer charBuffer = CharBuffer.wrap(chars);
    private final ByteBuffer inBuffer = ByteBuffer.wrap(in);
    // An encoder that reports errors; String.getBytes would replace half a surrogate pair.
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();

    /** The number of chars to wipe. */
    private int charsUsed;

    private NativeMemory memory;
    private BatchBuffers batch;

    private CallBuffers() {}

    /** Takes buffers from the pool, or allocates them. */
    static CallBuffers acquire() {
        int slot = slot();
        CallBuffers taken = POOL.getAndSet(slot, null);
        if (taken == null) {
            taken = POOL.getAndSet((slot + 1) % SLOTS, null);
        }
        return taken == null ? new CallBuffers() : taken;
    }

    /** Returns them to the pool, or frees them if it is full. */
    void release() {
        int slot = slot();
        if (!POOL.compareAndSet(slot, null, this)
                && !POOL.compareAndSet((slot + 1) % SLOTS, null, this)) {
            close();
        }
    }

    private void close() {
        if (memory != null) {
            memory.close();
        }
        if (batch != null) {
            batch.close();
        }
    }

    private static int slot() {
        return (int) (Thread.currentThread().getId() & (SLOTS - 1));
    }

    /** Whether {@link #encode} has room for a string. */
    boolean fits(String string) {
        return string.length() <= chars.length;
    }

    /**
     * Writes a string in UTF-8 to {@link #in}.
     *
     * @param name of the string in the message of an exception
     * @return the number of bytes
     * @throws SurrogateException if the string contains half of a surrogate pair
     */
    int encode(String string, String name) {
        inBuffer.clear();
        try {
            encode(string, inBuffer, name);
            return inBuffer.position();
        } catch (SurrogateException refused) {
            Arrays.fill(in, 0, inBuffer.position(), (byte) 0);
            throw refused;
        } finally {
            wipeChars();
        }
    }

    /**
     * Writes a string in UTF-8 to a buffer. Call {@link #wipeChars} after the last string.
     *
     * @param name of the string in the message of an exception
     * @return whether all of it was written; false if the buffer is full
     * @throws SurrogateException if the string contains half of a surrogate pair
     */
    boolean encode(String string, ByteBuffer into, String name) {
        int count = string.length();
        string.getChars(0, count, chars, 0);
        charsUsed = Math.max(charsUsed, count);
        charBuffer.clear().limit(count);
        CoderResult result = encoder.reset().encode(charBuffer, into, true);
        if (result.isError()) {
            throw Errors.surrogate(name, charBuffer.position());
        }
        return result.isUnderflow();
    }

    void wipeChars() {
        Arrays.fill(chars, 0, charsUsed, '\0');
        charsUsed = 0;
    }

    /** Memory outside the heap for a length, a short input and its output. */
    NativeMemory memory() {
        if (memory == null) {
            memory = NativeMemory.allocate(Long.BYTES + SHORT + out.length);
        }
        return memory;
    }

    BatchBuffers batch() {
        if (batch == null) {
            batch = new BatchBuffers();
        }
        return batch;
    }
}
