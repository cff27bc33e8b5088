package io.github.netcoreaes;

import java.util.Objects;

/** The region of a panel's data, which determines the host that events are posted to. */
public enum Region {
    /** United States, as in the vendor's guide. */
    US("us", 0),
    /** India. */
    INDIA("in", 1),
    /** European Union. */
    EU("eu", 2);

    private final String id;
    private final int code;

    Region(String id, int code) {
        this.id = id;
        this.code = code;
    }

    /**
     * The short name, the same in every language and on the command line.
     *
     * @return {@code us}, {@code in} or {@code eu}
     */
    public String id() {
        return id;
    }

    /**
     * The region of a short name, for configuration files.
     *
     * @param id {@code us}, {@code in} or {@code eu}
     * @return the region
     * @throws UnknownRegionException if it is another name
     */
    public static Region of(String id) {
        Objects.requireNonNull(id, "id must not be null; pass us, in or eu");
        for (Region region : values()) {
            if (region.id.equals(id)) {
                return region;
            }
        }
        throw new UnknownRegionException("the region is unknown; use us, in or eu");
    }

    int code() {
        return code;
    }
}
