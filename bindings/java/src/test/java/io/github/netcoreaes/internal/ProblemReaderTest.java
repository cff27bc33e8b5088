package io.github.netcoreaes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.GsonBuilder;

import io.github.netcoreaes.InternalException;
import io.github.netcoreaes.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The reader of the library's list of problems, compared with a JSON library. */
class ProblemReaderTest {
    @Test
    void everyCharacterIsReadAsAJsonLibraryWritesIt() {
        List<Problem> problems = new ArrayList<>();
        List<Map<String, Object>> json = new ArrayList<>();
        for (int c = 0; c < 0xFFFF; c += c < 0x300 ? 1 : 97) {
            if (!Character.isSurrogate((char) c)) {
                String pointer = "/a" + (char) c + "\\u0041\"";
                problems.add(
                        new Problem(
                                pointer,
                                OptionalLong.of(c),
                                "r",
                                Problem.Severity.WARNING,
                                "m" + (char) c));
                json.add(
                        Map.of(
                                "pointer",
                                pointer,
                                "event",
                                c,
                                "rule",
                                "r",
                                "severity",
                                "warning",
                                "message",
                                "m" + (char) c));
            }
        }
        for (GsonBuilder builder :
                List.of(new GsonBuilder(), new GsonBuilder().disableHtmlEscaping())) {
            assertEquals(problems, ProblemReader.read(builder.create().toJson(json)));
        }
        assertEquals(List.of(), ProblemReader.read("[]"));
        long index = 5_000_000_000L;
        assertEquals(
                index,
                ProblemReader.read("[{\"event\":" + index + "}]").get(0).event().getAsLong());
        assertEquals(
                new Problem(
                        "\ud83d\ude4f/\b\f", OptionalLong.empty(), "", Problem.Severity.ERROR, ""),
                ProblemReader.read(
                                "[{\"pointer\":\"\\ud83d\\uDE4F\\/\\b\\f\",\"later\":\"x\",\"event\":null}]")
                        .get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[}",
                "[{}]",
                "[{\"a\":1}]",
                "[{\"a\":\"secret",
                "[{\"event\":\"1\"}]",
                "[{\"event\":-1}]",
                "[{\"event\":1.5}]",
                "[{\"event\":}]",
                "[{\"event\":nul}]",
                "[{\"event\":9223372036854775808}]",
                "[{\"a\":\"b\"}",
                "[{\"a\" \"b\"}]",
                "[]]",
                "[{\"a\":\"\\u00g0\"}]",
                "[{\"a\":\"\\x\"}]",
                "[{\"a\":\"b\"},]",
                "{}"
            })
    void anythingElseIsAFault(String json) {
        InternalException fault =
                assertThrows(InternalException.class, () -> ProblemReader.read(json));
        assertFalse(fault.getMessage().contains("secret"));
    }
}
