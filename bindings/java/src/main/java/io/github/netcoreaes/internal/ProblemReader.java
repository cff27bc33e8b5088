package io.github.netcoreaes.internal;

import io.github.netcoreaes.NetcoreAesException;
import io.github.netcoreaes.Problem;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the library's list of problems: a JSON array of flat objects, all of whose members are
 * strings.
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
        String rule = "";
        String severity = "";
        String message = "";
        expect('{');
        do {
            String name = string();
            expect(':');
            String value = string();
            switch (name) {
                case "pointer" -> pointer = value;
                case "rule" -> rule = value;
                case "severity" -> severity = value;
                case "message" -> message = value;
                default -> {
                    // Of a later library.
                }
            }
        } while (skip(','));
        expect('}');
        boolean warning = severity.equals("warning");
        return new Problem(
                pointer,
                rule,
                warning ? Problem.Severity.WARNING : Problem.Severity.ERROR,
                message);
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
        boolean there = at < json.length() && json.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) {
        if (next() != c) {
            throw fault();
        }
    }

    /** Without what was read, which may name keys of the payload's. */
    private NetcoreAesException fault() {
        return Errors.internal(
                "the list of problems is not JSON as expected at character "
                        + at
                        + "; please report it");
    }
}
