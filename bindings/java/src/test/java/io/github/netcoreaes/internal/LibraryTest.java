package io.github.netcoreaes.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.netcoreaes.Child;
import io.github.netcoreaes.Cipher;
import io.github.netcoreaes.Loads;
import io.github.netcoreaes.NetcoreAes;
import io.github.netcoreaes.Vectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finding, unpacking, loading and refusing the native library. */
class LibraryTest {
    private static final String RESOURCE = Platform.resource();
    private static final String LOADS = Loads.class.getName();

    @TempDir Path folder;

    private Child child() {
        return new Child(folder);
    }

    private static String backEnd() {
        return System.getProperty("test.backend");
    }

    @Test
    void theBackEndIsTheOneThatThisRunIsFor() {
        assertEquals(backEnd(), NetcoreAes.backEnd());
        boolean old = Runtime.version().feature() < 22;
        assertEquals(Boolean.getBoolean("test.old"), old);
    }

    @Test
    void versionsAreThoseOfTheRepository() {
        String version = first("(?m)^version = \"(.*)\"$", Vectors.read("Cargo.toml"));
        assertEquals(
                version, first("<version>(.*?)</version>", Vectors.read("bindings/java/pom.xml")));
        assertEquals(version, NetcoreAes.version());
        String header = Vectors.read("include/netcore_aes.h");
        assertEquals(
                first("#define NETCORE_AES_ABI_VERSION (\\d+)", header),
                String.valueOf(Library.ABI_VERSION));
        assertEquals(Library.ABI_VERSION, NetcoreAes.abiVersion());
    }

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return matcher.group(1);
    }

    @Test
    void onlyTheOwnerCanReadTheUnpackedLibrary() throws IOException {
        Path file;
        try (ExtractedLibrary one = ExtractedLibrary.of(RESOURCE);
                ExtractedLibrary other = ExtractedLibrary.of(RESOURCE)) {
            file = one.file();
            assertNotEquals(file.getParent(), other.file().getParent());
            for (Path path : List.of(file, file.getParent())) {
                assertEquals(
                        "rwx------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
            byte[] built =
                    Files.readAllBytes(Vectors.ROOT.resolve("build/lib/libnetcore_aes.so.1"));
            assertArrayEquals(built, Files.readAllBytes(file));
        }
        assertFalse(Files.exists(file.getParent()));
        assertNull(ExtractedLibrary.of("none/libnetcore_aes.so.1"));
    }

    @Test
    void manyProcessesAtOnceLeaveNothingBehind() throws Exception {
        List<Child.Running> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            running.add(child().option("-Djava.io.tmpdir=" + folder).start(LOADS));
        }
        for (Child.Running one : running) {
            String line = backEnd() + " event\n";
            assertEquals(line + line, one.end());
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    left.filter(path -> path.getFileName().toString().startsWith("netcore-aes"))
                            .toList());
        }
    }

    @Test
    void aFolderThatOthersMayChangeIsNotUnpackedTo() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        refused(
                child().option("-Djava.io.tmpdir=" + open),
                "the native library cannot be unpacked into java.io.tmpdir, "
                        + open
                        + " (other users may write there, and it has no sticky bit); set"
                        + " -Djava.io.tmpdir to a folder of your own that is not mounted noexec, or"
                        + " unpack io/github/netcoreaes/"
                        + RESOURCE
                        + " from the jar and set -Dnetcore_aes.library to its path");
    }

    @Test
    void theFileMayBeNamed() throws Exception {
        Path built = Vectors.ROOT.resolve("build/lib/libnetcore_aes.so.1");
        String printed = child().option("-Dnetcore_aes.library=" + built).run(LOADS);
        assertTrue(printed.startsWith(backEnd() + " event"), printed);
    }

    @Test
    void theSystemsLibraryIsLoadedIfTheJarHasNone() throws Exception {
        Path jar =
                Path.of(Cipher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path bare = Files.copy(jar, folder.resolve("bare.jar"));
        try (FileSystem inside = FileSystems.newFileSystem(bare)) {
            Files.delete(inside.getPath("io/github/netcoreaes/" + RESOURCE));
        }
        refused(
                child().instead(jar, bare),
                "the native library is missing: the jar has no library for "
                        + Platform.name()
                        + ", and the system has no libnetcore_aes.so.1; build it with `make lib`, and"
                        + " set -Dnetcore_aes.library to its path");
        try (FileSystem inside = FileSystems.newFileSystem(bare)) {
            Path other = inside.getPath("io/github/netcoreaes/linux-riscv64-musl");
            Path known = inside.getPath("io/github/netcoreaes/linux-aarch64-musl");
            for (Path platform : List.of(other, known)) {
                Files.createDirectories(platform);
                Files.writeString(platform.resolve("libnetcore_aes.so.1"), "another machine's");
            }
        }
        refused(
                child().instead(jar, bare),
                "the native library is missing: the jar has no library for "
                        + Platform.name()
                        + ", only for linux-aarch64-musl, and the system has no");
        String system = Vectors.ROOT.resolve("build/lib").toString();
        String printed =
                child().instead(jar, bare).environment("LD_LIBRARY_PATH", system).run(LOADS);
        assertTrue(printed.startsWith(backEnd() + " event"), printed);
    }

    @Test
    void eachTargetOfAReleaseIsFound() throws Exception {
        List<String> folders = new ArrayList<>();
        Process targets =
                new ProcessBuilder(
                                "python3",
                                Vectors.ROOT.resolve("packaging/targets.py").toString(),
                                "--folders")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        for (String line : new String(targets.getInputStream().readAllBytes()).lines().toList()) {
            String[] fields = line.split("\t");
            folders.add(fields[1]);
            if (!fields[1].endsWith("-musl")) {
                assertEquals(fields[1] + "/" + fields[3], resourceOf(fields[1]));
            }
        }
        assertEquals(0, targets.waitFor());
        assertEquals(Platform.RELEASED, folders);
    }

    private static String resourceOf(String platform) {
        String system = platform.substring(0, platform.indexOf('-'));
        String processor = platform.substring(platform.indexOf('-') + 1);
        return switch (system) {
            case "macos" -> on("Mac OS X", processor, Platform::resource);
            case "windows" -> on("Windows 11", "amd64", Platform::resource);
            default -> on("Linux", processor.replace("x86_64", "amd64"), Platform::resource);
        };
    }

    /** What is found while the properties of this Java name another system and processor. */
    private static String on(String system, String processor, Supplier<String> found) {
        String[] names = {System.getProperty("os.name"), System.getProperty("os.arch")};
        try {
            System.setProperty("os.name", system);
            System.setProperty("os.arch", processor);
            return found.get();
        } finally {
            System.setProperty("os.name", names[0]);
            System.setProperty("os.arch", names[1]);
        }
    }

    @Test
    void anotherSystemIsNamedWithWhatThereIs() {
        assertEquals(
                "the native library is missing: the jar has no library for freebsd-riscv64, only"
                        + " for linux-x86_64, and the system has no libnetcore_aes.so.1; build it"
                        + " with `cargo build --release -p netcore-aes-ffi`, and set"
                        + " -Dnetcore_aes.library to its path",
                on("FreeBSD", "riscv64", LoadFailure::missing));
        String windows = on("Windows 11", "aarch64", LoadFailure::missing);
        assertTrue(windows.contains("no library for windows-aarch64, only for"), windows);
        assertTrue(windows.contains("the system has no netcore_aes.dll;"), windows);
    }

    @Test
    void whatEndedProcessesLeftOnWindowsIsDeleted() throws Exception {
        Path old = Files.createDirectory(folder.resolve("netcore-aes-1"));
        Path young = Files.createDirectory(folder.resolve("netcore-aes-2"));
        Path another = Files.createDirectory(folder.resolve("netcore-aes-3"));
        Instant now = Instant.now();
        for (Path left : List.of(old, young)) {
            Files.writeString(left.resolve("netcore_aes.dll"), "");
        }
        Files.setLastModifiedTime(
                old.resolve("netcore_aes.dll"), FileTime.from(now.minusSeconds(3600)));
        ExtractedLibrary.deleteLeft(folder, "netcore_aes.dll", now.minusSeconds(600));
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(young.resolve("netcore_aes.dll")));
        assertTrue(Files.exists(another));
    }

    @Test
    void theLoaderThatIsMappedTellsTheCLibrary() throws Exception {
        String glibc = "7f0000000000-7f0000001000 r-xp 0 fe:00 1 /lib64/ld-linux-x86-64.so.2\n";
        String musl = "7f0000002000-7f0000003000 r-xp 0 fe:00 2 /lib/ld-musl-x86_64.so.1\n";
        Path maps = folder.resolve("maps");
        assertFalse(Platform.runsOnMusl(Files.writeString(maps, glibc)));
        assertTrue(Platform.runsOnMusl(Files.writeString(maps, glibc + musl)));
        assertFalse(Platform.runsOnMusl(folder.resolve("none")));
        assertFalse(Platform.runsOnMusl(folder));
    }

    @Test
    void aFileThatCannotBeLoadedIsNamed() throws Exception {
        Path text = Files.writeString(folder.resolve("text.so"), "no library");
        String none = folder.resolve("none.so").toString();
        Path other =
                Child.compile(
                        folder,
                        Vectors.ROOT.resolve("bindings/java/src/test/native/fake.c"),
                        "-DABI=2");
        refused(
                child().option("-Dnetcore_aes.library=" + none),
                "the property netcore_aes.library names " + none + ", which is not a file");
        refused(
                child().option("-Dnetcore_aes.library=" + text),
                "the property netcore_aes.library names " + text + ", which cannot be loaded (");
        refused(
                child().option("-Dnetcore_aes.library=" + other),
                other
                        + " has ABI version 2, and this jar needs version 1; use the library and the jar of the same release");
    }

    @Test
    void theBackEndMayBeNamed() throws Exception {
        refused(
                child().option("-Dnetcore_aes.backend=jni"),
                "the property netcore_aes.backend must be ffm or jna");
        if (Runtime.version().feature() < 22) {
            refused(
                    child().option("-Dnetcore_aes.backend=ffm"),
                    "the property netcore_aes.backend is ffm, but Java "
                            + Runtime.version().feature()
                            + " calls the native library through JNA; leave the property unset, or"
                            + " run Java 22 or later");
        }
    }

    @Test
    void jnaIsNeededByJnaAlone() throws Exception {
        if (backEnd().equals("ffm")) {
            String printed = child().withoutJna().run(LOADS);
            assertTrue(printed.startsWith("ffm event"), printed);
        } else {
            boolean old = Runtime.version().feature() < 22;
            String cause =
                    old
                            ? "Java "
                                    + Runtime.version().feature()
                                    + " calls the native library through JNA"
                            : "the property netcore_aes.backend is jna";
            String cure = old ? "run Java 22 or later" : "leave the property unset";
            refused(
                    child().withoutJna(),
                    cause
                            + ", and JNA is missing; put net.java.dev.jna:jna on the class path (as a"
                            + " module: --add-modules com.sun.jna), or "
                            + cure);
        }
    }

    @Test
    void deniedNativeAccessIsExplained() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24);
        refused(
                child().without("--enable-native-access=ALL-UNNAMED")
                        .option("--illegal-native-access=deny"),
                "native access is denied; start Java with --enable-native-access=ALL-UNNAMED");
    }

    /** The child prints the same refusal twice. */
    static void refused(Child child, String start) throws Exception {
        // The virtual machine prints warnings about some files.
        List<String> lines =
                child.run(LOADS).lines().filter(line -> line.startsWith("refused: ")).toList();
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("refused: " + start), lines.get(0));
        assertEquals(lines.get(0), lines.get(1));
    }

    @Test
    void aClassOfTheJarIsFromTheJar() {
        String place = Cipher.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        assertTrue(place.endsWith(".jar"), place);
        assertThrows(
                ClassNotFoundException.class, () -> Class.forName("io.github.netcoreaes.None"));
    }
}
