package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of its own, for settings of a whole process; and the C compiler, for its
 * libraries.
 */
public final class Child {
    /** As root, and as another user. */
    private static final List<List<String>> MOUNTS =
            List.of(List.of("unshare", "-m"), List.of("unshare", "-rm"));

    private final Path folder;
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> wrapper = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");

    /** A process with the back end of this test, whose files lie in a folder. */
    public Child(Path folder) {
        this.folder = folder;
        if (System.getProperty("netcore_aes.backend") != null) {
            options.add("-Dnetcore_aes.backend=" + System.getProperty("netcore_aes.backend"));
        }
        if (Runtime.version().feature() >= 22) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
    }

    public Child option(String option) {
        options.add(option);
        return this;
    }

    public Child without(String option) {
        assertTrue(options.remove(option), option);
        return this;
    }

    public Child environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Child withoutJna() {
        classPath =
                String.join(
                        ":",
                        List.of(classPath.split(":")).stream()
                                .filter(path -> !path.contains("/jna/"))
                                .toList());
        return this;
    }

    /**
     * Runs it in a mount namespace of its own, after a shell command that mounts. Where that is not
     * permitted the test is skipped.
     */
    public Child mounting(String command) throws IOException, InterruptedException {
        List<String> unshare = MOUNTS.stream().filter(Child::succeeds).findFirst().orElse(null);
        assumeTrue(unshare != null, "unshare and mount are not permitted here");
        wrapper.addAll(unshare);
        wrapper.addAll(List.of("sh", "-ec", command + "; exec \"$@\"", "sh"));
        return this;
    }

    public Child classPath(String path) {
        classPath = path;
        return this;
    }

    /** Replaces a file on the class path. */
    public Child instead(Path old, Path other) {
        assertTrue(classPath.contains(old.toString()), classPath);
        classPath = classPath.replace(old.toString(), other.toString());
        return this;
    }

    /** A running process, and the file that receives its output. */
    public record Running(Process process, Path out) {
        /** Waits for its end; returns its output. */
        public String end() throws IOException, InterruptedException {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it hangs");
            String printed = Files.readString(out);
            assertEquals(0, process.exitValue(), printed);
            return printed;
        }
    }

    private static boolean succeeds(List<String> unshare) {
        List<String> command = new ArrayList<>(unshare);
        command.addAll(List.of("mount", "-t", "tmpfs", "none", "/mnt"));
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException | InterruptedException failed) {
            return false;
        }
    }

    public Running start(String main, String... arguments) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        List<String> command = new ArrayList<>(wrapper);
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(
                main.endsWith(".jar") ? List.of("-jar", main) : List.of("-cp", classPath, main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.directory(folder.toFile());
        return new Running(builder.redirectOutput(out.toFile()).start(), out);
    }

    /** Runs a class, or an executable jar, to its end; returns its output. */
    public String run(String main, String... arguments) throws IOException, InterruptedException {
        return start(main, arguments).end();
    }

    /** Compiles a file to a shared library in the folder. */
    public static Path compile(Path folder, Path source, String... options)
            throws IOException, InterruptedException {
        Path library =
                folder.resolve(
                        source.getFileName()
                                .toString()
                                .replace(".c", String.join("", options) + ".so"));
        List<String> command =
                new ArrayList<>(List.of("cc", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror"));
        command.addAll(List.of(options));
        command.addAll(
                List.of(
                        "-I" + Vectors.ROOT.resolve("include"),
                        source.toString(),
                        "-o",
                        library.toString()));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), "cc failed");
        return library;
    }
}
