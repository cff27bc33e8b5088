package io.github.netcoreaes;

/** The output has too little room. Nothing was written to it. */
public final class BufferTooSmallException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    /** The room that it takes. */
    private final long needed;

    BufferTooSmallException(long needed, long capacity) {
        super(
                "the output buffer holds " + capacity + " bytes; it must hold " + needed,
                Status.BUFFER_TOO_SMALL.code());
        this.needed = needed;
    }

    /**
     * How much room it takes.
     *
     * @return in bytes
     */
    public long needed() {
        return needed;
    }
}
