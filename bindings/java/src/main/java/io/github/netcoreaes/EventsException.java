package io.github.netcoreaes;

import java.util.List;

/** The check of the events found errors, so nothing was encrypted. */
public final class EventsException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    /** Not serialized. */
    private final transient List<Problem> problems;

    EventsException(List<Problem> problems) {
        super(message(problems), JAVA_ONLY);
        this.problems = List.copyOf(problems);
    }

    /**
     * Every problem of the events, warnings included.
     *
     * @return in the order of the payload; empty after the exception itself was deserialized
     */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }

    private static String message(List<Problem> problems) {
        List<Problem> errors = problems.stream().filter(Problem::isError).toList();
        String more = errors.size() > 1 ? " (first of " + errors.size() + " errors)" : "";
        return "the events would not arrive: " + errors.get(0) + more;
    }
}
