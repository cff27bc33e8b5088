package io.github.netcoreaes.internal;

import io.github.netcoreaes.Scheme;

import java.util.LinkedHashMap;
import java.util.Map;

/** The parts of a request, as the library writes them. */
public final class RequestParts {
    private RequestParts() {}

    public static String url(int region) {
        return Output.of(
                128,
                (out, room, length) -> Library.functions().requestUrl(region, out, room, length));
    }

    public static Map<String, String> headers(Scheme scheme, String assetId, String apiKey) {
        byte[] asset = Utf8.encode(assetId, "the asset id");
        byte[] key = Utf8.encode(apiKey, "the API key");
        try (Arguments arguments = new Arguments(asset, key)) {
            String lines =
                    Output.of(
                            512 + asset.length + key.length,
                            (out, room, length) ->
                                    Library.functions()
                                            .requestHeaders(
                                                    scheme.code(),
                                                    arguments.address(0),
                                                    arguments.length(0),
                                                    arguments.address(1),
                                                    arguments.length(1),
                                                    out,
                                                    room,
                                                    length));
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line : lines.split("\r\n")) {
                String[] pair = line.split(": ", 2);
                headers.put(pair[0], pair[1]);
            }
            return headers;
        }
    }

    public static String body(Scheme scheme, String text) {
        try (Arguments arguments = new Arguments(Utf8.encode(text, "the text"))) {
            return Output.of(
                    text.length() + 64,
                    (out, room, length) ->
                            Library.functions()
                                    .requestBody(
                                            scheme.code(),
                                            arguments.address(0),
                                            arguments.length(0),
                                            out,
                                            room,
                                            length));
        }
    }
}
