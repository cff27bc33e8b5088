package io.github.netcoreaes;

/** The causes of failures, with the numbers that they have in every language. */
public enum Status {
    /** A pointer is NULL: a fault in this package. */
    NULL(1),
    /** {@link UnknownSchemeException}, {@link AadNotTakenException}. */
    SCHEME(2),
    /** {@link InvalidKeyException}. */
    KEY(3),
    /** {@link InvalidIvException}. */
    IV(4),
    /** {@link BufferTooSmallException}. */
    BUFFER_TOO_SMALL(5),
    /** {@link TooLargeException}. */
    TOO_LARGE(6),
    /** {@link OverlapException}. */
    OVERLAP(7),
    /** {@link EncodingException}. */
    ENCODING(8),
    /** {@link DecryptException}. */
    DECRYPT(9),
    /** {@link RandomException}. */
    RANDOM(10),
    /** {@link MemoryException}. */
    MEMORY(11),
    /** {@link KeyUsedUpException}. */
    LIMIT(12),
    /** The offsets of a batch are invalid: a fault in this package. */
    OFFSETS(13),
    /** {@link EventStreamException}. */
    EVENT_STREAM(20),
    /** {@link AssetIdException}. */
    ASSET_ID(30),
    /** {@link ApiKeyException}. */
    API_KEY(31),
    /** {@link UnknownRegionException}. */
    REGION(32),
    /** A fault in the library: {@link InternalException}. */
    PANIC(100);

    private final int code;

    Status(int code) {
        this.code = code;
    }

    /**
     * The number, which never changes and is never used for another cause.
     *
     * @return the number that {@link NetcoreAesException#status()} returns
     */
    public int code() {
        return code;
    }

    /** The cause of a number; null if this version does not know it. */
    static Status of(int code) {
        for (Status status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        return null;
    }
}
