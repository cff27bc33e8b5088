package io.github.netcoreaes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many messages through the library: as many as fit into a block go in one call, so that memory
 * stays small and in the cache however many there are.
 */
final class Batch<R> {
    /** Makes an item of the result of its bytes. */
    interface Reader<R> {
        R read(byte[] bytes, int length, int index);
    }

    /** The most messages of one call. */
    private static final int COUNT = 1024;

    private static final int OFFSETS_SIZE = (COUNT + 1) * Long.BYTES;
    private static final int FAILED = 0;
    private static final int OFFSETS = FAILED + Long.BYTES;
    private static final int OUT_OFFSETS = OFFSETS + OFFSETS_SIZE;
    private static final int DATA = OUT_OFFSETS + OFFSETS_SIZE;
    private static final int DATA_SIZE = 64 * 1024;
    private static final int OUT = DATA + DATA_SIZE;

    /** What a block must hold; hexadecimal takes twice the room, and each message some more. */
    static final int BLOCK = OUT + 2 * DATA_SIZE + 64 * COUNT;

    private final Scratch scratch;
    private final Block block;
    private final boolean encrypt;
    private final long cipher;
    private final Object[] items;
    private final Reader<R> reader;
    private final List<R> results;

    private Batch(Scratch scratch, boolean encrypt, long cipher, Object[] items, Reader<R> reader) {
        this.scratch = scratch;
        this.block = scratch.block();
        this.encrypt = encrypt;
        this.cipher = cipher;
        this.items = items;
        this.reader = reader;
        this.results = new ArrayList<>(items.length);
    }

    /**
     * Encrypts or decrypts them all, or none.
     *
     * @param items strings or arrays of bytes
     */
    static <R> List<R> crypt(
            Scratch scratch, boolean encrypt, long cipher, Object[] items, Reader<R> reader) {
        Batch<R> batch = new Batch<>(scratch, encrypt, cipher, items, reader);
        int next = 0;
        while (next < items.length) {
            next += batch.some(next);
        }
        return batch.results;
    }

    /** Does as many as fit from this one on; returns how many. */
    private int some(int first) {
        int count = 0;
        int used = 0;
        try {
            block.putLong(OFFSETS, 0);
            while (first + count < items.length && count < COUNT) {
                int length = put(first + count, used);
                if (length < 0) {
                    break;
                }
                used += length;
                count++;
                block.putLong(OFFSETS + count * Long.BYTES, used);
            }
            if (count == 0) {
                alone(first);
                return 1;
            }
            call(first, count);
            return count;
        } finally {
            block.wipe(DATA, used);
        }
    }

    /** Puts an item behind those that are there; returns its length, or -1 if it does not fit. */
    private int put(int index, int used) {
        byte[] bytes = scratch.in;
        int length;
        Object item = item(index);
        if (item instanceof byte[] given) {
            bytes = given;
            length = given.length;
        } else {
            String string = (String) item;
            if (!scratch.takes(string)) {
                if (string.length() > DATA_SIZE - used) {
                    return -1;
                }
                bytes = encode(string, index);
                length = bytes.length;
            } else {
                length = encodeShort(string, index);
            }
        }
        boolean fits = length <= DATA_SIZE - used;
        if (fits) {
            block.put(DATA + used, bytes, 0, length);
        }
        if (!(item instanceof byte[])) {
            Arrays.fill(bytes, 0, length, (byte) 0);
        }
        return fits ? length : -1;
    }

    private Object item(int index) {
        if (items[index] == null) {
            throw new NullPointerException(
                    "message " + index + " of the batch must not be null; leave it out");
        }
        return items[index];
    }

    private int encodeShort(String string, int index) {
        try {
            return scratch.encode(string, "it");
        } catch (SurrogateException found) {
            throw found.ofItem(index);
        }
    }

    private static byte[] encode(String string, int index) {
        try {
            return Utf8.encode(string, "it");
        } catch (SurrogateException found) {
            throw found.ofItem(index);
        }
    }

    private void call(int first, int count) {
        long base = block.address();
        int status =
                Library.functions()
                        .cryptBatch(
                                encrypt,
                                cipher,
                                base + DATA,
                                base + OFFSETS,
                                count,
                                base + OUT,
                                block.size() - OUT,
                                base + OUT_OFFSETS,
                                base + FAILED);
        if (status != 0) {
            long failed = encrypt ? -1 : block.getLong(FAILED);
            throw Errors.ofBatch(status, failed < 0 ? -1 : first + failed);
        }
        int from = 0;
        try {
            for (int i = 0; i < count; i++) {
                int to = (int) block.getLong(OUT_OFFSETS + (i + 1) * Long.BYTES);
                read(from, to - from, first + i);
                from = to;
            }
        } finally {
            block.wipe(OUT, (int) block.getLong(OUT_OFFSETS + count * Long.BYTES));
        }
    }

    private void read(int from, int length, int index) {
        byte[] bytes = length <= scratch.out.length ? scratch.out : new byte[length];
        block.get(OUT + from, bytes, 0, length);
        try {
            results.add(reader.read(bytes, length, index));
        } finally {
            if (!encrypt) {
                Arrays.fill(bytes, 0, length, (byte) 0);
            }
        }
    }

    /** An item that is longer than a block holds. */
    private void alone(int index) {
        Object item = item(index);
        byte[] bytes = item instanceof byte[] given ? given : encode((String) item, index);
        byte[] out = {};
        try {
            out = Message.room(scratch, encrypt, cipher, bytes.length);
            int status =
                    Message.crypt(
                            scratch,
                            encrypt,
                            cipher,
                            bytes,
                            0,
                            bytes.length,
                            Message.NO_AAD,
                            out,
                            0,
                            out.length);
            if (status != 0) {
                throw Errors.ofBatch(status, index);
            }
            results.add(reader.read(out, (int) scratch.length[0], index));
        } finally {
            if (bytes != item) {
                Arrays.fill(bytes, (byte) 0);
            }
            if (!encrypt) {
                Arrays.fill(out, (byte) 0);
            }
        }
    }
}
