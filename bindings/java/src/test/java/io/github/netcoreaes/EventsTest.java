package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The check of events, and requests with events. */
class EventsTest {
    @TestFactory
    List<DynamicTest> everyCase() {
        return Vectors.tests(100, EventsTest::run, "events.json");
    }

    private static void run(JsonObject one) {
        String payload = Vectors.text(one, "payload");
        String asset = Vectors.text(one, "asset_id");
        Instant now =
                one.get("now").isJsonNull()
                        ? null
                        : Instant.ofEpochSecond(one.get("now").getAsLong());
        List<Problem> problems = NetcoreAes.checkEvents(payload, asset, now);
        List<String> expected =
                one.getAsJsonArray("problems").asList().stream()
                        .map(JsonObject.class::cast)
                        .map(
                                p ->
                                        row(
                                                Vectors.text(p, "pointer"),
                                                Vectors.text(p, "rule"),
                                                Vectors.text(p, "severity"),
                                                p.get("event")))
                        .toList();
        assertEquals(
                expected,
                problems.stream()
                        .map(
                                p ->
                                        row(
                                                p.pointer(),
                                                p.rule(),
                                                p.isError() ? "error" : "warning",
                                                p.event().isPresent()
                                                        ? p.event().getAsLong()
                                                        : null))
                        .toList());
        problems.forEach(problem -> assertFalse(problem.message().isEmpty()));
        assertEquals(
                problems,
                NetcoreAes.checkEvents(payload.getBytes(StandardCharsets.UTF_8), asset, now));
    }

    private static String row(String pointer, String rule, String severity, Object event) {
        return pointer + " " + rule + " " + severity + " " + event;
    }

    static String event(String identity) {
        return """
        {"asset_id": "asset", "activity_name": "form_submitted", "timestamp": "%s", "identity": "%s",
         "activity_source": "web", "activity_params": {"day": "Tuesday \u0928 \ud83d\ude4f"}}"""
                .formatted(Instant.now(), identity);
    }

    @Test
    void theClockIsTheSystems() {
        assertEquals(List.of(), NetcoreAes.checkEvents("[" + event("5") + "]"));
        String old = event("5").replaceFirst("20\\d\\d-", "2001-");
        assertEquals("timestamp-old", NetcoreAes.checkEvents("[" + old + "]").get(0).rule());
        assertEquals(
                1,
                NetcoreAes.checkEvents(("[" + old + "]").getBytes(StandardCharsets.UTF_8)).size());
    }

    @Test
    void problemsSayWhereAndWhat() {
        List<Problem> problems = NetcoreAes.checkEvents("[" + event("5") + "," + event("") + "]");
        Problem expected =
                new Problem(
                        "/1/identity",
                        OptionalLong.of(1),
                        "empty",
                        Problem.Severity.ERROR,
                        "empty string; fill it in");
        assertEquals(List.of(expected), problems);
        assertEquals("/1/identity: empty string; fill it in", expected.toString());
        assertTrue(
                NetcoreAes.checkEvents("[]")
                        .get(0)
                        .toString()
                        .startsWith("the payload: the array is empty"));
    }

    /** What Gson writes of Java's empty values. */
    @Test
    void emptyValuesOfJava() {
        String params =
                "/0/activity_params: found %s; expected an object, the event's parameters ({} for none)";
        assertEquals(params.formatted("an empty array"), problemOf(List.of()));
        assertEquals(params.formatted("null"), problemOf(null));
        assertEquals("", problemOf(Map.of()));
        assertEquals(
                "/0/activity_params/items: empty array in activity_params: the vendor drops such an event silently;"
                        + " leave the field out, or write {} for an empty object",
                problemOf(Map.of("items", List.of())));
        assertEquals("", problemOf(Map.of("items", Map.of())));

        Gson gson = new Gson();
        assertEquals(
                "the payload: the array is empty; send 1 to 1000 events",
                NetcoreAes.checkEvents(gson.toJson(List.of())).get(0).toString());
        assertEquals(
                "the payload: found null; expected an array of objects, the events",
                NetcoreAes.checkEvents(gson.toJson(null)).get(0).toString());
        assertEquals(
                "/0: found null; expected an object, the event",
                NetcoreAes.checkEvents(gson.toJson(Collections.singletonList(null)))
                        .get(0)
                        .toString());
    }

    /** The problem of an event with these parameters, of which there is one at most. */
    private static String problemOf(Object params) {
        JsonObject event = JsonParser.parseString(event("5")).getAsJsonObject();
        event.add("activity_params", new Gson().toJsonTree(params));
        List<Problem> problems = NetcoreAes.checkEvents("[" + event + "]");
        assertTrue(problems.size() <= 1, problems::toString);
        return problems.isEmpty() ? "" : problems.get(0).toString();
    }

    @Test
    void moreProblemsThanTheFirstRoomHolds() {
        String many = "[" + "{\"an-unknown-field\\u0001\\\"é\": 1},".repeat(900) + "{}]";
        List<Problem> problems = NetcoreAes.checkEvents(many);
        assertTrue(problems.size() > 5000, () -> "only " + problems.size());
        assertTrue(
                problems.stream()
                        .anyMatch(p -> p.pointer().equals("/899/an-unknown-field\u0001\"é")));
    }

    @Test
    void aRequestFromEvents() {
        String events = "[" + event("5") + ", " + event("6") + "]";
        try (Cipher cipher = Vectors.cipher(Scheme.CBC_HEX)) {
            UploadRequest.Builder panel =
                    UploadRequest.builder()
                            .region(Region.INDIA)
                            .assetId("asset")
                            .apiKey(Vectors.API_KEY);
            for (UploadRequest request :
                    List.of(
                            panel.fromEvents(cipher, events),
                            panel.fromEvents(cipher, events.getBytes(StandardCharsets.UTF_8)))) {
                assertEquals(
                        "https://apiin2.netcoresmartech.com/v1/activity/upload", request.url());
                assertEquals("11257", request.headers().get("x-eCode"));
                String text =
                        JsonParser.parseString(request.body())
                                .getAsJsonObject()
                                .get("encryptedRequest")
                                .getAsString();
                assertEquals(events, cipher.decryptToString(text));
            }
        }
    }

    @Test
    void badEventsMakeNoRequest() {
        String bad =
                "["
                        + event("5")
                        + ","
                        + event("").replace("{\"asset_id\"", "{\"extra\": 1, \"asset_id\"")
                        + ","
                        + event("7").replace("\"asset\"", "\"other\"")
                        + "]";
        try (Cipher cipher = Vectors.cipher()) {
            UploadRequest.Builder panel =
                    UploadRequest.builder().assetId("asset").apiKey(Vectors.API_KEY);
            EventsException refused =
                    assertThrows(EventsException.class, () -> panel.fromEvents(cipher, bad));
            assertEquals(
                    List.of("unknown-field", "empty", "asset-id"),
                    refused.problems().stream().map(Problem::rule).toList());
            assertEquals(
                    "the events would not arrive: /1/identity: empty string; fill it in (first of 2 errors)",
                    refused.getMessage());
            assertEquals(-1, refused.status());
            assertTrue(
                    assertThrows(EventsException.class, () -> panel.fromEvents(cipher, "hello"))
                            .getMessage()
                            .contains("invalid JSON"));
        }
    }
}
