package io.github.netcoreaes;

/**
 * Something wrong with a payload: where, what, and what to do about it. It holds no value of the
 * payload's.
 *
 * @param pointer a JSON pointer (RFC 6901), such as {@code /3/activity_params/items}; empty for the
 *     payload itself
 * @param rule a name for programs, such as {@code missing} or {@code empty-array}; it never changes
 * @param severity whether the event would be lost
 * @param message what to do
 */
public record Problem(String pointer, String rule, Severity severity, String message) {
    /** Whether an event would be lost. */
    public enum Severity {
        /** The vendor would refuse, drop or not be able to use the event. */
        ERROR,
        /** The event is stored all the same. */
        WARNING
    }

    /**
     * Whether the vendor would refuse, drop or not be able to use the event.
     *
     * @return whether the severity is {@link Severity#ERROR}
     */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Place and message, such as {@code /1/identity: this is empty; give it a value}. */
    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the payload" : pointer) + ": " + message;
    }
}
