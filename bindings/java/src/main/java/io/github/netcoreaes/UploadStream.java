package io.github.netcoreaes;

import io.github.netcoreaes.internal.NativeUploads;
import io.github.netcoreaes.internal.UploadHandle;
import io.github.netcoreaes.internal.UploadLimits;
import io.github.netcoreaes.internal.Utf8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;

/**
 * Makes upload requests of a stream of events: it splits the stream, checks each event as {@link
 * NetcoreAes#checkEvents(byte[], String, java.time.Instant)} does by the system's clock, puts
 * events together, and encrypts up to 16 payloads side by side. It sends nothing itself.
 *
 * <pre>{@code
 * UploadStream.Builder panel = UploadStream.builder().assetId("my-asset").apiKey(apiKey);
 * try (InputStream file = Files.newInputStream(Path.of("events.ndjson"));
 *         UploadStream uploads = panel.build(cipher, file)) {
 *     for (Upload upload : uploads) {
 *         if (upload instanceof UploadBody body) {
 *             client.send(uploads.toHttpRequest(body), BodyHandlers.discarding());
 *         } else if (upload instanceof EventProblems event && event.isRefused()) {
 *             System.err.println(event.problems());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>The stream is a JSON array of events, one event per line (NDJSON), or one object, in UTF-8.
 * Problems come in the order of their events, and so do bodies; problems of later events may come
 * before a body. Memory is bounded by the limits, whatever the length of the stream: up to 17
 * payloads with their bodies, and one event, most of it outside the heap.
 *
 * <p>It is its own iterator, so it can be iterated once; a loop that was left can be continued. The
 * iterator throws after everything before the fault was returned: {@link EventStreamException} if
 * the next event cannot be found, and again at each further call; the exceptions of {@link
 * Cipher#encrypt(String)} and {@link java.io.UncheckedIOException} if the source cannot be read,
 * after which the next call tries again. No event is lost then.
 *
 * <p>For one thread at a time. Close it after the last use; the garbage collector closes a
 * forgotten stream. A closed stream, and one whose cipher is closed, throws {@link
 * IllegalStateException}. It does not close the cipher or the source. {@code toString} shows no
 * event and no API key, and a stream cannot be serialized.
 */
public final class UploadStream implements Iterable<Upload>, Iterator<Upload>, AutoCloseable {
    private final String url;
    private final Map<String, String> headers;
    private final NativeUploads uploads;

    private UploadStream(Builder builder, Cipher cipher, InputStream source) {
        url = builder.panel.url();
        headers = builder.panel.headers(cipher.scheme());
        uploads = new NativeUploads(cipher.calls, source, builder.panel.assetId(), builder.limits);
    }

    /**
     * Starts a stream.
     *
     * @return a builder for {@link Region#US}
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The HTTP method of each request.
     *
     * @return {@code POST}
     */
    public String method() {
        return "POST";
    }

    /**
     * The URL to post each body to.
     *
     * @return the URL
     */
    public String url() {
        return url;
    }

    /**
     * The headers of each request, in order. {@code Authorization} holds the API key: keep it out
     * of logs.
     *
     * @return an unmodifiable map
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * The request with a body, for {@link java.net.http.HttpClient}.
     *
     * @param body a body of this stream
     * @return a request that times out after 30 seconds
     */
    public HttpRequest toHttpRequest(UploadBody body) {
        return toHttpRequest(body, URI.create(url));
    }

    /**
     * The request with a body, for {@link java.net.http.HttpClient}, to another URL, such as a
     * sandbox's.
     *
     * @param body a body of this stream
     * @param endpoint the URL to post to
     * @return a request that times out after 30 seconds
     */
    public HttpRequest toHttpRequest(UploadBody body, URI endpoint) {
        return UploadRequest.post(
                endpoint, headers, HttpRequest.BodyPublishers.ofByteArray(body.body()));
    }

    /** {@return this} */
    @Override
    public Iterator<Upload> iterator() {
        return this;
    }

    /** {@return whether there is another item; reads on until it is found} */
    @Override
    public boolean hasNext() {
        return uploads.hasNext();
    }

    /**
     * The next item.
     *
     * @return an {@link UploadBody} or an {@link EventProblems}
     * @throws java.util.NoSuchElementException at the end
     */
    @Override
    public Upload next() {
        return uploads.next();
    }

    /** Frees the stream, with all events in it. A second time has no effect. */
    @Override
    public void close() {
        uploads.close();
    }

    /** The URL; neither the API key nor an event. */
    @Override
    public String toString() {
        return "UploadStream[to " + url + "]";
    }

    /** For the tests. */
    UploadHandle handle() {
        return uploads.handle();
    }

    /**
     * The settings of a panel, and the limits of its requests. Set them once and make any number of
     * streams. Threads may share it after it is set.
     */
    public static final class Builder {
        private final UploadRequest.Builder panel = UploadRequest.builder();
        private UploadLimits limits = UploadLimits.DEFAULT;

        private Builder() {}

        /**
         * The region of the panel's data.
         *
         * @param region by default {@link Region#US}
         * @return this
         */
        public Builder region(Region region) {
            panel.region(region);
            return this;
        }

        /**
         * The panel's asset id.
         *
         * @param assetId the same as in the events
         * @return this
         */
        public Builder assetId(String assetId) {
            panel.assetId(assetId);
            return this;
        }

        /**
         * The panel's API key.
         *
         * @param apiKey as the panel shows it
         * @return this
         */
        public Builder apiKey(String apiKey) {
            panel.apiKey(apiKey);
            return this;
        }

        /**
         * The most events in a body.
         *
         * @param maxEvents from 1 on; by default 1000, the vendor's limit, and more count as 1000
         * @return this
         */
        public Builder maxEvents(int maxEvents) {
            limits = limits.withEvents(maxEvents);
            return this;
        }

        /**
         * The longest payload. An event that is longer alone has a body of its own.
         *
         * @param maxPayloadBytes in bytes of JSON, up to 32 MiB; by default 2 MiB
         * @return this
         */
        public Builder maxPayloadBytes(int maxPayloadBytes) {
            limits = limits.withPayloadBytes(maxPayloadBytes);
            return this;
        }

        /**
         * The longest event. A longer one is a problem, with the rule {@code too-long}, and comes
         * in parts.
         *
         * @param maxEventBytes in bytes of JSON, up to 32 MiB; by default 1 MiB
         * @return this
         */
        public Builder maxEventBytes(int maxEventBytes) {
            limits = limits.withEventBytes(maxEventBytes);
            return this;
        }

        /**
         * Makes a stream that reads events as it is iterated.
         *
         * @param cipher the cipher, whose scheme the requests name
         * @param source the events
         * @return the stream, to be closed by the caller, as are the cipher and the source
         * @throws IllegalStateException if the asset id or the API key is not set
         * @throws AssetIdException if the asset id is not a valid header value
         * @throws ApiKeyException if the API key is not a valid header value
         * @throws SurrogateException if a string contains half of a surrogate pair
         * @throws MemoryException if memory cannot be allocated
         */
        public UploadStream build(Cipher cipher, InputStream source) {
            Objects.requireNonNull(cipher, "cipher must not be null");
            Objects.requireNonNull(source, "source must not be null; pass a stream of events");
            panel.requireSet();
            return new UploadStream(this, cipher, source);
        }

        /**
         * Makes a stream of events in memory: as {@link #build(Cipher, InputStream)}.
         *
         * @param cipher the cipher, whose scheme the requests name
         * @param source the events in UTF-8, which may not change until the stream has ended
         * @return the stream, to be closed by the caller
         */
        public UploadStream build(Cipher cipher, byte[] source) {
            Objects.requireNonNull(source, "source must not be null; pass events");
            return build(cipher, new ByteArrayInputStream(source));
        }

        /**
         * Makes a stream of events in memory: as {@link #build(Cipher, InputStream)}.
         *
         * @param cipher the cipher, whose scheme the requests name
         * @param source the events
         * @return the stream, to be closed by the caller
         */
        public UploadStream build(Cipher cipher, String source) {
            Objects.requireNonNull(source, "source must not be null; pass events");
            return build(cipher, Utf8.encode(source, "the source"));
        }

        /** Neither the asset id nor the API key. */
        @Override
        public String toString() {
            return "UploadStream.Builder[panel=" + panel + ", limits=" + limits + "]";
        }
    }
}
