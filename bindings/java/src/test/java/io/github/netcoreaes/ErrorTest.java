package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.netcoreaes.internal.Errors;
import io.github.netcoreaes.internal.Library;
import io.github.netcoreaes.internal.NativeUploads;
import io.github.netcoreaes.internal.RequestParts;
import io.github.netcoreaes.internal.UploadLimits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every status: its name, its exception, and that each call reports it. */
class ErrorTest {
    @TempDir Path folder;

    @Test
    void theCodesAreThoseOfTheLibrary() {
        for (Status status : Status.values()) {
            assertEquals(
                    "NETCORE_AES_ERR_" + status, Library.functions().statusName(status.code()));
            assertEquals(status, Status.of(status.code()));
            assertTrue(Library.functions().statusMessage(status.code()).length() > 20);
        }
        for (int code = -1; code < 1000; code++) {
            boolean known = code == 0 || Status.of(code) != null;
            assertEquals(known, Library.functions().statusName(code) != null, "code " + code);
        }
        assertNull(Status.of(77));
    }

    @Test
    void theEnumerationsAreThoseOfTheHeader() {
        TreeSet<String> expected = new TreeSet<>();
        for (Scheme scheme : Scheme.values()) {
            expected.add("SCHEME_" + scheme + " " + scheme.code());
        }
        for (Region region : Region.values()) {
            expected.add("REGION_" + region + " " + region.code());
        }
        for (KeyForm form : KeyForm.values()) {
            expected.add("KEY_FORM_" + form + " " + (form.ordinal() + 1));
            assertEquals(form, KeyForm.of(form.ordinal() + 1));
        }
        TreeSet<String> found = new TreeSet<>();
        Pattern.compile("#define NETCORE_AES_((?:SCHEME|REGION|KEY_FORM)_\\w+ \\d+)")
                .matcher(Vectors.read("include/netcore_aes.h"))
                .results()
                .forEach(match -> found.add(match.group(1)));
        assertEquals(expected, found);
    }

    @Test
    void everyStatusHasItsException() {
        for (Status status : Status.values()) {
            NetcoreAesException made = Errors.of(status.code());
            assertEquals(status.code(), made.status());
            assertTrue(made.index().isEmpty());
            boolean ours = made instanceof InternalException;
            assertEquals(
                    List.of("NULL", "BUFFER_TOO_SMALL", "OFFSETS", "PANIC").contains(status.name()),
                    ours);
        }
        assertInstanceOf(InternalException.class, Errors.of(77));
        assertEquals(77, Errors.of(77).status());
        assertInstanceOf(AadNotTakenException.class, Errors.ofCrypt(2, Scheme.CBC_HEX, -1));
        assertEquals(3, Errors.ofItem(9, 3).index().orElseThrow());
        assertEquals(3, Errors.ofItem(8, 3).index().orElseThrow());
        assertTrue(Errors.ofItem(10, -1).index().isEmpty());
    }

    /** With a library that returns the status that the test passes to it. */
    @Test
    void everyCallReportsEveryStatus() throws Exception {
        Path fake =
                Child.compile(
                        folder,
                        Vectors.ROOT.resolve("bindings/java/src/test/native/fake.c"),
                        "-DABI=1");
        String printed =
                new Child(folder)
                        .option("-Dnetcore_aes.library=" + fake)
                        .run(Statuses.class.getName());
        assertEquals("19 statuses\n", printed);
    }

    /** Run in a child, with the library that returns the status that it is passed. */
    static final class Statuses {
        private Statuses() {}

        public static void main(String[] arguments) {
            int count = 0;
            Cipher cipher = Vectors.cipher();
            for (int code = 1; code < 200; code++) {
                if (Status.of(code) == null && code != 77) {
                    continue;
                }
                String passed = String.valueOf(code);
                // While nothing fails. One fails as it reads, one at its end.
                cipher.encrypt("0");
                List<UploadStream> streams =
                        Stream.of("b", "p", "x", "").map(source -> stream(cipher, source)).toList();
                Class<?> expected = Errors.of(code).getClass();
                reports(code, null, () -> cipher.encrypt(passed));
                reports(
                        code,
                        null,
                        () ->
                                cipher.encrypt(
                                        passed.getBytes(), 0, passed.length(), new byte[99], 0));
                reports(code, null, () -> cipher.decrypt("AAAA"));
                reports(code, expected, () -> cipher.encryptBatch(List.of("a", "b")));
                reports(code, expected, () -> cipher.decryptBatch(List.of("a", "b")));
                reports(code, expected, () -> cipher.encryptedLength(5));
                reports(code, expected, NetcoreAes::keygen);
                reports(code, expected, NetcoreAes::gcmKeygen);
                reports(code, expected, () -> NetcoreAes.checkEvents("[]"));
                reports(code, expected, () -> RequestParts.url(Region.US.code()));
                reports(code, expected, () -> RequestParts.headers(Scheme.CBC_HEX, "a", "b"));
                reports(code, expected, () -> RequestParts.body(Scheme.CBC_HEX, "00"));
                reports(code, expected, Vectors::cipher);
                reports(
                        code,
                        expected,
                        () ->
                                new NativeUploads(
                                        cipher.calls,
                                        InputStream.nullInputStream(),
                                        "a",
                                        UploadLimits.DEFAULT));
                for (UploadStream stream : streams) {
                    reports(code, expected, stream::hasNext);
                    reports(code, expected, stream::next);
                    stream.close();
                }
                count++;
            }
            cipher.close();
            System.out.println(count + " statuses");
        }

        private static UploadStream stream(Cipher cipher, String source) {
            return UploadStream.builder().assetId("a").apiKey("b").build(cipher, source);
        }

        /**
         * Null for any class: a buffer of the caller may be too small, or associated data not
         * taken.
         */
        private static void reports(
                int code, Class<?> expected, org.junit.jupiter.api.function.Executable call) {
            NetcoreAesException thrown = assertThrows(NetcoreAesException.class, call);
            assertEquals(code, thrown.status());
            assertTrue(expected == null || thrown.getClass() == expected, thrown.toString());
            assertNull(thrown.getCause());
        }
    }

    @Test
    void withoutRandomBytesNothingIsMade() throws Exception {
        Path source = Vectors.ROOT.resolve("netcore-aes-py/tests/failing_random.c");
        String preload = Child.compile(folder, source).toString();
        Child child = new Child(folder).environment("LD_PRELOAD", preload);
        assertEquals("0 refused\n", child.run(NoRandom.class.getName()));
        assertEquals(
                "5 refused\n", child.environment("FAIL_RANDOM", "1").run(NoRandom.class.getName()));
    }

    /** Run in a child, once with and once without random bytes. */
    static final class NoRandom {
        private NoRandom() {}

        public static void main(String[] arguments) {
            Cipher cipher = Vectors.cipher(Scheme.GCM_BASE64);
            int refused = 0;
            List<Runnable> calls =
                    List.of(
                            NetcoreAes::keygen,
                            NetcoreAes::gcmKeygen,
                            () -> cipher.encrypt("event"),
                            () -> cipher.encryptBatch(List.of("event")),
                            () -> stream(cipher).next());
            for (Runnable call : calls) {
                try {
                    call.run();
                } catch (RandomException thrown) {
                    refused += thrown.status() == Status.RANDOM.code() ? 1 : 0;
                }
            }
            System.out.println(refused + " refused");
        }

        private static UploadStream stream(Cipher cipher) {
            return UploadStream.builder()
                    .assetId("asset")
                    .apiKey(Vectors.API_KEY)
                    .build(cipher, EventsTest.event("5").replace("\n", ""));
        }
    }
}
