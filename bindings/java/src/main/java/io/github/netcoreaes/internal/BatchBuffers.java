package io.github.netcoreaes.internal;

import io.github.netcoreaes.SurrogateException;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The messages of one call for a batch, end to end, and likewise their results. They fit into the
 * processor's second-level cache, and the next call uses them again.
 */
final class BatchBuffers implements AutoCloseable {
    /** The limits of one call: messages, and their bytes. */
    private static final int MAX_COUNT = 1024;

    private static final int MAX_SIZE = 64 * 1024;

    // Offsets into the memory.
    private static final int OFFSETS_SIZE = (MAX_COUNT + 1) * Long.BYTES;
    private static final int FAILED_AT = 0;
    private static final int OFFSETS_AT = FAILED_AT + Long.BYTES;
    private static final int OUT_OFFSETS_AT = OFFSETS_AT + OFFSETS_SIZE;
    private static final int DATA_AT = OUT_OFFSETS_AT + OFFSETS_SIZE;
    private static final int OUT_AT = DATA_AT + MAX_SIZE;

    /** The results. Hexadecimal doubles the length; padding, nonce and tag add to each message. */
    final byte[] out = new byte[2 * MAX_SIZE + 64 * MAX_COUNT];

    private final byte[] data = new byte[MAX_SIZE];
    private final ByteBuffer buffer = ByteBuffer.wrap(data);
    private final long[] offsets = new long[MAX_COUNT + 1];
    private final long[] outOffsets = new long[MAX_COUNT + 1];
    private final long[] failed = new long[1];
    private int count;

    /** For calls to which arrays are not lent. */
    private NativeMemory memory;

    /** Appends a message; returns false if it does not fit. */
    boolean add(byte[] message) {
        if (count == MAX_COUNT || message.length > buffer.remaining()) {
            return false;
        }
        buffer.put(message);
        offsets[++count] = buffer.position();
        return true;
    }

    /**
     * Appends a message in UTF-8; returns false if it does not fit.
     *
     * @param name of the message in an exception
     * @throws SurrogateException if it contains half of a surrogate pair
     */
    boolean add(String message, CallBuffers buffers, String name) {
        // Each char becomes at least one byte.
        if (count == MAX_COUNT || message.length() > buffer.remaining()) {
            return false;
        }
        if (!buffers.fits(message)) {
            byte[] bytes = Utf8.encode(message, name);
            try {
                return add(bytes);
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
        if (!buffers.encode(message, buffer, name)) {
            int end = (int) offsets[count];
            Arrays.fill(data, end, buffer.position(), (byte) 0);
            buffer.position(end);
            return false;
        }
        offsets[++count] = buffer.position();
        return true;
    }

    int count() {
        return count;
    }

    /** Removes and wipes all messages. */
    void clear() {
        Arrays.fill(data, 0, buffer.position(), (byte) 0);
        buffer.clear();
        count = 0;
    }

    /**
     * Encrypts or decrypts all messages, or none.
     *
     * @param lend whether the garbage collector may wait for the call
     * @return the status
     */
    int crypt(Direction direction, long cipher, boolean lend) {
        Functions functions = Library.functions();
        if (lend && functions.lendsArrays()) {
            ArrayBatch batch = new ArrayBatch(data, offsets, count, out, outOffsets, failed);
            return functions.cryptBatch(direction, cipher, batch);
        }
        return copied(functions, direction, cipher);
    }

    /** By way of memory outside the heap. */
    private int copied(Functions functions, Direction direction, long cipher) {
        if (memory == null) {
            memory = NativeMemory.allocate(OUT_AT + out.length);
        }
        memory.putLongs(OFFSETS_AT, offsets, count + 1);
        memory.put(DATA_AT, data, 0, buffer.position());
        long base = memory.address();
        NativeBatch batch =
                new NativeBatch(
                        base + DATA_AT,
                        base + OFFSETS_AT,
                        count,
                        base + OUT_AT,
                        out.length,
                        base + OUT_OFFSETS_AT,
                        base + FAILED_AT);
        int status;
        try {
            status = functions.cryptBatch(direction, cipher, batch);
        } finally {
            memory.wipe(DATA_AT, buffer.position());
        }
        failed[0] = memory.getLong(FAILED_AT);
        if (status == 0) {
            memory.getLongs(OUT_OFFSETS_AT, outOffsets, count + 1);
            memory.get(OUT_AT, out, 0, end(count - 1));
            if (direction == Direction.DECRYPT) {
                memory.wipe(OUT_AT, end(count - 1));
            }
        }
        return status;
    }

    /** The index of the message that could not be decrypted; negative if no message is at fault. */
    long failed() {
        return failed[0];
    }

    /** The start of a message's result in {@link #out}. */
    int start(int message) {
        return (int) outOffsets[message];
    }

    /** The end of a message's result. */
    int end(int message) {
        return (int) outOffsets[message + 1];
    }

    void wipeOut() {
        Arrays.fill(out, 0, end(count - 1), (byte) 0);
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
        }
    }
}
