package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/** The stream of events, compared with the plain way, one step after the other. */
class UploadTest {
    static final String GOOD = event("5");
    private static final String WARNED = event("6").replaceFirst("\\{", "{\"extra\": 1, ");
    private static final String BAD = event("7").replace("\"web\"", "\"mail\"");
    private static final String LONG = event("8".repeat(3000));
    private static final List<String> EVENTS =
            List.of(GOOD, GOOD, BAD, GOOD, WARNED, LONG, GOOD, "{}", GOOD);
    private static final int MAX_EVENT_BYTES = 1000;

    static String event(String identity) {
        return EventsTest.event(identity).replace("\n", "");
    }

    static UploadStream.Builder panel() {
        return UploadStream.builder().assetId("asset").apiKey(Vectors.API_KEY);
    }

    private static UploadStream.Builder small() {
        return panel().maxEvents(2).maxEventBytes(MAX_EVENT_BYTES);
    }

    /** A source that returns a few bytes at a time. */
    static InputStream pieces(String source, int size) {
        return new ByteArrayInputStream(source.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public int read(byte[] into) {
                return read(into, 0, Math.min(size, into.length));
            }
        };
    }

    static List<Upload> all(UploadStream stream) {
        try (stream) {
            List<Upload> all = new ArrayList<>();
            stream.forEach(all::add);
            assertFalse(stream.hasNext());
            assertThrows(NoSuchElementException.class, stream::next);
            return all;
        }
    }

    /** What comes out: bodies and problems, each in their order, since they may change places. */
    private static List<String> shown(Cipher cipher, List<Upload> uploads) {
        List<String> bodies = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (Upload upload : uploads) {
            if (upload instanceof UploadBody body) {
                bodies.add(body + payload(cipher, text(body)));
            } else if (upload instanceof EventProblems event) {
                whole.writeBytes(event.event());
                if (event.isLast()) {
                    // The white space at the end of a line that is too long comes with it.
                    String json = whole.toString(StandardCharsets.UTF_8).strip();
                    problems.add(event + json + event.isRefused() + event.problems());
                    whole.reset();
                }
            }
        }
        bodies.addAll(problems);
        return bodies;
    }

    private static String text(UploadBody body) {
        return new String(body.body(), StandardCharsets.US_ASCII);
    }

    /** Under CBC the body too, since equal payloads have equal bodies. */
    private static String payload(Cipher cipher, String body) {
        String text =
                JsonParser.parseString(body)
                        .getAsJsonObject()
                        .get("encryptedRequest")
                        .getAsString();
        return cipher.decryptToString(text) + (cipher.scheme() == Scheme.GCM_BASE64 ? "" : body);
    }

    /** The same by the functions for one payload. */
    private static List<String> plainly(Cipher cipher, List<String> events) {
        List<String> bodies = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            List<Problem> found = checked(events.get(i), i);
            boolean isRefused = found.stream().anyMatch(Problem::isError);
            if (!found.isEmpty()) {
                problems.add(
                        new EventProblems(i, new byte[0], found, isRefused, true)
                                + events.get(i)
                                + isRefused
                                + found);
            }
            if (!isRefused) {
                open.add(i);
            }
            if (open.size() == 2 || i == events.size() - 1 && !open.isEmpty()) {
                String payload =
                        "[" + String.join(",", open.stream().map(events::get).toList()) + "]";
                String body =
                        UploadRequest.builder()
                                .assetId("asset")
                                .apiKey(Vectors.API_KEY)
                                .build(cipher.scheme(), cipher.encrypt(payload))
                                .body();
                bodies.add(
                        new UploadBody(
                                        new byte[0],
                                        open.size(),
                                        open.get(0),
                                        open.get(open.size() - 1))
                                + payload(cipher, body));
                open.clear();
            }
        }
        bodies.addAll(problems);
        return bodies;
    }

    private static List<Problem> checked(String event, int index) {
        if (event.length() > MAX_EVENT_BYTES) {
            return List.of(
                    new Problem(
                            "/" + index,
                            OptionalLong.of(index),
                            "too-long",
                            Problem.Severity.ERROR,
                            "longer than 1000 bytes; shorten the event, or raise the stream's"
                                    + " limit"));
        }
        return NetcoreAes.checkEvents("[" + event + "]", "asset", Instant.now()).stream()
                .map(
                        problem ->
                                new Problem(
                                        "/" + index + problem.pointer().substring(2),
                                        OptionalLong.of(index),
                                        problem.rule(),
                                        problem.severity(),
                                        problem.message()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aStreamGivesWhatThePlainWayGives(Scheme scheme) {
        try (Cipher cipher = Vectors.cipher(scheme)) {
            List<String> expected = plainly(cipher, EVENTS);
            assertEquals(3 + 4, expected.size());
            for (String source :
                    List.of(
                            String.join("\n", EVENTS),
                            String.join("\r\n\n", EVENTS) + "\n",
                            "[" + String.join(",", EVENTS) + "]",
                            " [ " + String.join(" ,\n", EVENTS) + " ] ")) {
                List<UploadStream> streams = new ArrayList<>();
                streams.add(small().build(cipher, source));
                streams.add(small().build(cipher, source.getBytes(StandardCharsets.UTF_8)));
                for (int size : new int[] {1, 2, 3, 7, 64, 999, 100_000}) {
                    streams.add(small().build(cipher, pieces(source, size)));
                }
                for (UploadStream stream : streams) {
                    assertEquals(expected, shown(cipher, all(stream)));
                }
            }
        }
    }

    @Test
    void aLongEventComesInParts() {
        try (Cipher cipher = Vectors.cipher()) {
            List<EventProblems> parts =
                    all(small().build(cipher, pieces(String.join("\n", EVENTS), 500))).stream()
                            .filter(upload -> upload instanceof EventProblems)
                            .map(EventProblems.class::cast)
                            .filter(event -> event.index() == 5)
                            .toList();
            assertTrue(parts.size() > 3);
            for (EventProblems part : parts) {
                assertEquals(part == parts.get(parts.size() - 1), part.isLast());
                assertTrue(part.isRefused());
                assertTrue(part.event().length > 0);
            }
        }
    }

    @Test
    void aThousandEventsMakeABody() {
        try (Cipher cipher = Vectors.cipher()) {
            String source = String.join("\n", Collections.nCopies(17_001, GOOD));
            List<Upload> all = all(panel().build(cipher, source));
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 17; i++) {
                expected.add(
                        "UploadBody[1000 events, %d to %d]".formatted(i * 1000, i * 1000 + 999));
            }
            expected.add("UploadBody[1 events, 17000 to 17000]");
            assertEquals(expected, all.stream().map(Object::toString).toList());
            assertTrue(payload(cipher, text((UploadBody) all.get(17))).startsWith("[" + GOOD));
        }
    }

    @Test
    void theLongestPayload() {
        int length = GOOD.getBytes(StandardCharsets.UTF_8).length;
        int two = 2 * length + "[,]".length();
        try (Cipher cipher = Vectors.cipher()) {
            String source = String.join("\n", GOOD, GOOD, GOOD);
            for (int max : new int[] {1, length, two - 1}) {
                assertEquals(3, all(panel().maxPayloadBytes(max).build(cipher, source)).size());
            }
            assertEquals(2, all(panel().maxPayloadBytes(two).build(cipher, source)).size());
        }
    }

    @Test
    void theRequestIsThatOfAnUploadRequest() {
        try (Cipher cipher = Vectors.cipher(Scheme.CBC_HEX);
                UploadStream stream = panel().region(Region.INDIA).build(cipher, GOOD)) {
            UploadRequest plain =
                    UploadRequest.builder()
                            .region(Region.INDIA)
                            .assetId("asset")
                            .apiKey(Vectors.API_KEY)
                            .fromEvents(cipher, "[" + GOOD + "]");
            UploadBody body = (UploadBody) stream.next();
            assertEquals(plain.body(), text(body));
            assertEquals(plain.url(), stream.url());
            assertEquals(plain.method(), stream.method());
            assertEquals(plain.headers(), stream.headers());
            assertEquals(
                    new ArrayList<>(plain.headers().keySet()),
                    new ArrayList<>(stream.headers().keySet()));
            HttpRequest request = stream.toHttpRequest(body);
            assertEquals(plain.toHttpRequest(), request);
            assertEquals(plain.toHttpRequest().timeout(), request.timeout());
            assertEquals(body.body().length, request.bodyPublisher().orElseThrow().contentLength());
        }
    }

    @Test
    void theClientSendsTheBody() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        List<byte[]> received = new ArrayList<>();
        server.createContext(
                "/",
                exchange -> {
                    received.add(exchange.getRequestBody().readAllBytes());
                    assertEquals("asset", exchange.getRequestHeaders().getFirst("x-asset"));
                    exchange.sendResponseHeaders(204, -1);
                });
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        HttpClient client = HttpClient.newHttpClient();
        try (Cipher cipher = Vectors.cipher();
                UploadStream stream =
                        panel().build(cipher, String.join("\n", Collections.nCopies(999, GOOD)))) {
            UploadBody body = (UploadBody) stream.next();
            HttpRequest request = stream.toHttpRequest(body, endpoint);
            assertEquals(204, client.send(request, BodyHandlers.discarding()).statusCode());
            assertArrayEquals(body.body(), received.get(0));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aLoopThatWasLeftGoesOn() {
        try (Cipher cipher = Vectors.cipher();
                UploadStream stream = small().build(cipher, String.join("\n", EVENTS))) {
            List<Upload> found = new ArrayList<>();
            for (Upload upload : stream) {
                found.add(upload);
                break;
            }
            assertSame(stream, stream.iterator());
            stream.forEachRemaining(found::add);
            assertEquals(plainly(cipher, EVENTS), shown(cipher, found));
        }
    }

    @Test
    void nothingShowsAnEventOrTheApiKey() {
        try (Cipher cipher = Vectors.cipher();
                UploadStream stream = small().build(cipher, String.join("\n", EVENTS))) {
            String shown = small() + " " + stream + " ";
            for (Upload upload : stream) {
                shown += upload + " ";
                assertThrows(
                        NotSerializableException.class,
                        () ->
                                new ObjectOutputStream(OutputStream.nullOutputStream())
                                        .writeObject(upload));
            }
            assertTrue(shown.contains("EventProblems[event 2: source]"), shown);
            for (String secret : List.of("activity_", "mail", "encryptedRequest", "Bearer")) {
                assertFalse(shown.contains(secret), secret);
            }
            assertFalse(shown.contains(Vectors.API_KEY));
        }
    }
}
