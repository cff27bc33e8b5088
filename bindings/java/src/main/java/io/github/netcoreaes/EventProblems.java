package io.github.netcoreaes;

import java.util.List;

/**
 * An event of an {@link UploadStream} that has problems.
 *
 * @param index the event's index in the stream, from 0
 * @param event the event as it was written; if it is longer than {@link
 *     UploadStream.Builder#maxEventBytes}, its next bytes; not a copy
 * @param problems its problems, at least one; pointers begin with the index, as if the stream were
 *     one array
 * @param isRefused whether one of them is an error, so that the event is in no body; with warnings
 *     alone it is in one
 * @param isLast whether these are the last bytes of the event
 */
public record EventProblems(
        long index, byte[] event, List<Problem> problems, boolean isRefused, boolean isLast)
        implements Upload {
    /** The index and the rules; not the event. */
    @Override
    public String toString() {
        return "EventProblems[event "
                + index
                + ": "
                + String.join(", ", problems.stream().map(Problem::rule).toList())
                + "]";
    }
}
