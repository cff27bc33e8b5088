package io.github.netcoreaes.internal;

import io.github.netcoreaes.NetcoreAes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * The library of the jar, as a temporary file while it is loaded.
 *
 * <p>The file lies in a new folder of mode 0700 with an unpredictable name, so that other users can
 * neither add nor replace a file.
 */
final class ExtractedLibrary implements AutoCloseable {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String PREFIX = "netcore-aes-";

    /** When a process that unpacked its library has loaded it for certain. */
    private static final Duration IN_USE_BY_THEN = Duration.ofMinutes(10);

    private static final FileAttribute<?>[] OWNER_ONLY =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];

    private final Path folder;
    private final Path file;

    private ExtractedLibrary(Path folder, String name) {
        this.folder = folder;
        this.file = folder.resolve(name);
    }

    /** Unpacks a resource of the exported package; returns null if there is none. */
    static ExtractedLibrary of(String resource) throws IOException {
        try (InputStream library = NetcoreAes.class.getResourceAsStream(resource)) {
            if (library == null) {
                return null;
            }
            Path temporary = LoadFailure.path(TEMPORARY, System.getProperty(TEMPORARY));
            refuseIfOthersMayRename(temporary);
            String name = resource.substring(resource.lastIndexOf('/') + 1);
            if (Platform.keepsLoadedFiles()) {
                deleteLeft(temporary, name, Instant.now().minus(IN_USE_BY_THEN));
            }
            Path folder = Files.createTempDirectory(temporary, PREFIX, OWNER_ONLY);
            ExtractedLibrary extracted = new ExtractedLibrary(folder, name);
            try {
                extracted.write(library);
            } catch (IOException | RuntimeException failed) {
                extracted.close();
                throw failed;
            }
            return extracted;
        }
    }

    Path file() {
        return file;
    }

    /**
     * Deletes file and folder; the loaded library stays loaded. Windows keeps a file that is in
     * use, also when Java ends: a later process deletes it.
     */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        } catch (IOException kept) {
            // In use.
        }
    }

    /** Deletes what processes that have ended left behind, and what they unpacked before a time. */
    static void deleteLeft(Path temporary, String name, Instant before) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path folder : left) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    new ExtractedLibrary(folder, name).close();
                }
            }
        } catch (DirectoryIteratorException | NoSuchFileException gone) {
            // Another process cleans up, too.
        }
    }

    private void write(InputStream library) throws IOException {
        Set<StandardOpenOption> anew =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var out = Channels.newOutputStream(Files.newByteChannel(file, anew, OWNER_ONLY))) {
            library.transferTo(out);
        }
    }

    /**
     * Where other users may write and there is no sticky bit, they could replace the new folder by
     * one of theirs.
     */
    private static void refuseIfOthersMayRename(Path folder) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
            int mode = (Integer) Files.getAttribute(folder, "unix:mode");
            if ((mode & 0022) != 0 && (mode & 01000) == 0) {
                throw new IOException("other users may write there, and it has no sticky bit");
            }
        }
    }
}
