package io.github.netcoreaes;

/**
 * A string contains half of a surrogate pair, which has no UTF-8 encoding. Java would silently
 * replace it by a question mark.
 */
public final class SurrogateException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    /** The name of the string in the message. */
    private final String name;

    /** The position of the half, in chars. */
    private final int position;

    SurrogateException(String name, int position) {
        super(message(name, position), JAVA_ONLY);
        this.name = name;
        this.position = position;
    }

    private SurrogateException(String name, int position, int item) {
        super(message(name, position), JAVA_ONLY, item);
        this.name = name;
        this.position = position;
    }

    /** The same exception for one message of a batch. */
    SurrogateException ofItem(int item) {
        return new SurrogateException(name, position, item);
    }

    private static String message(String name, int position) {
        return name
                + " contains half of a surrogate pair at position "
                + position
                + ", which has no UTF-8 encoding; decode the string correctly at its source";
    }
}
