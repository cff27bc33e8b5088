import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.github.netcoreaes.Cipher;
import io.github.netcoreaes.KeyForm;
import io.github.netcoreaes.NetcoreAes;
import io.github.netcoreaes.NetcoreAesException;
import io.github.netcoreaes.Problem;
import io.github.netcoreaes.Region;
import io.github.netcoreaes.Scheme;
import io.github.netcoreaes.Status;
import io.github.netcoreaes.UploadRequest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The driver for Java: see README.md in the folder above. */
public final class Conformance {
    private static final List<String> FILES =
            List.of("11256.json", "11257.json", "11258.json", "golden.json");
    private static final long NOW = 1756209943;
    private static final PrintStream OUT =
            new PrintStream(System.out, false, StandardCharsets.UTF_8);

    private final Path vectors;
    private int results;

    private Conformance(Path vectors) {
        this.vectors = vectors;
    }

    public static void main(String[] arguments) throws IOException {
        new Conformance(Path.of(arguments[0])).run();
        OUT.flush();
        if (OUT.checkError()) {
            System.exit(1);
        }
    }

    private void run() throws IOException {
        line("version", NetcoreAes.version());
        line("abi", NetcoreAes.abiVersion());
        for (Scheme scheme : Scheme.values()) {
            line("scheme", scheme.code(), scheme);
        }
        for (Status status : Status.values()) {
            line("status", status.code(), status);
        }
        for (String file : FILES) {
            for (JsonObject one : cases(file)) {
                result("case", file, text(one, "id"), caseOutcome(one));
            }
        }
        batches(Scheme.CBC_BASE64, "AAAA");
        batches(Scheme.CBC_HEX, "00");
        for (JsonObject one : cases("events.json")) {
            result("events", text(one, "id"), outcome(() -> events(one)));
        }
        for (JsonObject one : cases("requests.json")) {
            result("request", text(one, "id"), outcome(() -> request(one)));
        }
        line("end", results);
    }

    private static String caseOutcome(JsonObject one) {
        Cipher made;
        try {
            Scheme scheme = Scheme.of((int) one.get("scheme").getAsLong());
            made = Cipher.of(scheme, text(one, "key"), text(one, "iv"));
        } catch (NetcoreAesException refused) {
            return fields(error(refused), hex(refused.getMessage()));
        }
        try (Cipher cipher = made) {
            byte[] plaintext = HexFormat.of().parseHex(text(one, "plaintext"));
            byte[] aad = HexFormat.of().parseHex(text(one, "aad"));
            return switch (text(one, "op")) {
                case "new" ->
                        fields(
                                "ok",
                                cipher.scheme().code(),
                                cipher.keyForm() == KeyForm.TEXT ? "text" : "base64");
                case "roundtrip" ->
                        outcome(
                                () -> {
                                    String text = cipher.encrypt(plaintext);
                                    return fields("ok", text, hex(cipher.decrypt(text)));
                                });
                case "decrypt" ->
                        outcome(
                                () -> {
                                    byte[] back = cipher.decrypt(text(one, "text"), aad);
                                    String again = cipher.encrypt(back, aad);
                                    return fields(
                                            "ok",
                                            hex(back),
                                            again.length(),
                                            hex(cipher.decrypt(again, aad)));
                                });
                case "encrypt" -> outcome(() -> fields("ok", cipher.encrypt(plaintext, aad)));
                default -> throw new IllegalArgumentException(text(one, "op"));
            };
        }
    }

    private void batches(Scheme scheme, String bad) throws IOException {
        JsonObject golden = cases("golden.json").get(0);
        List<String> payloads =
                cases("events.json").stream().map(one -> text(one, "payload")).toList();
        try (Cipher cipher = Cipher.of(scheme, text(golden, "key"), text(golden, "iv"))) {
            List<String> texts = cipher.encryptBatch(payloads);
            String plaintexts =
                    cipher.decryptBatch(texts).stream()
                            .map(Conformance::hex)
                            .collect(Collectors.joining(","));
            result("batch", scheme.code(), "ok", texts.size(), String.join(",", texts), plaintexts);
            List<String> broken = new ArrayList<>(texts);
            broken.set(2, bad);
            result(
                    "batch",
                    scheme.code(),
                    outcome(() -> fields("ok", cipher.decryptBatch(broken).size())));
        }
    }

    private static String events(JsonObject one) {
        long now = one.get("now").isJsonNull() ? NOW : one.get("now").getAsLong();
        List<Problem> problems =
                NetcoreAes.checkEvents(
                        text(one, "payload"), text(one, "asset_id"), Instant.ofEpochSecond(now));
        long errors = problems.stream().filter(Problem::isError).count();
        List<Object> fields = new ArrayList<>(List.of("ok", errors, problems.size() - errors));
        for (Problem problem : problems) {
            String severity = problem.isError() ? "error" : "warning";
            fields.addAll(
                    List.of(
                            hex(problem.pointer()),
                            problem.rule(),
                            severity,
                            hex(problem.message())));
        }
        return fields(fields.toArray());
    }

    private static String request(JsonObject one) {
        UploadRequest request =
                UploadRequest.builder()
                        .region(Region.of(text(one, "region")))
                        .assetId(text(one, "asset_id"))
                        .apiKey(text(one, "api_key"))
                        .build(Scheme.of((int) one.get("scheme").getAsLong()), text(one, "text"));
        List<Object> fields = new ArrayList<>(List.of("ok", request.url()));
        request.headers().forEach((name, value) -> fields.addAll(List.of(name, hex(value))));
        fields.add(hex(request.body()));
        return fields(fields.toArray());
    }

    private static String outcome(Supplier<String> call) {
        try {
            return call.get();
        } catch (NetcoreAesException refused) {
            return error(refused);
        }
    }

    private static String error(NetcoreAesException refused) {
        Object name = refused.status();
        for (Status status : Status.values()) {
            name = status.code() == refused.status() ? status : name;
        }
        String error = fields("error", name, refused.status());
        return refused.index().isPresent() ? fields(error, refused.index().getAsInt()) : error;
    }

    private List<JsonObject> cases(String file) throws IOException {
        JsonObject all =
                JsonParser.parseString(Files.readString(vectors.resolve(file))).getAsJsonObject();
        List<JsonObject> cases = new ArrayList<>();
        all.getAsJsonArray("cases").forEach(one -> cases.add(one.getAsJsonObject()));
        if (cases.size() != all.get("count").getAsInt()) {
            throw new IOException(file + " holds " + cases.size() + " cases");
        }
        return cases;
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).isJsonNull() ? null : object.get(name).getAsString();
    }

    private static String hex(String string) {
        return hex(string.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
    }

    private static String fields(Object... fields) {
        return List.of(fields).stream().map(String::valueOf).collect(Collectors.joining("\t"));
    }

    private void result(Object... fields) {
        line(fields);
        results++;
    }

    private static void line(Object... fields) {
        OUT.print(fields(fields) + "\n");
    }
}
