package io.github.netcoreaes.internal;

import io.github.netcoreaes.Status;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory outside the heap. It holds keys and plaintexts, so it is wiped before it is freed. */
final class NativeMemory implements AutoCloseable {
    private static final byte[] ZEROS = new byte[4096];

    private final long address;
    private final ByteBuffer bytes;

    private NativeMemory(long address, ByteBuffer bytes) {
        this.address = address;
        this.bytes = bytes;
    }

    /** Allocates memory, which is not zeroed. */
    static NativeMemory allocate(long size) {
        if (size > Integer.MAX_VALUE) {
            throw Errors.of(
                    Status.TOO_LARGE.code(),
                    "the message or its result does not fit into a Java array; split it into several"
                            + " messages");
        }
        long address = Library.functions().allocate(Math.max(size, 1));
        if (address == 0) {
            throw Errors.of(
                    Status.MEMORY.code(),
                    "cannot allocate "
                            + size
                            + " bytes of memory; free some memory, or pass less data at once");
        }
        ByteBuffer view = Library.functions().view(address, (int) size);
        return new NativeMemory(address, view.order(ByteOrder.nativeOrder()));
    }

    /** The address of the first byte. */
    long address() {
        return address;
    }

    int size() {
        return bytes.capacity();
    }

    void put(int at, byte[] from, int fromAt, int length) {
        bytes.put(at, from, fromAt, length);
    }

    /** Copies bytes into an array. */
    void get(int at, byte[] to, int toAt, int length) {
        bytes.get(at, to, toAt, length);
    }

    long getLong(int at) {
        return bytes.getLong(at);
    }

    void putLongs(int at, long[] from, int count) {
        bytes.slice(at, count * Long.BYTES).order(bytes.order()).asLongBuffer().put(from, 0, count);
    }

    void getLongs(int at, long[] to, int count) {
        bytes.slice(at, count * Long.BYTES).order(bytes.order()).asLongBuffer().get(to, 0, count);
    }

    void wipe(int at, int length) {
        for (int done = 0; done < length; done += ZEROS.length) {
            bytes.put(at + done, ZEROS, 0, Math.min(ZEROS.length, length - done));
        }
    }

    @Override
    public void close() {
        wipe(0, size());
        Library.functions().free(address);
    }
}
