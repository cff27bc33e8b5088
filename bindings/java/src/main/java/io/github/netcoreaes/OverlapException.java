package io.github.netcoreaes;

/** The output overlaps the input. Give each one memory of its own. */
public final class OverlapException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    OverlapException(String message) {
        super(message, Status.OVERLAP.code());
    }
}
