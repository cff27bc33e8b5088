package io.github.netcoreaes.internal;

import io.github.netcoreaes.Scheme;

import java.util.LinkedHashMap;
import java.util.Map;

/** The parts of a request, as the library writes them. */
public final class RequestParts {
    private RequestParts() {}

    /** The URL of a region's code. */
    public static String url(int region) {
        return NativeText.read(128, out -> Library.functions().requestUrl(region, out));
    }

    /** The headers, in order. */
    public static Map<String, String> headers(Scheme scheme, String assetId, String apiKey) {
        byte[] asset = Utf8.encode(assetId, "the asset id");
        byte[] key = Utf8.encode(apiKey, "the API key");
        try (NativeArguments arguments = new NativeArguments(asset, key)) {
            String lines =
                    NativeText.read(
                            512 + asset.length + key.length,
                            out ->
                                    Library.functions()
                                            .requestHeaders(
                                                    scheme.code(),
                                                    arguments.argument(0),
                                                    arguments.argument(1),
                                                    out));
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line : lines.split("\r\n")) {
                String[] pair = line.split(": ", 2);
                headers.put(pair[0], pair[1]);
            }
            return headers;
        }
    }

    /** The body for a text. */
    public static String body(Scheme scheme, String text) {
        try (NativeArguments arguments = new NativeArguments(Utf8.encode(text, "the text"))) {
            return NativeText.read(
                    text.length() + 64,
                    out ->
                            Library.functions()
                                    .requestBody(scheme.code(), arguments.argument(0), out));
        }
    }
}
