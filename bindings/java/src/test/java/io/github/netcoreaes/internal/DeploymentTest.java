package io.github.netcoreaes.internal;

import static io.github.netcoreaes.internal.LibraryTest.refused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;

import io.github.netcoreaes.Child;
import io.github.netcoreaes.Jars;
import io.github.netcoreaes.Loads;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where programs run: containers, application servers, paths and permissions. */
class DeploymentTest {
    private static final String LOADS = Loads.class.getName();
    private static final String OWN_FOLDER =
            "to a folder of your own that is not mounted noexec, or ";
    private static final String NOEXEC = "mount -t tmpfs -o noexec none ";
    private static final String UNPACK =
            "unpack io/github/netcoreaes/"
                    + Platform.resource()
                    + " from the jar and set -Dnetcore_aes.library to its path";

    private final String backEnd = System.getProperty("test.backend");
    private final int java = Runtime.version().feature();

    @TempDir Path folder;

    private Child child() {
        return new Child(folder);
    }

    private void works(Child child) throws Exception {
        works(child, backEnd);
    }

    /** Without a word beside, such as a warning. */
    static void works(Child child, String backEnd) throws Exception {
        assertEquals((backEnd + " event\n").repeat(2), child.run(LOADS));
    }

    @Test
    void pathsWithSpacesAndOutsideAsciiWork() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("ä ☃ 100%+#"));
        Path jar = Jars.repacked(odd.resolve("ü.jar"), inside -> {});
        works(
                child().instead(Jars.named("netcore-aes-"), jar)
                        .option("-Djava.io.tmpdir=" + odd)
                        .option("-Djna.tmpdir=" + odd));
        Path library = library(odd.resolve("ö.so"));
        works(child().option("-Dnetcore_aes.library=" + library));
    }

    @Test
    void aPathThatTheLocaleHasNoLettersForIsExplained() throws Exception {
        for (String property : List.of("java.io.tmpdir", "netcore_aes.library")) {
            refused(
                    child().environment("LC_ALL", "C").option("-D" + property + "=" + "/tmp/ä"),
                    "the property " + property + " is /tmp/");
        }
        String printed =
                child().environment("LC_ALL", "C").option("-Djava.io.tmpdir=/tmp/ä").run(LOADS);
        String cure =
                "; set it to a path of ASCII characters, or the environment variable LC_ALL to a"
                        + " locale in UTF-8, such as C.UTF-8";
        assertTrue(printed.contains(cure), printed);
    }

    @Test
    void aTemporaryFolderWithoutExecutionIsNamed() throws Exception {
        Path noexec = Files.createDirectory(folder.resolve("noexec"));
        refused(
                child().mounting(NOEXEC + noexec).option("-Djava.io.tmpdir=" + noexec),
                "the native library cannot be loaded from java.io.tmpdir, "
                        + noexec
                        + ", which is mounted noexec; set -Djava.io.tmpdir "
                        + OWN_FOLDER
                        + UNPACK);
        works(
                child().mounting(NOEXEC + noexec)
                        .option("-Djava.io.tmpdir=" + noexec)
                        .option("-Djna.tmpdir=" + folder)
                        .option("-Dnetcore_aes.library=" + library(folder.resolve("own.so"))));
    }

    @Test
    void aFileWhereExecutionIsForbiddenIsNamed() throws Exception {
        Path noexec = Files.createDirectory(folder.resolve("noexec"));
        Path copy = noexec.resolve("own.so");
        String copied = "; cp " + library(folder.resolve("own.so")) + " " + copy;
        refused(
                child().mounting(NOEXEC + noexec + copied).option("-Dnetcore_aes.library=" + copy),
                "the property netcore_aes.library names "
                        + copy
                        + ", which cannot be loaded (failed to map segment from shared object); set it"
                        + " to the path of a "
                        + Platform.fileName()
                        + " for "
                        + Platform.name()
                        + ", on a file system that is not mounted noexec");
    }

    @Test
    void jnasOwnFolderWithoutExecutionIsExplained() throws Exception {
        Path noexec = Files.createDirectory(folder.resolve("noexec"));
        Child child = child().mounting(NOEXEC + noexec).option("-Djna.tmpdir=" + noexec);
        if (backEnd.equals("ffm")) {
            works(child);
            return;
        }
        String printed = child.run(LOADS);
        assertTrue(printed.contains(", and JNA cannot load its own library (/"), printed);
        assertTrue(printed.contains("; set -Djna.tmpdir " + OWN_FOLDER), printed);
        String afterOthers = child.run(UsesJnaFirst.class.getName());
        assertTrue(afterOthers.contains(" own library (Exception java.lang.Unsat"), afterOthers);
    }

    @Test
    void aFullTemporaryFolderIsNamed() throws Exception {
        Path full = Files.createDirectory(folder.resolve("full"));
        refused(
                child().mounting("mount -t tmpfs -o size=64k none " + full)
                        .option("-Djava.io.tmpdir=" + full),
                "the native library cannot be unpacked into java.io.tmpdir, "
                        + full
                        + " (No space left on device); set -Djava.io.tmpdir ");
        refused(
                child().option("-Djava.io.tmpdir=" + folder.resolve("none")),
                "the native library cannot be unpacked into java.io.tmpdir, "
                        + folder.resolve("none")
                        + " (no such folder); set -Djava.io.tmpdir ");
    }

    /** No file system can be written. JNA logs more than the refusal. */
    @Test
    void aReadOnlyContainerNeedsAFolderOrTheFiles() throws Exception {
        String readOnly =
                """
                for place in $(cut -d' ' -f2 /proc/self/mounts); do
                    case $place in
                    /proc* | /sys* | /dev*) ;;
                    *) mount -o remount,bind,ro $place 2>&1 || true ;;
                    esac
                done >/dev/null
                if touch /tmp/netcore-aes %s 2>/dev/null; then exit 1; fi
                """
                        .formatted(folder)
                        .strip();
        refused(
                child().mounting(readOnly),
                "the native library cannot be unpacked into java.io.tmpdir, /tmp (Read-only file"
                        + " system); set -Djava.io.tmpdir "
                        + OWN_FOLDER
                        + UNPACK);
        Path volume = Files.createDirectory(folder.resolve("volume"));
        works(
                child().mounting(readOnly + "; mount -t tmpfs none " + volume)
                        .option("-Djava.io.tmpdir=" + volume)
                        .option("-Djna.tmpdir=" + volume));
        Path files = Files.createDirectory(folder.resolve("files"));
        String jna = "com/sun/jna/linux-x86-64/libjnidispatch.so";
        try (FileSystem inside = FileSystems.newFileSystem(Jars.named("jna-"))) {
            Files.copy(inside.getPath(jna), files.resolve("libjnidispatch.so"));
        }
        works(
                child().mounting(readOnly)
                        .option("-Dnetcore_aes.library=" + library(files.resolve("own.so")))
                        .option("-Djna.nounpack=true")
                        .option("-Djna.boot.library.path=" + files));
    }

    @Test
    void whatTheSystemSaysOfTheLibraryIsPassedOn() throws Exception {
        Path jar =
                Jars.repacked(
                        folder.resolve("other.jar"),
                        inside ->
                                Files.writeString(
                                        inside.getPath("io/github/netcoreaes", Platform.resource()),
                                        "a library for another system".repeat(9)));
        refused(
                child().instead(Jars.named("netcore-aes-"), jar),
                "the native library in the jar cannot be loaded on "
                        + Platform.name()
                        + " (invalid ELF header); build it on this system with `make lib`, and set"
                        + " -Dnetcore_aes.library to its path");
    }

    @Test
    void withoutPermissionLaterJavaWarnsAndWorks() throws Exception {
        assumeTrue(java >= 24);
        String option = "--enable-native-access=ALL-UNNAMED";
        String printed = child().without(option).run(LOADS);
        assertTrue(printed.contains("WARNING: Use " + option + " to avoid a warning"), printed);
        assertTrue(printed.endsWith((backEnd + " event\n").repeat(2)), printed);
    }

    @Test
    void classLoadersShareAProcess() throws Exception {
        String printed = child().run(Redeploys.class.getName());
        // JNA keeps the classes that it binds, and so their class loader, until the program ends.
        String left = backEnd.equals("ffm") ? "0 class loaders, 0 libraries\n" : "";
        assertTrue(printed.startsWith((backEnd + " event\n").repeat(12) + left), printed);
    }

    private static Path library(Path copy) throws IOException {
        try (ExtractedLibrary bundled = ExtractedLibrary.of(Platform.resource())) {
            return Files.copy(bundled.file(), copy);
        }
    }

    /** Run in a child: another part of the program used JNA before, and failed. */
    static final class UsesJnaFirst {
        private UsesJnaFirst() {}

        public static void main(String[] arguments) {
            assertThrows(UnsatisfiedLinkError.class, () -> Native.getNativeSize(int.class));
            Loads.main(arguments);
        }
    }

    /** Run in a child, as an application server deploys an application several times. */
    static final class Redeploys {
        private Redeploys() {}

        public static void main(String[] arguments) throws Exception {
            List<WeakReference<ClassLoader>> past = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                past.addAll(deployTwo());
            }
            for (int i = 0; i < 50 && past.stream().anyMatch(one -> one.get() != null); i++) {
                System.gc();
                Thread.sleep(20);
            }
            long loaders = past.stream().filter(one -> one.get() != null).count();
            long libraries = 6;
            for (int i = 0; i < 50 && libraries > 0; i++) {
                Thread.sleep(20);
                libraries =
                        Files.readAllLines(Path.of("/proc/self/maps")).stream()
                                .filter(line -> line.contains("r-xp"))
                                .filter(line -> line.contains(Platform.fileName()))
                                .count();
            }
            System.out.println(loaders + " class loaders, " + libraries + " libraries");
        }

        private static List<WeakReference<ClassLoader>> deployTwo() throws Exception {
            List<URL> urls = new ArrayList<>();
            for (Path path : Jars.classPath()) {
                urls.add(path.toUri().toURL());
            }
            URL[] classPath = urls.toArray(URL[]::new);
            ClassLoader server = ClassLoader.getPlatformClassLoader();
            try (URLClassLoader one = new URLClassLoader(classPath, server);
                    URLClassLoader other = new URLClassLoader(classPath, server)) {
                assertNotEquals(one.loadClass(LOADS), other.loadClass(LOADS));
                for (ClassLoader loader : List.of(one, other)) {
                    loader.loadClass(LOADS)
                            .getMethod("main", String[].class)
                            .invoke(null, (Object) new String[0]);
                }
                return List.of(new WeakReference<>(one), new WeakReference<>(other));
            }
        }
    }
}
