package io.github.netcoreaes;

import io.github.netcoreaes.internal.RequestParts;
import io.github.netcoreaes.internal.Utf8;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A request to upload one encrypted payload, for any HTTP client. It sends nothing itself.
 *
 * <pre>{@code
 * UploadRequest request = UploadRequest.builder()
 *         .assetId("my-asset")
 *         .apiKey(System.getenv("NETCORE_API_KEY"))
 *         .fromEvents(cipher, json);
 * }</pre>
 *
 * <p>Immutable: threads may share it. {@code toString} shows neither the API key nor the body, and
 * it cannot be serialized.
 */
public final class UploadRequest {
    private final String url;
    private final Map<String, String> headers;
    private final String body;

    private UploadRequest(Builder builder, Scheme scheme, String text) {
        url = builder.url();
        headers = builder.headers(scheme);
        body = RequestParts.body(scheme, text);
    }

    /**
     * Starts a request.
     *
     * @return a builder for {@link Region#US}
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The HTTP method.
     *
     * @return {@code POST}
     */
    public String method() {
        return "POST";
    }

    /**
     * The URL to post to.
     *
     * @return the URL
     */
    public String url() {
        return url;
    }

    /**
     * The headers, in order. {@code Authorization} holds the API key: keep it out of logs.
     *
     * @return an unmodifiable map
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * The body.
     *
     * @return {@code {"encryptedRequest":"…"}}, all ASCII
     */
    public String body() {
        return body;
    }

    /**
     * The request for {@link java.net.http.HttpClient}.
     *
     * @return a request that times out after 30 seconds
     */
    public HttpRequest toHttpRequest() {
        return toHttpRequest(URI.create(url));
    }

    /**
     * The request for {@link java.net.http.HttpClient}, to another URL, such as a sandbox's.
     *
     * @param endpoint the URL to post to
     * @return a request that times out after 30 seconds
     */
    public HttpRequest toHttpRequest(URI endpoint) {
        return post(
                endpoint,
                headers,
                HttpRequest.BodyPublishers.ofString(body, StandardCharsets.US_ASCII));
    }

    /** The request that posts a body. */
    static HttpRequest post(
            URI endpoint, Map<String, String> headers, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint).timeout(Duration.ofSeconds(30)).POST(body);
        headers.forEach(request::header);
        return request.build();
    }

    /** The URL, the scheme and the asset id; neither the API key nor the body. */
    @Override
    public String toString() {
        return "UploadRequest[to "
                + url
                + " with x-eCode: "
                + headers.get("x-eCode")
                + ", x-asset: "
                + headers.get("x-asset")
                + "]";
    }

    /**
     * The settings of a panel. Set them once and make any number of requests. Threads may share it
     * after it is set.
     */
    public static final class Builder {
        private Region region = Region.US;
        private String assetId;
        private String apiKey;

        private Builder() {}

        /**
         * The region of the panel's data.
         *
         * @param region by default {@link Region#US}
         * @return this
         */
        public Builder region(Region region) {
            this.region = Objects.requireNonNull(region, "region must not be null; pass a Region");
            return this;
        }

        /**
         * The panel's asset id.
         *
         * @param assetId the same as in the events
         * @return this
         */
        public Builder assetId(String assetId) {
            this.assetId =
                    Objects.requireNonNull(
                            assetId, "assetId must not be null; copy it from the panel");
            return this;
        }

        /**
         * The panel's API key.
         *
         * @param apiKey as the panel shows it
         * @return this
         */
        public Builder apiKey(String apiKey) {
            this.apiKey =
                    Objects.requireNonNull(
                            apiKey, "apiKey must not be null; copy it from the panel");
            return this;
        }

        /**
         * Makes a request for a text.
         *
         * @param scheme the scheme of the cipher that returned it
         * @param text the text, as the cipher returned it
         * @return the request
         * @throws IllegalStateException if the asset id or the API key is not set
         * @throws AssetIdException if the asset id is not a valid header value
         * @throws ApiKeyException if the API key is not a valid header value
         * @throws EncodingException if the text is not in the scheme's encoding, such as a payload
         *     that was never encrypted
         * @throws SurrogateException if a string contains half of a surrogate pair
         */
        public UploadRequest build(Scheme scheme, String text) {
            Objects.requireNonNull(scheme, "scheme must not be null; pass the cipher's scheme");
            Objects.requireNonNull(
                    text, "text must not be null; pass the text that the cipher returned");
            requireSet();
            return new UploadRequest(this, scheme, text);
        }

        /**
         * Checks events, encrypts them and makes the request.
         *
         * @param cipher the cipher, whose scheme the request names
         * @param events JSON: an array of events, which is encrypted unchanged
         * @return the request
         * @throws EventsException if {@link NetcoreAes#checkEvents(byte[], String, Instant)} finds
         *     an error; contains every problem, and nothing was encrypted
         * @throws IllegalStateException if the asset id or the API key is not set, or the cipher is
         *     closed
         * @throws NetcoreAesException as {@link #build(Scheme, String)} and {@link
         *     Cipher#encrypt(String)}
         */
        public UploadRequest fromEvents(Cipher cipher, String events) {
            Objects.requireNonNull(events, "events must not be null; pass JSON");
            return fromEvents(cipher, Utf8.encode(events, "the payload"));
        }

        /**
         * Checks events in UTF-8, encrypts them and makes the request.
         *
         * @param cipher the cipher, whose scheme the request names
         * @param events JSON: an array of events, which is encrypted unchanged
         * @return the request
         * @throws EventsException as {@link #fromEvents(Cipher, String)}
         */
        public UploadRequest fromEvents(Cipher cipher, byte[] events) {
            Objects.requireNonNull(cipher, "cipher must not be null");
            Objects.requireNonNull(events, "events must not be null; pass JSON");
            requireSet();
            List<Problem> problems = NetcoreAes.checkEvents(events, assetId, Instant.now());
            if (problems.stream().anyMatch(Problem::isError)) {
                throw new EventsException(problems);
            }
            return build(cipher.scheme(), cipher.encrypt(events));
        }

        String url() {
            return RequestParts.url(region.code());
        }

        Map<String, String> headers(Scheme scheme) {
            return Collections.unmodifiableMap(RequestParts.headers(scheme, assetId, apiKey));
        }

        String assetId() {
            return assetId;
        }

        void requireSet() {
            if (assetId == null || apiKey == null) {
                throw new IllegalStateException(
                        "the request needs "
                                + (assetId == null
                                        ? "an asset id; call assetId()"
                                        : "an API key; call apiKey()"));
            }
        }

        /** Neither the asset id nor the API key. */
        @Override
        public String toString() {
            return "UploadRequest.Builder[region=" + region.id() + "]";
        }
    }
}
