package io.github.netcoreaes.internal;

import io.github.netcoreaes.Status;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory outside the heap. It is wiped before it is freed, since it holds keys and plaintexts. */
public final class Block implements AutoCloseable {
    private static final byte[] ZEROS = new byte[4096];

    private final long address;
    private final ByteBuffer bytes;

    private Block(long address, ByteBuffer bytes) {
        this.address = address;
        this.bytes = bytes;
    }

    /** Not zeroed. */
    public static Block of(long size) {
        if (size > Integer.MAX_VALUE) {
            throw Errors.of(
                    Status.TOO_LARGE.code(),
                    "the message or its result is longer than a Java array; split it into several");
        }
        long address = Library.functions().allocate(Math.max(size, 1));
        if (address == 0) {
            throw Errors.of(
                    Status.MEMORY.code(),
                    size
                            + " bytes of memory could not be allocated; free some, or pass less at once");
        }
        ByteBuffer view = Library.functions().view(address, (int) size);
        return new Block(address, view.order(ByteOrder.nativeOrder()));
    }

    public long address() {
        return address;
    }

    public int size() {
        return bytes.capacity();
    }

    public void put(int at, byte[] from, int fromAt, int length) {
        bytes.put(at, from, fromAt, length);
    }

    public void get(int at, byte[] to, int toAt, int length) {
        bytes.get(at, to, toAt, length);
    }

    public void putLong(int at, long value) {
        bytes.putLong(at, value);
    }

    public long getLong(int at) {
        return bytes.getLong(at);
    }

    public void putLongs(int at, long[] from, int count) {
        bytes.slice(at, count * Long.BYTES).order(bytes.order()).asLongBuffer().put(from, 0, count);
    }

    public void getLongs(int at, long[] to, int count) {
        bytes.slice(at, count * Long.BYTES).order(bytes.order()).asLongBuffer().get(to, 0, count);
    }

    public void wipe(int at, int length) {
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
