package io.github.netcoreaes;

import java.util.OptionalLong;

/**
 * A problem of a payload: its place, the rule that it breaks, and how to mend it. It names fields
 * and contains no value.
 *
 * @param pointer a JSON pointer (RFC 6901), such as {@code /3/activity_params/items}; empty for the
 *     payload itself
 * @param event the index of the event, from 0; empty for a problem of the payload itself
 * @param rule the rule's name, for programs, such as {@code missing} or {@code empty-array}; it
 *     never changes
 * @param severity whether the event would be lost
 * @param message how to mend it
 */
public record Problem(
        String pointer, OptionalLong event, String rule, Severity severity, String message) {
    /** Whether a problem is an error or a warning. */
    public enum Severity {
        /** The vendor refuses or drops the event, or cannot use it. */
        ERROR,
        /** The vendor stores the event, but perhaps not as intended. */
        WARNING
    }

    /**
     * Whether the vendor refuses or drops the event, or cannot use it.
     *
     * @return whether the severity is {@link Severity#ERROR}
     */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Place and message, such as {@code /1/identity: empty string; fill it in}. */
    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the payload" : pointer) + ": " + message;
    }
}
