package io.github.netcoreaes.internal;

import io.github.netcoreaes.NetcoreAes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The library out of the jar, as a file for as long as it takes to load it.
 *
 * <p>It lies in a folder of its own, made for this process alone with mode 0700 and a name that
 * nobody can guess, so nobody else can put a file there or swap this one.
 */
public final class Extraction implements AutoCloseable {
    private static final FileAttribute<?>[] OURS_ALONE =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];

    private final Path folder;
    private final Path file;

    private Extraction(Path folder, String name) {
        this.folder = folder;
        this.file = folder.resolve(name);
    }

    /** Unpacks a resource beside the exported package; null if there is none. */
    public static Extraction of(String resource) throws IOException {
        try (InputStream library = NetcoreAes.class.getResourceAsStream(resource)) {
            if (library == null) {
                return null;
            }
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            refuseIfOthersMayRename(temporary);
            Path folder = Files.createTempDirectory(temporary, "netcore-aes-", OURS_ALONE);
            Extraction made =
                    new Extraction(folder, resource.substring(resource.lastIndexOf('/') + 1));
            try {
                made.write(library);
            } catch (IOException | RuntimeException failed) {
                made.close();
                throw failed;
            }
            return made;
        }
    }

    public Path file() {
        return file;
    }

    /**
     * Deletes file and folder; what was loaded stays loaded. Windows keeps a file that is in use.
     */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        } catch (IOException kept) {
            // The last one named is the first to go.
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
        }
    }

    private void write(InputStream library) throws IOException {
        Set<StandardOpenOption> anew =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var out = Channels.newOutputStream(Files.newByteChannel(file, anew, OURS_ALONE))) {
            library.transferTo(out);
        }
    }

    /**
     * Where others may write and there is no sticky bit, they could put a folder of theirs for
     * ours.
     */
    private static void refuseIfOthersMayRename(Path folder) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
            int mode = (Integer) Files.getAttribute(folder, "unix:mode");
            if ((mode & 0022) != 0 && (mode & 01000) == 0) {
                throw new IOException(
                        folder
                                + " may be written by others and has no sticky bit; set java.io.tmpdir to a safe folder");
            }
        }
    }
}
