package io.github.netcoreaes.internal;

import io.github.netcoreaes.LibraryException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds and loads the native library, once per program. */
public final class Library {
    /** The version of the ABI that this package is built for. */
    public static final int ABI_VERSION = 1;

    private static final String PATH_PROPERTY = "netcore_aes.library";
    private static final String BACK_END_PROPERTY = "netcore_aes.backend";

    /** The functions, or the message of the exception that each use throws. */
    private static final Object LOADED = load();

    private Library() {}

    /**
     * The functions of the library.
     *
     * @throws io.github.netcoreaes.LibraryException if it could not be loaded
     */
    public static Functions functions() {
        if (LOADED instanceof Functions functions) {
            return functions;
        }
        throw Errors.library((String) LOADED);
    }

    /** Refuses a library of another ABI, before any other function of it is called. */
    static void checkAbi(String library, int version) {
        if (version != ABI_VERSION) {
            throw Errors.library(
                    library
                            + " has ABI version "
                            + version
                            + ", and this jar needs version "
                            + ABI_VERSION
                            + "; use the library and the jar of the same release");
        }
    }

    private static Object load() {
        try {
            return find(System.getProperty(PATH_PROPERTY), System.getProperty(BACK_END_PROPERTY));
        } catch (LibraryException refused) {
            return refused.getMessage();
        } catch (RuntimeException | LinkageError failed) {
            return "the native library cannot be loaded: " + reason(failed);
        }
    }

    private static Functions find(String path, String backEnd) {
        if (backEnd != null && !backEnd.equals("ffm") && !backEnd.equals("jna")) {
            throw Errors.library(
                    "the property netcore_aes.backend must be ffm or jna; correct it, or leave it unset");
        }
        if (path != null) {
            return given(path, backEnd);
        }
        StringBuilder tried = new StringBuilder();
        try (ExtractedLibrary bundled = ExtractedLibrary.of(platform() + "/" + fileName())) {
            if (bundled != null) {
                return open(bundled.file().toString(), backEnd);
            }
            tried.append("the jar has no library for ").append(platform());
        } catch (IOException failed) {
            tried.append("the jar's library cannot be unpacked (").append(failed).append(')');
        } catch (UnsatisfiedLinkError failed) {
            tried.append(
                            "the jar's library cannot be loaded (is java.io.tmpdir mounted noexec, or the")
                    .append(" system's C library not glibc? ")
                    .append(reason(failed))
                    .append(')');
        }
        try {
            return open(fileName(), backEnd);
        } catch (UnsatisfiedLinkError failed) {
            throw Errors.library(
                    "the native library is missing: "
                            + tried
                            + ", and the system has no "
                            + fileName()
                            + "; build it with `make lib`, and pass its path with -Dnetcore_aes.library=PATH");
        }
    }

    private static Functions given(String path, String backEnd) {
        if (!Files.isRegularFile(Path.of(path))) {
            throw Errors.library(
                    "the property netcore_aes.library names "
                            + path
                            + ", which is not a file; set it to the path of "
                            + fileName());
        }
        try {
            return open(Path.of(path).toAbsolutePath().toString(), backEnd);
        } catch (UnsatisfiedLinkError failed) {
            throw Errors.library(
                    "the property netcore_aes.library names "
                            + path
                            + ", which cannot be loaded ("
                            + reason(failed)
                            + "); set it to the path of a "
                            + fileName()
                            + " for "
                            + platform());
        }
    }

    private static Functions open(String library, String backEnd) {
        try {
            return BackEnd.open(library, backEnd);
        } catch (NoClassDefFoundError missing) {
            throw Errors.library(
                    "JNA is missing or does not work on this system ("
                            + reason(missing)
                            + "), and Java "
                            + Runtime.version().feature()
                            + " needs it to call the native library; put net.java.dev.jna:jna on the"
                            + " class path (as a module: --add-modules com.sun.jna), or run Java 22"
                            + " or later");
        }
    }

    /** The first two lines of a message, as one: JNA's continues with the whole class path. */
    private static String reason(Throwable thrown) {
        return String.valueOf(thrown.getMessage())
                .lines()
                .limit(2)
                .collect(Collectors.joining(" "));
    }

    /** The name of a folder in the jar, such as linux-x86_64. */
    private static String platform() {
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return system() + "-" + (arch.equals("amd64") ? "x86_64" : arch);
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "windows";
        }
        return name.startsWith("mac") ? "macos" : name.replace(' ', '_');
    }

    private static String fileName() {
        return switch (system()) {
            case "windows" -> "netcore_aes.dll";
            case "macos" -> "libnetcore_aes.1.dylib";
            default -> "libnetcore_aes.so.1";
        };
    }
}
