package io.github.netcoreaes.internal;

/** The functions of the C library for streams of events, as {@link Functions} has the others. */
public interface UploadFunctions {
    /** Makes a stream, and writes its address to {@code stream}. */
    int create(long maxEvents, long maxPayloadBytes, long maxEventBytes, long stream);

    /** Reads on in the stream, and writes what it found to {@code upload}. */
    int next(
            long stream, long cipher, NativeBytes data, NativeBytes assetId, long now, long upload);

    /** Writes the bodies that {@link #next} found, their offsets and their events. */
    int bodies(
            long stream, long cipher, NativeOutput bodies, long offsets, long events, long count);

    /** Writes the event that {@link #next} found, and its problems as JSON. */
    int problems(long stream, NativeBytes event, NativeBytes problems);

    /** Ends the stream. */
    int finish(long stream);

    /** Frees a stream. */
    void free(long stream);
}
