package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.Collectors;

/** The requests that the vendor's guide describes. */
class RequestTest {
    @TestFactory
    List<DynamicTest> everyCase() {
        return Vectors.tests(40, RequestTest::run, "requests.json");
    }

    private static UploadRequest request(JsonObject one) {
        return UploadRequest.builder()
                .region(Region.of(Vectors.text(one, "region")))
                .assetId(Vectors.text(one, "asset_id"))
                .apiKey(Vectors.text(one, "api_key"))
                .build(Scheme.of((int) one.get("scheme").getAsLong()), Vectors.text(one, "text"));
    }

    private static void run(JsonObject one) {
        String error = Vectors.text(one, "error");
        if (error != null) {
            NetcoreAesException refused =
                    assertThrows(NetcoreAesException.class, () -> request(one));
            assertEquals(Status.valueOf(error).code(), refused.status());
            assertFalse(refused.getMessage().isEmpty());
            return;
        }
        UploadRequest request = request(one);
        assertEquals("POST", request.method());
        assertEquals(Vectors.text(one, "url"), request.url());
        assertEquals(Vectors.text(one, "body"), request.body());
        String expected =
                one.getAsJsonArray("headers").asList().stream()
                        .map(
                                pair ->
                                        pair.getAsJsonArray().get(0).getAsString()
                                                + ": "
                                                + pair.getAsJsonArray().get(1).getAsString())
                        .collect(Collectors.joining("\n"));
        assertEquals(
                expected,
                request.headers().entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue())
                        .collect(Collectors.joining("\n")));
    }

    private static UploadRequest request() {
        return UploadRequest.builder()
                .assetId("asset")
                .apiKey(Vectors.API_KEY)
                .build(Scheme.GCM_BASE64, "AAAA");
    }

    @Test
    void itIsReadyForTheHttpClient() {
        HttpRequest http = request().toHttpRequest();
        assertEquals("POST", http.method());
        assertEquals(request().url(), http.uri().toString());
        request()
                .headers()
                .forEach(
                        (name, value) ->
                                assertEquals(List.of(value), http.headers().allValues(name)));
        assertEquals(request().body().length(), http.bodyPublisher().orElseThrow().contentLength());
        assertTrue(http.timeout().isPresent());
        URI elsewhere = URI.create("http://127.0.0.1:9/upload");
        assertEquals(elsewhere, request().toHttpRequest(elsewhere).uri());
    }

    @Test
    void itShowsNeitherApiKeyNorBody() {
        assertEquals(
                "UploadRequest[to https://api2.netcoresmartech.com/v1/activity/upload with x-eCode: 11258, x-asset: asset]",
                request().toString());
        assertEquals(
                "UploadRequest.Builder[region=us]",
                UploadRequest.builder().assetId("asset").apiKey(Vectors.API_KEY).toString());
        assertFalse(request().toHttpRequest().toString().contains(Vectors.API_KEY));
    }

    @Test
    void itCannotBeChanged() {
        assertThrows(
                UnsupportedOperationException.class, () -> request().headers().put("x-eCode", "1"));
    }

    @Test
    void whatWasNotSetIsNamed() {
        UploadRequest.Builder builder = UploadRequest.builder();
        assertTrue(
                assertThrows(IllegalStateException.class, () -> builder.build(Scheme.CBC_HEX, "00"))
                        .getMessage()
                        .contains("assetId()"));
        assertTrue(
                assertThrows(
                                IllegalStateException.class,
                                () -> builder.assetId("a").build(Scheme.CBC_HEX, "00"))
                        .getMessage()
                        .contains("apiKey()"));
        assertThrows(NullPointerException.class, () -> builder.apiKey(null));
        assertThrows(NullPointerException.class, () -> builder.assetId(null));
        assertThrows(NullPointerException.class, () -> builder.region(null));
        assertThrows(NullPointerException.class, () -> Region.of(null));
    }
}
