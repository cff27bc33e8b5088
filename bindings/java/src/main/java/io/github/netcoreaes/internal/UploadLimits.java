package io.github.netcoreaes.internal;

/** The limits of a stream's requests; 0 for the library's own. */
public record UploadLimits(int events, int payloadBytes, int eventBytes) {
    /** The library's own. */
    public static final UploadLimits DEFAULT = new UploadLimits(0, 0, 0);

    /** So that the bodies of 17 payloads, in hexadecimal, fit into one buffer. */
    private static final int MAX_BYTES = 32 << 20;

    /** With another number of events in a body. */
    public UploadLimits withEvents(int maxEvents) {
        if (maxEvents < 1) {
            throw new IllegalArgumentException(
                    "maxEvents is " + maxEvents + "; it must be at least 1");
        }
        return new UploadLimits(maxEvents, payloadBytes, eventBytes);
    }

    /** With another length of a payload. */
    public UploadLimits withPayloadBytes(int maxPayloadBytes) {
        requireBytes("maxPayloadBytes", maxPayloadBytes);
        return new UploadLimits(events, maxPayloadBytes, eventBytes);
    }

    /** With another length of an event. */
    public UploadLimits withEventBytes(int maxEventBytes) {
        requireBytes("maxEventBytes", maxEventBytes);
        return new UploadLimits(events, payloadBytes, maxEventBytes);
    }

    private static void requireBytes(String name, int bytes) {
        if (bytes < 1 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    name + " is " + bytes + "; it must be from 1 to " + MAX_BYTES + " (32 MiB)");
        }
    }
}
