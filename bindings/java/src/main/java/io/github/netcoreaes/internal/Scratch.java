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
 * Buffers for one call, taken from a pool and given back: nothing is allocated for a short message
 * but its result. They are wiped by whoever put a plaintext there.
 *
 * <p>A pool rather than thread locals: with virtual threads there may be millions of those.
 */
public final class Scratch {
    /** The longest input, in bytes, that is held here and lent to the library within the heap. */
    public static final int SHORT = 16 * 1024;

    private static final int SLOTS =
            Math.min(64, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4);
    private static final AtomicReferenceArray<Scratch> POOL = new AtomicReferenceArray<>(SLOTS);

    /** Input in UTF-8. */
    public final byte[] in = new byte[SHORT];

    /** Output: hexadecimal takes twice the room, and padding, nonce and tag some. */
    public final byte[] out = new byte[2 * SHORT + 128];

    /** The length of what was written. */
    public final long[] length = new long[1];

    private final char[] chars = new char[SHORT / 3];
    private final CharBuffer charBuffer = CharBuffer.wrap(chars);
    private final ByteBuffer inBuffer = ByteBuffer.wrap(in);
    // Reports what does not fit; a replacement would go unnoticed.
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();

    /** How many of the characters may hold something. */
    private int charsUsed;

    private Block block;
    private Chunk chunk;

    private Scratch() {}

    public static Scratch take() {
        int slot = slot();
        Scratch taken = POOL.getAndSet(slot, null);
        if (taken == null) {
            taken = POOL.getAndSet((slot + 1) % SLOTS, null);
        }
        return taken == null ? new Scratch() : taken;
    }

    /** Ends the use of it. */
    public void give() {
        int slot = slot();
        if (!POOL.compareAndSet(slot, null, this)
                && !POOL.compareAndSet((slot + 1) % SLOTS, null, this)) {
            close();
        }
    }

    private void close() {
        if (block != null) {
            block.close();
        }
        if (chunk != null) {
            chunk.close();
        }
    }

    private static int slot() {
        return (int) (Thread.currentThread().getId() & (SLOTS - 1));
    }

    /** Whether {@link #encode} takes the string. */
    public boolean takes(String string) {
        return string.length() <= chars.length;
    }

    /**
     * Puts a string's UTF-8 into {@link #in}.
     *
     * @return its length
     * @throws SurrogateException if it holds half of a surrogate pair
     */
    public int encode(String string, String what) {
        inBuffer.clear();
        try {
            encode(string, inBuffer, what);
            return inBuffer.position();
        } catch (SurrogateException found) {
            wipeIn(inBuffer.position());
            throw found;
        } finally {
            wipeChars();
        }
    }

    /**
     * Puts a string's UTF-8 into a buffer. To be followed by {@link #wipeChars}, after the last of
     * several.
     *
     * @return whether there was room for all of it
     * @throws SurrogateException if it holds half of a surrogate pair
     */
    public boolean encode(String string, ByteBuffer into, String what) {
        int count = string.length();
        string.getChars(0, count, chars, 0);
        charsUsed = Math.max(charsUsed, count);
        charBuffer.clear().limit(count);
        CoderResult result = encoder.reset().encode(charBuffer, into, true);
        if (result.isError()) {
            throw Errors.surrogate(what, charBuffer.position());
        }
        return result.isUnderflow();
    }

    public void wipeChars() {
        Arrays.fill(chars, 0, charsUsed, '\0');
        charsUsed = 0;
    }

    public void wipeIn(int count) {
        Arrays.fill(in, 0, count, (byte) 0);
    }

    /** Memory outside the heap for a number and a short message, for what cannot be done within. */
    public Block block() {
        if (block == null) {
            block = Block.of(Long.BYTES + SHORT + out.length);
        }
        return block;
    }

    public Chunk chunk() {
        if (chunk == null) {
            chunk = new Chunk();
        }
        return chunk;
    }
}
