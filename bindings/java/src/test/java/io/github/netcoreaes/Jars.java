package io.github.netcoreaes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The jars of the class path, and what build tools make of them. */
public final class Jars {
    private Jars() {}

    /** The class path, as files. */
    public static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(":")).map(Path::of).toList();
    }

    /** The only jar whose name starts so. */
    public static Path named(String start) {
        return classPath().stream()
                .filter(path -> path.getFileName().toString().startsWith(start))
                .filter(path -> path.toString().endsWith(".jar"))
                .findFirst()
                .orElseThrow();
    }

    /** A change of an open jar. */
    public interface Change {
        void make(FileSystem jar) throws IOException;
    }

    /** The jar of this package, copied and changed. */
    public static Path repacked(Path copy, Change change) throws IOException {
        Files.copy(named("netcore-aes-"), copy);
        try (FileSystem inside = FileSystems.newFileSystem(copy)) {
            change.make(inside);
        }
        return copy;
    }

    /** Deletes a folder of an open jar, or of the default file system. */
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Unpacks the jar of this package. */
    public static Path unpacked(Path folder) throws IOException {
        try (FileSystem inside = FileSystems.newFileSystem(named("netcore-aes-"))) {
            Path root = inside.getPath("/");
            for (Path path : all(root)) {
                Path to = folder.resolve(root.relativize(path).toString());
                Files.createDirectories(to.getParent());
                Files.copy(path, to);
            }
        }
        return folder;
    }

    /** An executable jar as Spring Boot makes it: the class path lies in it, uncompressed. */
    public static Path springBoot(Path jar, Class<?> main) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        String manifest =
                """
                Manifest-Version: 1.0
                Main-Class: org.springframework.boot.loader.launch.JarLauncher
                Start-Class: %s
                Spring-Boot-Classes: BOOT-INF/classes/
                Spring-Boot-Lib: BOOT-INF/lib/
                Enable-Native-Access: ALL-UNNAMED

                """;
        entries.put("META-INF/MANIFEST.MF", manifest.formatted(main.getName()).getBytes());
        entries.put("BOOT-INF/classes/", new byte[0]);
        entries.put("BOOT-INF/lib/", new byte[0]);
        try (FileSystem loader = FileSystems.newFileSystem(named("spring-boot-loader-"))) {
            put(entries, "", loader.getPath("/"), "org/");
        }
        for (Path path : classPath()) {
            if (Files.isDirectory(path)) {
                put(entries, "BOOT-INF/classes/", path, "io/github/netcoreaes/");
            } else if (!path.toString().contains("spring-boot-loader")) {
                entries.put("BOOT-INF/lib/" + path.getFileName(), Files.readAllBytes(path));
            }
        }
        try (OutputStream out = Files.newOutputStream(jar)) {
            store(entries, out);
        }
        return jar;
    }

    private static List<Path> all(Path root) throws IOException {
        try (Stream<Path> inside = Files.walk(root)) {
            return inside.filter(Files::isRegularFile).toList();
        }
    }

    /** Adds the files of a folder whose names start so. */
    private static void put(Map<String, byte[]> entries, String prefix, Path root, String start)
            throws IOException {
        for (Path path : all(root)) {
            String name = root.relativize(path).toString();
            if (name.startsWith(start)) {
                entries.put(prefix + name, Files.readAllBytes(path));
            }
        }
    }

    private static void store(Map<String, byte[]> entries, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> one : entries.entrySet()) {
                CRC32 sum = new CRC32();
                sum.update(one.getValue());
                ZipEntry entry = new ZipEntry(one.getKey());
                entry.setSize(one.getValue().length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(one.getValue());
                zip.closeEntry();
            }
        }
    }
}
