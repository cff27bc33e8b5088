package io.github.netcoreaes;

/**
 * A string holds half of a surrogate pair, which UTF-8 cannot write. Java itself would put a
 * question mark there and say nothing.
 */
public final class SurrogateException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    /** Where the half stands, in chars. */
    private final int position;

    SurrogateException(String what, int position) {
        super(message(what, position), JAVA_ONLY);
        this.position = position;
    }

    private SurrogateException(int position, int index) {
        super(message("it", position), JAVA_ONLY, index);
        this.position = position;
    }

    /** The same of an item of a batch. */
    SurrogateException ofItem(int index) {
        return new SurrogateException(position, index);
    }

    private static String message(String what, int position) {
        return what
                + " holds half of a surrogate pair at position "
                + position
                + ", which UTF-8 cannot write; decode it properly where it comes from";
    }
}
