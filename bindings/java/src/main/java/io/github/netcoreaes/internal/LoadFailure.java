package io.github.netcoreaes.internal;

import io.github.netcoreaes.LibraryException;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Sentences on a native library that cannot be loaded: the cause, and what to set. */
final class LoadFailure {
    private LoadFailure() {}

    /** For a platform without a library, in the jar or the system. */
    static String missing() {
        List<String> bundled = Platform.bundled();
        return "the native library is missing: the jar has no library for "
                + Platform.name()
                + (bundled.isEmpty() ? "" : ", only for " + String.join(", ", bundled))
                + ", and the system has no "
                + Platform.fileName()
                + "; build it with "
                + Platform.build()
                + ", and set -Dnetcore_aes.library to its path";
    }

    /** For a temporary folder that cannot be written. */
    static String unpacking(IOException failed) {
        return "the native library cannot be unpacked into java.io.tmpdir, "
                + System.getProperty("java.io.tmpdir")
                + " ("
                + reason(failed)
                + "); "
                + anotherPlace();
    }

    /** For the unpacked library, which must still exist. */
    static String bundled(Path file, UnsatisfiedLinkError failed) {
        if (!Files.isExecutable(file)) {
            return "the native library cannot be loaded from java.io.tmpdir, "
                    + System.getProperty("java.io.tmpdir")
                    + ", which is mounted noexec; "
                    + anotherPlace();
        }
        return "the native library in the jar cannot be loaded on "
                + Platform.name()
                + " ("
                + reason(failed, file.toString())
                + "); build it on this system with "
                + Platform.build()
                + ", and set -Dnetcore_aes.library to its path";
    }

    /** For a library that the property names. */
    static LibraryException given(String path, UnsatisfiedLinkError failed) {
        return Errors.library(
                "the property netcore_aes.library names "
                        + path
                        + ", which cannot be loaded ("
                        + reason(failed, path)
                        + "); set it to the path of a "
                        + Platform.fileName()
                        + " for "
                        + Platform.name()
                        + ", on a file system that is not mounted noexec");
    }

    /** For a caller of native code to whose module access is denied. */
    static LibraryException denied(Class<?> caller) {
        Module module = caller.getModule();
        return Errors.library(
                "native access is denied; start Java with --enable-native-access="
                        + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
    }

    /** A property's path, or the reason why it is none. */
    static Path path(String property, String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException failed) {
            throw Errors.library(
                    "the property "
                            + property
                            + " is "
                            + value
                            + ", which is not a path ("
                            + failed.getReason()
                            + "); set it to a path of ASCII characters, or the environment variable"
                            + " LC_ALL to a locale in UTF-8, such as C.UTF-8");
        }
    }

    /** The first two lines of a message, as one: JNA's continues with the whole class path. */
    static String reason(Throwable thrown) {
        return String.valueOf(thrown.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .limit(2)
                .collect(Collectors.joining(" "));
    }

    /** What the system said of a file, without the path, which Java and JNA put before it. */
    private static String reason(UnsatisfiedLinkError failed, String path) {
        String message = reason(failed);
        int last = message.lastIndexOf(path + ": ");
        return last < 0 ? message : message.substring(last + path.length() + 2);
    }

    private static String reason(IOException failed) {
        if (failed instanceof NoSuchFileException) {
            return "no such folder";
        }
        if (failed instanceof AccessDeniedException) {
            return "permission denied";
        }
        return failed instanceof FileSystemException exception && exception.getReason() != null
                ? exception.getReason()
                : failed.getMessage();
    }

    private static String anotherPlace() {
        return "set -Djava.io.tmpdir to a folder of your own that is not mounted noexec, or unpack "
                + LoadFailure.class.getPackageName().replace('.', '/').replace("/internal", "/")
                + Platform.resource()
                + " from the jar and set -Dnetcore_aes.library to its path";
    }
}
