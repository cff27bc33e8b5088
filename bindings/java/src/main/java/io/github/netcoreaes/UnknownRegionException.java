package io.github.netcoreaes;

/** No region has this name. Use {@code us}, {@code in} or {@code eu}. */
public final class UnknownRegionException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    UnknownRegionException(String message) {
        super(message, Status.REGION.code());
    }
}
