package io.github.netcoreaes.internal;

import io.github.netcoreaes.SurrogateException;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The messages of one call of a batch, end to end, and their results likewise: small enough for the
 * processor's second cache, and used again for the next call.
 */
public final class Chunk implements AutoCloseable {
    /** The most messages, and the most bytes of them. */
    private static final int COUNT = 1024;

    private static final int SIZE = 64 * 1024;

    // Where things are in the block.
    private static final int OFFSETS_SIZE = (COUNT + 1) * Long.BYTES;
    private static final int FAILED = 0;
    private static final int OFFSETS = FAILED + Long.BYTES;
    private static final int OUT_OFFSETS = OFFSETS + OFFSETS_SIZE;
    private static final int DATA = OUT_OFFSETS + OFFSETS_SIZE;
    private static final int OUT = DATA + SIZE;

    /** The results. Hexadecimal takes twice the room, and each message some more. */
    public final byte[] out = new byte[2 * SIZE + 64 * COUNT];

    private final byte[] data = new byte[SIZE];
    private final ByteBuffer buffer = ByteBuffer.wrap(data);
    private final long[] offsets = new long[COUNT + 1];
    private final long[] outOffsets = new long[COUNT + 1];
    private final long[] failed = new long[1];
    private int count;

    /** For where arrays are not lent. */
    private Block block;

    /** Adds a message behind the others; false if there is no room for it. */
    public boolean add(byte[] message) {
        if (count == COUNT || message.length > buffer.remaining()) {
            return false;
        }
        buffer.put(message);
        offsets[++count] = buffer.position();
        return true;
    }

    /**
     * Adds a message in UTF-8; false if there is no room for it.
     *
     * @throws SurrogateException if it holds half of a surrogate pair
     */
    public boolean add(String message, Scratch scratch) {
        // A character takes a byte at least.
        if (count == COUNT || message.length() > buffer.remaining()) {
            return false;
        }
        if (!scratch.takes(message)) {
            byte[] bytes = Utf8.encode(message, "it");
            try {
                return add(bytes);
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
        if (!scratch.encode(message, buffer, "it")) {
            int end = (int) offsets[count];
            Arrays.fill(data, end, buffer.position(), (byte) 0);
            buffer.position(end);
            return false;
        }
        offsets[++count] = buffer.position();
        return true;
    }

    public int count() {
        return count;
    }

    /** Takes all messages away, and wipes them. */
    public void clear() {
        Arrays.fill(data, 0, buffer.position(), (byte) 0);
        buffer.clear();
        count = 0;
    }

    /**
     * Encrypts or decrypts them all, or none.
     *
     * @param lend whether the collector may wait for it, where arrays can be lent at all
     * @return the status
     */
    public int crypt(boolean encrypt, long cipher, boolean lend) {
        Functions functions = Library.functions();
        return lend && functions.lendsArrays()
                ? functions.cryptBatch(
                        encrypt, cipher, data, offsets, count, out, outOffsets, failed)
                : copied(functions, encrypt, cipher);
    }

    /** By way of memory outside the heap. */
    private int copied(Functions functions, boolean encrypt, long cipher) {
        if (block == null) {
            block = Block.of(OUT + out.length);
        }
        block.putLongs(OFFSETS, offsets, count + 1);
        block.put(DATA, data, 0, buffer.position());
        long base = block.address();
        int status;
        try {
            status =
                    functions.cryptBatch(
                            encrypt,
                            cipher,
                            base + DATA,
                            base + OFFSETS,
                            count,
                            base + OUT,
                            out.length,
                            base + OUT_OFFSETS,
                            base + FAILED);
        } finally {
            block.wipe(DATA, buffer.position());
        }
        failed[0] = block.getLong(FAILED);
        if (status == 0) {
            block.getLongs(OUT_OFFSETS, outOffsets, count + 1);
            block.get(OUT, out, 0, end(count - 1));
            if (!encrypt) {
                block.wipe(OUT, end(count - 1));
            }
        }
        return status;
    }

    /** Which message could not be decrypted; negative if it is not one's fault. */
    public long failed() {
        return failed[0];
    }

    /** Where the result of a message starts in the output. */
    public int start(int message) {
        return (int) outOffsets[message];
    }

    /** Where it ends. */
    public int end(int message) {
        return (int) outOffsets[message + 1];
    }

    /** Wipes the results. */
    public void wipeOut() {
        Arrays.fill(out, 0, end(count - 1), (byte) 0);
    }

    @Override
    public void close() {
        if (block != null) {
            block.close();
        }
    }
}
