package io.github.netcoreaes.internal;

import io.github.netcoreaes.LibraryException;

import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;

/**
 * Why calls go through JNA, for the message where that is impossible.
 *
 * @param cause a clause
 * @param cure what to do to need no JNA, as an imperative
 */
record JnaNeed(String cause, String cure) {
    /** For Java 17 to 21. */
    static JnaNeed ofOldJava(int java) {
        return new JnaNeed(
                "Java " + java + " calls the native library through JNA", "run Java 22 or later");
    }

    /** For a later Java that does not see the classes in META-INF/versions/22. */
    static JnaNeed ofRepackedJar(int java) {
        String so = ", so Java " + java + " calls the native library through JNA";
        CodeSource source = BackEnd.class.getProtectionDomain().getCodeSource();
        String jar = source == null ? "the jar of netcore-aes" : path(source.getLocation());
        if (jar.endsWith("/")) {
            return new JnaNeed(
                    "the classes are in "
                            + jar
                            + ", and Java reads META-INF/versions only in a jar"
                            + so,
                    "put the jar itself on the class path");
        }
        if (isHidden()) {
            return new JnaNeed(
                    "the manifest of " + jar + " lacks `Multi-Release: true`" + so,
                    "add `Multi-Release: true` to the manifest");
        }
        return new JnaNeed(
                jar + " lacks META-INF/versions/22" + so,
                "keep META-INF/versions in the jar, and `Multi-Release: true` in its manifest");
    }

    /** For a Java without a linker for its processor. */
    static JnaNeed ofNoLinker() {
        return new JnaNeed(
                "this Java's java.lang.foreign does not support "
                        + Platform.name()
                        + ", so it calls the native library through JNA",
                "run a Java that supports it");
    }

    /** For the property. */
    static JnaNeed ofProperty() {
        return new JnaNeed("the property netcore_aes.backend is jna", "leave the property unset");
    }

    /** For JNA that is on neither class path nor module path. */
    LibraryException missing() {
        return Errors.library(
                cause
                        + ", and JNA is missing; put net.java.dev.jna:jna on the class path (as a"
                        + " module: --add-modules com.sun.jna), or "
                        + cure);
    }

    /** For JNA that cannot unpack or load its own library. */
    LibraryException failure(String reason) {
        return Errors.library(
                cause
                        + ", and JNA cannot load its own library ("
                        + reason
                        + "); set -Djna.tmpdir to a folder of your own that is not mounted noexec, or "
                        + cure);
    }

    /** For the property that asks for {@code java.lang.foreign}. */
    LibraryException refusal() {
        return Errors.library(
                "the property netcore_aes.backend is ffm, but "
                        + cause
                        + "; leave the property unset, or "
                        + cure);
    }

    private static boolean isHidden() {
        String later = "META-INF/versions/22/" + BackEnd.class.getName().replace('.', '/');
        return BackEnd.class.getClassLoader().getResource(later + ".class") != null;
    }

    /** The path of a jar, or of a folder with a slash at its end; the URL of a jar in a jar. */
    private static String path(URL place) {
        try {
            return place.getProtocol().equals("file") ? place.toURI().getPath() : place.getFile();
        } catch (URISyntaxException unencoded) {
            return place.getPath();
        }
    }
}
