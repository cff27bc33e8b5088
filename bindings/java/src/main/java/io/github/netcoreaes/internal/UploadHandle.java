package io.github.netcoreaes.internal;

import io.github.netcoreaes.EventProblems;
import io.github.netcoreaes.Status;
import io.github.netcoreaes.UploadBody;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A stream of the library, and the memory of its calls. One thread at a time uses it; {@link #run}
 * frees it.
 */
public final class UploadHandle implements Runnable {
    // NETCORE_AES_UPLOAD_….
    static final int NONE = 0;
    static final int BODIES = 1;
    static final int PROBLEMS = 2;

    /** The bytes that are read from the source at once. */
    private static final int PIECE = 64 * 1024;

    // The memory: a netcore_aes_upload, which consists of nine numbers; the address or the length
    // that a call writes; the asset id; the piece.
    private static final int KIND_AT = 0;
    private static final int READ_AT = Long.BYTES;
    private static final int COUNT_AT = 2 * Long.BYTES;
    private static final int LENGTH_AT = 3 * Long.BYTES;
    private static final int PROBLEMS_LENGTH_AT = 4 * Long.BYTES;
    private static final int INDEX_AT = 5 * Long.BYTES;
    private static final int IS_REFUSED_AT = 6 * Long.BYTES;
    private static final int IS_LAST_AT = 7 * Long.BYTES;
    private static final int OFFSET_AT = 8 * Long.BYTES;
    private static final int NUMBER_AT = 9 * Long.BYTES;
    private static final int ASSET_AT = 10 * Long.BYTES;

    /** The size of a netcore_aes_upload_events: count, first, last. */
    private static final int EVENTS_SIZE = 3 * Long.BYTES;

    private final UploadFunctions functions = Library.functions().uploads();
    private final NativeMemory memory;
    private final NativeBytes assetId;
    private final int pieceAt;
    private final byte[] piece = new byte[PIECE];

    /** The library's stream; 0 once it is freed. */
    private volatile long stream;

    /** What was read of the piece, and its length. */
    private int at;

    private int end;

    /** Bodies behind their offsets and events, or an event and its problems. */
    private NativeMemory out;

    /** The next of the bodies in {@link #out}, and their number. */
    private int body;

    private int bodies;

    /** Makes a stream of the library. */
    UploadHandle(UploadLimits limits, byte[] asset) {
        pieceAt = ASSET_AT + asset.length;
        memory = NativeMemory.allocate((long) pieceAt + PIECE);
        memory.put(ASSET_AT, asset, 0, asset.length);
        assetId = new NativeBytes(memory.address() + ASSET_AT, asset.length);
        int status =
                functions.create(
                        limits.events(),
                        limits.payloadBytes(),
                        limits.eventBytes(),
                        memory.address() + NUMBER_AT);
        if (status != 0) {
            memory.close();
            throw Errors.of(status);
        }
        stream = memory.getLong(NUMBER_AT);
    }

    /** Reads the next piece; at the end of the source, ends the stream and returns false. */
    boolean readPiece(InputStream source) throws IOException {
        int count = source.read(piece);
        if (count < 0) {
            require(functions.finish(stream));
            return false;
        }
        memory.put(pieceAt, piece, 0, count);
        at = 0;
        end = count;
        return true;
    }

    /** Reads on in the piece; returns the kind of what was found. */
    int next(long cipher) {
        long now = Instant.now().getEpochSecond();
        NativeBytes rest = new NativeBytes(memory.address() + pieceAt + at, end - at);
        int status = functions.next(stream, cipher, rest, assetId, now, memory.address());
        if (status == Status.EVENT_STREAM.code()) {
            throw Errors.eventStream(memory.getLong(OFFSET_AT));
        }
        require(status);
        at += (int) memory.getLong(READ_AT);
        return (int) memory.getLong(KIND_AT);
    }

    /** Encrypts the payloads that {@link #next} found. */
    void encrypt(long cipher) {
        int count = (int) memory.getLong(COUNT_AT);
        long length = memory.getLong(LENGTH_AT);
        reserve(eventsAt(count, count) + length);
        require(
                functions.bodies(
                        stream,
                        cipher,
                        new NativeOutput(
                                out.address() + eventsAt(count, count),
                                length,
                                memory.address() + NUMBER_AT),
                        out.address(),
                        out.address() + eventsAt(count, 0),
                        count));
        bodies = count;
        body = 0;
    }

    /** Where the events of a body lie, behind the offsets of all. */
    private static int eventsAt(int bodies, int body) {
        return (bodies + 1) * Long.BYTES + body * EVENTS_SIZE;
    }

    /** The next of the bodies that {@link #encrypt} wrote; null if there is none. */
    UploadBody takeBody() {
        if (body == bodies) {
            return null;
        }
        int start = (int) out.getLong(body * Long.BYTES);
        byte[] bytes = new byte[(int) out.getLong((body + 1) * Long.BYTES) - start];
        out.get(eventsAt(bodies, bodies) + start, bytes, 0, bytes.length);
        int events = eventsAt(bodies, body);
        body++;
        return new UploadBody(
                bytes,
                (int) out.getLong(events),
                out.getLong(events + Long.BYTES),
                out.getLong(events + 2 * Long.BYTES));
    }

    /** The event that {@link #next} found. */
    EventProblems takeProblems() {
        byte[] event = new byte[(int) memory.getLong(LENGTH_AT)];
        byte[] problems = new byte[(int) memory.getLong(PROBLEMS_LENGTH_AT)];
        reserve((long) event.length + problems.length);
        require(
                functions.problems(
                        stream,
                        new NativeBytes(out.address(), event.length),
                        new NativeBytes(out.address() + event.length, problems.length)));
        out.get(0, event, 0, event.length);
        out.get(event.length, problems, 0, problems.length);
        return new EventProblems(
                memory.getLong(INDEX_AT),
                event,
                ProblemReader.read(new String(problems, StandardCharsets.UTF_8)),
                memory.getLong(IS_REFUSED_AT) != 0,
                memory.getLong(IS_LAST_AT) != 0);
    }

    private void reserve(long size) {
        if (out == null || out.size() < size) {
            freeOut();
            out = NativeMemory.allocate(size);
        }
    }

    private void freeOut() {
        if (out != null) {
            out.close();
            out = null;
        }
    }

    private static void require(int status) {
        if (status != 0) {
            throw Errors.of(status);
        }
    }

    /** Whether the library's stream is freed. */
    public boolean isFreed() {
        return stream == 0;
    }

    /** Frees it; called once. */
    @Override
    public void run() {
        functions.free(stream);
        stream = 0;
        memory.close();
        freeOut();
    }
}
