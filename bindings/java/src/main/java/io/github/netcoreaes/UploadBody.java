package io.github.netcoreaes;

/**
 * The body of a request, which has the URL and the headers of its {@link UploadStream}. Indices
 * count the events of the stream from 0.
 *
 * @param body {@code {"encryptedRequest":"…"}}, all ASCII: not a copy
 * @param events the number of events in it
 * @param first the index of the first event
 * @param last the index of the last event; refused events between the two are not in the body
 */
public record UploadBody(byte[] body, int events, long first, long last) implements Upload {
    /** The events; not the body. */
    @Override
    public String toString() {
        return "UploadBody[" + events + " events, " + first + " to " + last + "]";
    }
}
