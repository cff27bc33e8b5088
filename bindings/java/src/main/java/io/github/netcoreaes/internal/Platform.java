package io.github.netcoreaes.internal;

import io.github.netcoreaes.NetcoreAes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The names that depend on operating system, processor and C library. */
final class Platform {
    /** Those that a release has a library for. */
    static final List<String> RELEASED =
            List.of(
                    "linux-x86_64",
                    "linux-x86_64-musl",
                    "linux-aarch64",
                    "linux-aarch64-musl",
                    "macos-aarch64",
                    "macos-x86_64",
                    "windows-x86_64");

    private Platform() {}

    /** The platform, and the name of its folder in the jar, such as linux-x86_64. */
    static String name() {
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return system()
                + "-"
                + (arch.equals("amd64") ? "x86_64" : arch)
                + (runsOnMusl(Path.of("/proc/self/maps")) ? "-musl" : "");
    }

    /** The platforms whose library is in the jar. */
    static List<String> bundled() {
        return RELEASED.stream()
                .filter(name -> NetcoreAes.class.getResource(name + "/" + fileName(name)) != null)
                .toList();
    }

    /** Whether the loader of this process is musl's, by the list of what is mapped into it. */
    static boolean runsOnMusl(Path maps) {
        try (Stream<String> lines = Files.lines(maps, StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(line -> line.contains("/ld-musl-"));
        } catch (IOException | UncheckedIOException | SecurityException elsewhere) {
            return false;
        }
    }

    /** The file name of the native library. */
    static String fileName() {
        return fileName(name());
    }

    private static String fileName(String platform) {
        return switch (platform.substring(0, platform.indexOf('-'))) {
            case "windows" -> "netcore_aes.dll";
            case "macos" -> "libnetcore_aes.1.dylib";
            default -> "libnetcore_aes.so.1";
        };
    }

    /** The native library in the jar, relative to the exported package. */
    static String resource() {
        return name() + "/" + fileName();
    }

    /** The command that builds the native library from source. */
    static String build() {
        return system().equals("linux")
                ? "`make lib`"
                : "`cargo build --release -p netcore-aes-ffi`";
    }

    /** Whether the system keeps the file of a loaded library from being deleted. */
    static boolean keepsLoadedFiles() {
        return system().equals("windows");
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "windows";
        }
        return name.startsWith("mac") ? "macos" : name.replace(' ', '_');
    }
}
