package io.github.netcoreaes;

/** The output buffer is too small. Nothing was written to it. */
public final class BufferTooSmallException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    /** The capacity that the output needs, in bytes. */
    private final long needed;

    BufferTooSmallException(long needed, long capacity) {
        super(
                "the output buffer holds " + capacity + " bytes; it must hold " + needed,
                Status.BUFFER_TOO_SMALL.code());
        this.needed = needed;
    }

    /**
     * The capacity that the output needs.
     *
     * @return in bytes
     */
    public long needed() {
        return needed;
    }
}
