package io.github.netcoreaes.internal;

import static io.github.netcoreaes.internal.LibraryTest.refused;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.netcoreaes.Child;
import io.github.netcoreaes.Jars;
import io.github.netcoreaes.Loads;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** What build tools make of the jar. */
class RepackedJarTest {
    private final String backEnd = System.getProperty("test.backend");
    private final int java = Runtime.version().feature();

    @TempDir Path folder;

    private Child child() {
        return new Child(folder);
    }

    @Test
    void aFatJarThatIsNoMultiReleaseJarSaysSo() throws Exception {
        Path jar =
                Jars.repacked(
                        folder.resolve("fat jar.jar"),
                        inside ->
                                Files.writeString(
                                        inside.getPath("META-INF/MANIFEST.MF"),
                                        "Manifest-Version: 1.0\n\n"));
        repacked(
                jar,
                "the manifest of " + jar + " lacks `Multi-Release: true`",
                "add `Multi-Release: true` to the manifest");
    }

    @Test
    void aFatJarWithoutTheLaterClassesSaysSo() throws Exception {
        Path jar =
                Jars.repacked(
                        folder.resolve("fat.jar"),
                        inside -> Jars.delete(inside.getPath("META-INF/versions")));
        repacked(
                jar,
                jar + " lacks META-INF/versions/22",
                "keep META-INF/versions in the jar, and `Multi-Release: true` in its manifest");
    }

    @Test
    void unpackedClassesSaySo() throws Exception {
        Path classes = Jars.unpacked(folder.resolve("classes"));
        repacked(
                classes,
                "the classes are in "
                        + classes
                        + "/, and Java reads META-INF/versions only in a jar",
                "put the jar itself on the class path");
    }

    /** A jar that later Java sees as for Java 17: through JNA it works, without JNA it says why. */
    private void repacked(Path jar, String cause, String cure) throws Exception {
        Path original = Jars.named("netcore-aes-");
        DeploymentTest.works(child().instead(original, jar), "jna");
        if (!backEnd.equals("ffm")) {
            return;
        }
        String why = cause + ", so Java " + java + " calls the native library through JNA";
        refused(
                child().instead(original, jar).withoutJna(),
                why
                        + ", and JNA is missing; put net.java.dev.jna:jna on the class path (as a"
                        + " module: --add-modules com.sun.jna), or "
                        + cure);
        refused(
                child().instead(original, jar).option("-Dnetcore_aes.backend=ffm"),
                "the property netcore_aes.backend is ffm, but "
                        + why
                        + "; leave the property unset, or "
                        + cure);
    }

    /** The manifest of the started jar allows native access: there is no warning. */
    @Test
    void springBootsJarWorks() throws Exception {
        Path jar = Jars.springBoot(folder.resolve("söme app.jar"), Loads.class);
        Child child = child();
        if (java >= 22) {
            child.without("--enable-native-access=ALL-UNNAMED");
        }
        assertEquals((backEnd + " event\n").repeat(2), child.run(jar.toString()));
    }
}
