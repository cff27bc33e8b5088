package io.github.netcoreaes;

/**
 * The next event of a stream cannot be found: it is neither a JSON array of events, nor one event
 * per line, nor a single object; or it ended within an event or an array.
 */
public final class EventStreamException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    /** The place of the fault, in bytes. */
    private final long offset;

    EventStreamException(String message, long offset) {
        super("byte " + offset + " of the stream: " + message, Status.EVENT_STREAM.code());
        this.offset = offset;
    }

    /**
     * The place of the fault.
     *
     * @return in bytes of the stream, from 0
     */
    public long offset() {
        return offset;
    }
}
