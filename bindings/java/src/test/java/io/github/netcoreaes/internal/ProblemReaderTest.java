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

/** The reader of the library's list, against a JSON library. */
class ProblemReaderTest {
    @Test
    void everyCharacterIsReadAsAJsonLibraryWritesIt() {
        List<Problem> problems = new ArrayList<>();
        List<Map<String, String>> json = new ArrayList<>();
        for (int c = 0; c < 0xFFFF; c += c < 0x300 ? 1 : 97) {
            if (!Character.isSurrogate((char) c)) {
                String pointer = "/a" + (char) c + "\\u0041\"";
                problems.add(new Problem(pointer, "r", Problem.Severity.WARNING, "m" + (char) c));
                json.add(
                        Map.of(
                                "pointer",
                                pointer,
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
        assertEquals(
                new Problem("\ud83d\ude4f/\b\f", "", Problem.Severity.ERROR, ""),
                ProblemReader.read("[{\"pointer\":\"\\ud83d\\uDE4F\\/\\b\\f\",\"later\":\"x\"}]")
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
