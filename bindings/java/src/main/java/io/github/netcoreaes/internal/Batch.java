package io.github.netcoreaes.internal;

import io.github.netcoreaes.Scheme;
import io.github.netcoreaes.SurrogateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Many messages through the library: as many as fit into a chunk go in one call. */
public final class Batch<R> {
    /** Makes an item of the result of its bytes. */
    public interface Reader<R> {
        R read(byte[] bytes, int from, int length, int index);
    }

    private final Scratch scratch;
    private final Chunk chunk;
    private final boolean encrypt;
    private final long cipher;
    private final boolean lend;
    private final Object[] items;
    private final Reader<R> reader;
    private final List<R> results;

    private Batch(Call call, Scheme scheme, boolean encrypt, Object[] items, Reader<R> reader) {
        this.scratch = call.scratch;
        this.chunk = scratch.chunk();
        this.encrypt = encrypt;
        this.cipher = call.cipher;
        // A chunk takes CBC 10 to 20 microseconds, and GCM some times as long.
        this.lend = scheme != Scheme.GCM_BASE64;
        this.items = items;
        this.reader = reader;
        this.results = new ArrayList<>(items.length);
    }

    /**
     * Encrypts or decrypts them all, or none.
     *
     * @param items strings or arrays of bytes
     */
    public static <R> List<R> crypt(
            Call call, Scheme scheme, boolean encrypt, Object[] items, Reader<R> reader) {
        Batch<R> batch = new Batch<>(call, scheme, encrypt, items, reader);
        int next = 0;
        while (next < items.length) {
            next += batch.some(next);
        }
        return batch.results;
    }

    /** Does as many as fit from this one on; returns how many. */
    private int some(int first) {
        try {
            int next = first;
            while (next < items.length && add(next)) {
                next++;
            }
            if (next == first) {
                alone(first);
                return 1;
            }
            call(first);
            return next - first;
        } finally {
            chunk.clear();
            scratch.wipeChars();
        }
    }

    private boolean add(int index) {
        Object item = item(index);
        if (item instanceof byte[] bytes) {
            return chunk.add(bytes);
        }
        try {
            return chunk.add((String) item, scratch);
        } catch (SurrogateException found) {
            throw Errors.ofItem(found, index);
        }
    }

    private Object item(int index) {
        if (items[index] == null) {
            throw new NullPointerException(
                    "message " + index + " of the batch must not be null; leave it out");
        }
        return items[index];
    }

    private static byte[] encode(String string, int index) {
        try {
            return Utf8.encode(string, "it");
        } catch (SurrogateException found) {
            throw Errors.ofItem(found, index);
        }
    }

    private void call(int first) {
        int status = chunk.crypt(encrypt, cipher, lend);
        if (status != 0) {
            long failed = encrypt ? -1 : chunk.failed();
            throw Errors.ofBatch(status, failed < 0 ? -1 : first + failed);
        }
        try {
            for (int i = 0; i < chunk.count(); i++) {
                int start = chunk.start(i);
                results.add(reader.read(chunk.out, start, chunk.end(i) - start, first + i));
            }
        } finally {
            if (!encrypt) {
                chunk.wipeOut();
            }
        }
    }

    /** An item that is longer than a chunk. */
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
            results.add(reader.read(out, 0, (int) scratch.length[0], index));
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
