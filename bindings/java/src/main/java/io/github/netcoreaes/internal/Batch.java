package io.github.netcoreaes.internal;

import io.github.netcoreaes.Scheme;
import io.github.netcoreaes.SurrogateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A batch of messages: each call of the library takes as many as fit into {@link BatchBuffers}. */
final class Batch<R> {
    private final CipherUse use;
    private final Direction direction;
    private final BatchBuffers buffers;
    private final boolean lend;
    private final Object[] items;
    private final ResultReader<R> reader;
    private final List<R> results;

    private Batch(CipherUse use, Direction direction, Object[] items, ResultReader<R> reader) {
        this.use = use;
        this.direction = direction;
        this.buffers = use.buffers.batch();
        // A full call takes CBC 10 to 20 microseconds, and GCM several times as long.
        this.lend = use.scheme != Scheme.GCM_BASE64;
        this.items = items;
        this.reader = reader;
        this.results = new ArrayList<>(items.length);
    }

    /**
     * Encrypts or decrypts all messages, or none.
     *
     * @param items strings or arrays of bytes
     */
    static <R> List<R> crypt(
            CipherUse use, Direction direction, Object[] items, ResultReader<R> reader) {
        Batch<R> batch = new Batch<>(use, direction, items, reader);
        int next = 0;
        while (next < items.length) {
            next = batch.cryptFrom(next);
        }
        return batch.results;
    }

    /** One call of the library, for the messages from {@code first} on; returns the next one. */
    private int cryptFrom(int first) {
        try {
            int next = first;
            while (next < items.length && add(next)) {
                next++;
            }
            if (next == first) {
                cryptLong(first);
                return first + 1;
            }
            cryptBuffers(first);
            return next;
        } finally {
            buffers.clear();
            use.buffers.wipeChars();
        }
    }

    private boolean add(int index) {
        Object item = item(index);
        if (item instanceof byte[] bytes) {
            return buffers.add(bytes);
        }
        try {
            return buffers.add((String) item, use.buffers, direction.input);
        } catch (SurrogateException refused) {
            throw Errors.ofItem(refused, index);
        }
    }

    private Object item(int index) {
        if (items[index] == null) {
            throw new NullPointerException(
                    "message " + index + " of the batch must not be null; leave it out");
        }
        return items[index];
    }

    private void cryptBuffers(int first) {
        int status = buffers.crypt(direction, use.cipher, lend);
        if (status != 0) {
            long failed = direction == Direction.ENCRYPT ? -1 : buffers.failed();
            throw Errors.ofItem(status, failed < 0 ? CipherUse.NO_ITEM : first + failed);
        }
        try {
            for (int i = 0; i < buffers.count(); i++) {
                int start = buffers.start(i);
                R result = reader.read(buffers.out, start, buffers.end(i) - start);
                results.add(Errors.requireUtf8(result, first + i));
            }
        } finally {
            if (direction == Direction.DECRYPT) {
                buffers.wipeOut();
            }
        }
    }

    /** A message that is too long for the buffers. */
    private void cryptLong(int index) {
        Object item = item(index);
        byte[] bytes = item instanceof byte[] given ? given : encode((String) item, index);
        try {
            results.add(
                    use.crypt(direction, bytes, bytes.length, ArrayBuffers.NO_AAD, reader, index));
        } finally {
            if (bytes != item) {
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }

    private byte[] encode(String string, int index) {
        try {
            return Utf8.encode(string, direction.input);
        } catch (SurrogateException refused) {
            throw Errors.ofItem(refused, index);
        }
    }
}
