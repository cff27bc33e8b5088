package io.github.netcoreaes.internal;

import io.github.netcoreaes.NetcoreAesException;
import io.github.netcoreaes.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads the library's list of problems: a JSON array of flat objects. Their members are strings,
 * but for {@code event}, which is an index or null.
 */
public final class ProblemReader {
    private final String json;
    private int at;

    private ProblemReader(String json) {
        this.json = json;
    }

    /** The problems, in order. */
    public static List<Problem> read(String json) {
        ProblemReader reader = new ProblemReader(json);
        List<Problem> problems = new ArrayList<>();
        reader.expect('[');
        if (!reader.skip(']')) {
            do {
                problems.add(reader.problem());
            } while (reader.skip(','));
            reader.expect(']');
        }
        if (reader.at < json.length()) {
            throw reader.fault();
        }
        return List.copyOf(problems);
    }

    private Problem problem() {
        String pointer = "";
        OptionalLong event = OptionalLong.empty();
        String rule = "";
        Problem.Severity severity = Problem.Severity.ERROR;
        String message = "";
        expect('{');
        do {
            String name = string();
            expect(':');
            switch (name) {
                case "pointer" -> pointer = string();
                case "event" -> event = indexOrNull();
                case "rule" -> rule = string();
                case "severity" -> severity = severity(string());
                case "message" -> message = string();
                // A member that a later library adds.
                default -> string();
            }
        } while (skip(','));
        expect('}');
        return new Problem(pointer, event, rule, severity, message);
    }

    private static Problem.Severity severity(String name) {
        return name.equals("warning") ? Problem.Severity.WARNING : Problem.Severity.ERROR;
    }

    private OptionalLong indexOrNull() {
        if (json.startsWith("null", at)) {
            at += "null".length();
            return OptionalLong.empty();
        }
        int start = at;
        while (at < json.length() && json.charAt(at) >= '0' && json.charAt(at) <= '9') {
            at++;
        }
        try {
            return OptionalLong.of(Long.parseLong(json, start, at, 10));
        } catch (NumberFormatException notAnIndex) {
            throw fault();
        }
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return string.toString();
            }
            string.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int unit = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(next(), 16);
                    if (digit < 0) {
                        throw fault();
                    }
                    unit = unit * 16 + digit;
                }
                yield (char) unit;
            }
            default -> throw fault();
        };
    }

    private char next() {
        if (at == json.length()) {
            throw fault();
        }
        return json.charAt(at++);
    }

    private boolean skip(char c) {
        boolean found = at < json.length() && json.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private void expect(char c) {
        if (next() != c) {
            throw fault();
        }
    }

    /** Quotes nothing of the list, which may contain keys of the payload. */
    private NetcoreAesException fault() {
        return Errors.internal(
                "unexpected JSON in the list of problems at character "
                        + at
                        + "; please report it");
    }
}
