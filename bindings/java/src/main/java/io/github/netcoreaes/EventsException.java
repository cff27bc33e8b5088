package io.github.netcoreaes;

import java.util.List;

/** Events that the vendor would refuse, drop or not be able to use. Nothing was encrypted. */
public final class EventsException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    /** Not serialized: a record of strings, but no part of what an exception must keep. */
    private final transient List<Problem> problems;

    EventsException(List<Problem> problems) {
        super(message(problems), JAVA_ONLY);
        this.problems = List.copyOf(problems);
    }

    /**
     * Everything that is wrong with the events, warnings too.
     *
     * @return in the order of the payload; empty after the exception itself was deserialized
     */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }

    private static String message(List<Problem> problems) {
        List<Problem> errors = problems.stream().filter(Problem::isError).toList();
        String more = errors.size() > 1 ? " (and " + (errors.size() - 1) + " more errors)" : "";
        return "the events would not arrive: " + errors.get(0) + more;
    }
}
