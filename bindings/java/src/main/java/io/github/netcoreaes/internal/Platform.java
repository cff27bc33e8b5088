package io.github.netcoreaes.internal;

import java.util.Locale;

/** The names that depend on operating system and processor. */
final class Platform {
    private Platform() {}

    /** The platform, and the name of its folder in the jar, such as linux-x86_64. */
    static String name() {
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return system() + "-" + (arch.equals("amd64") ? "x86_64" : arch);
    }

    /** The file name of the native library. */
    static String fileName() {
        return switch (system()) {
            case "windows" -> "netcore_aes.dll";
            case "macos" -> "libnetcore_aes.1.dylib";
            default -> "libnetcore_aes.so.1";
        };
    }

    /** The native library in the jar, relative to the exported package. */
    static String resource() {
        return name() + "/" + fileName();
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "windows";
        }
        return name.startsWith("mac") ? "macos" : name.replace(' ', '_');
    }
}
