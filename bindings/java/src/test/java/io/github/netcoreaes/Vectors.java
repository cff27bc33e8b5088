package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** The shared vectors, and the constants and helpers of the tests. */
public final class Vectors {
    public static final Path ROOT =
            Path.of(System.getProperty("basedir", "."))
                    .toAbsolutePath()
                    .resolve("../..")
                    .normalize();
    public static final String API_KEY = "the-api-key";
    public static final String GCM_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public static final String KEY = "0123456789abcdef0123456789ABCDEF";
    public static final String IV = "0123456789abcdef";

    private Vectors() {}

    /** A test for each case of the files, of which there must be a minimum. */
    static List<DynamicTest> tests(int min, Consumer<JsonObject> run, String... files) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String file : files) {
            for (JsonObject one : cases(file)) {
                tests.add(DynamicTest.dynamicTest(text(one, "id"), () -> run.accept(one)));
            }
        }
        assertTrue(tests.size() >= min, () -> "only " + tests.size() + " cases");
        return tests;
    }

    /** The cases of a file, whose number the file states. */
    private static List<JsonObject> cases(String file) {
        JsonObject vectors =
                JsonParser.parseString(read("tests/vectors/" + file)).getAsJsonObject();
        JsonArray array = vectors.getAsJsonArray("cases");
        assertEquals(vectors.get("count").getAsInt(), array.size(), file);
        List<JsonObject> cases = new ArrayList<>();
        array.forEach(one -> cases.add(one.getAsJsonObject()));
        return cases;
    }

    public static String read(String path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The string of a member; null for null. */
    public static String text(JsonObject object, String name) {
        JsonElement member = object.get(name);
        return member.isJsonNull() ? null : member.getAsString();
    }

    public static byte[] bytes(JsonObject object, String name) {
        return HexFormat.of().parseHex(text(object, name));
    }

    public static Cipher cipher() {
        return cipher(Scheme.CBC_BASE64);
    }

    public static Cipher cipher(Scheme scheme) {
        return scheme == Scheme.GCM_BASE64 ? Cipher.gcm(GCM_KEY) : Cipher.of(scheme, KEY, IV);
    }
}
