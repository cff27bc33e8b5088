package io.github.netcoreaes.internal;

import io.github.netcoreaes.LibraryException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
            return "the native library cannot be loaded: " + LoadFailure.reason(failed);
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
        Object bundled = bundled(backEnd);
        return bundled instanceof Functions functions
                ? functions
                : system(backEnd, (String) bundled);
    }

    private static Functions given(String path, String backEnd) {
        Path file = LoadFailure.path(PATH_PROPERTY, path);
        if (!Files.isRegularFile(file)) {
            throw Errors.library(
                    "the property netcore_aes.library names "
                            + path
                            + ", which is not a file; set it to the path of "
                            + Platform.fileName());
        }
        String absolute = file.toAbsolutePath().toString();
        try {
            return BackEnd.open(absolute, backEnd);
        } catch (UnsatisfiedLinkError failed) {
            throw LoadFailure.given(absolute, failed);
        }
    }

    /** The functions of the jar's library, or why it cannot be loaded; null if there is none. */
    private static Object bundled(String backEnd) {
        try (ExtractedLibrary bundled = ExtractedLibrary.of(Platform.resource())) {
            if (bundled == null) {
                return null;
            }
            try {
                return BackEnd.open(bundled.file().toString(), backEnd);
            } catch (UnsatisfiedLinkError failed) {
                return LoadFailure.bundled(bundled.file(), failed);
            }
        } catch (IOException failed) {
            return LoadFailure.unpacking(failed);
        }
    }

    /** The functions of the system's library; if it has none, the fault is the jar's. */
    private static Functions system(String backEnd, String faultOfJar) {
        try {
            return BackEnd.open(Platform.fileName(), backEnd);
        } catch (UnsatisfiedLinkError none) {
            throw Errors.library(faultOfJar == null ? LoadFailure.missing() : faultOfJar);
        } catch (LibraryException refused) {
            throw faultOfJar == null ? refused : Errors.library(faultOfJar);
        }
    }
}
