package io.github.netcoreaes;

/** The output overlaps the input. Use separate memory for each. */
public final class OverlapException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    OverlapException(String message) {
        super(message, Status.OVERLAP.code());
    }
}
