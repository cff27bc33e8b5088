package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;

import io.github.netcoreaes.internal.Utf8;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Every shared vector of the schemes. */
class VectorTest {
    @TestFactory
    List<DynamicTest> everyCase() {
        return Vectors.tests(
                600, VectorTest::run, "11256.json", "11257.json", "11258.json", "golden.json");
    }

    private static void run(JsonObject one) {
        String op = Vectors.text(one, "op");
        String error = Vectors.text(one, "error");
        if (op.equals("new") && error != null) {
            for (Maker maker : MAKERS) {
                refused(error, () -> maker.make(one).close());
            }
            return;
        }
        for (Maker maker : MAKERS) {
            try (Cipher cipher = maker.make(one)) {
                assertEquals(one.get("scheme").getAsInt(), cipher.scheme().code());
                assertEquals(
                        Vectors.text(one, "key").length() == 44 ? KeyForm.BASE64 : KeyForm.TEXT,
                        cipher.keyForm());
                switch (op) {
                    case "new" -> {}
                    case "roundtrip" ->
                            roundtrip(
                                    cipher,
                                    Vectors.text(one, "text"),
                                    Vectors.bytes(one, "plaintext"));
                    case "decrypt" -> decrypt(cipher, one, error);
                    case "encrypt" -> {
                        byte[] aad = Vectors.bytes(one, "aad");
                        refused(error, () -> cipher.encrypt(Vectors.bytes(one, "plaintext"), aad));
                        refused(error, () -> cipher.encrypt("", aad));
                    }
                    default -> throw new AssertionError(op);
                }
            }
        }
    }

    private static void roundtrip(Cipher cipher, String text, byte[] plaintext) {
        assertEquals(text, cipher.encrypt(plaintext));
        assertArrayEquals(plaintext, cipher.decrypt(text));
        assertEquals(
                List.of(text, text), cipher.encryptBatchOfBytes(List.of(plaintext, plaintext)));
        assertArrayEquals(plaintext, cipher.decryptBatch(List.of(text, text)).get(1));
        assertEquals(text.length(), cipher.encryptedLength(plaintext.length));
        String string = Utf8.decode(plaintext, 0, plaintext.length);
        if (string != null) {
            assertEquals(text, cipher.encrypt(string));
            assertEquals(string, cipher.decryptToString(text));
            assertEquals(List.of(text), cipher.encryptBatch(List.of(string)));
            assertEquals(List.of(string), cipher.decryptBatchToStrings(List.of(text)));
        }
        ByteBuffer out = ByteBuffer.allocateDirect(text.length());
        ByteBuffer in = ByteBuffer.allocateDirect(plaintext.length).put(plaintext).flip();
        assertEquals(text.length(), cipher.encrypt(in, out));
        assertEquals(text, StandardCharsets.US_ASCII.decode(out.flip()).toString());
        byte[] array = new byte[text.length() + 1];
        assertEquals(text.length(), cipher.encrypt(plaintext, 0, plaintext.length, array, 1));
        assertEquals(text, new String(array, 1, text.length(), StandardCharsets.US_ASCII));
    }

    private static void decrypt(Cipher cipher, JsonObject one, String error) {
        String text = Vectors.text(one, "text");
        byte[] aad = Vectors.bytes(one, "aad");
        if (error != null) {
            refused(error, () -> cipher.decrypt(text, aad));
            refused(error, () -> cipher.decryptToString(text, aad));
            if (aad.length == 0) {
                refused(error, () -> cipher.decryptBatch(List.of(text)));
                byte[] in = text.getBytes(StandardCharsets.UTF_8);
                byte[] out = new byte[(int) cipher.decryptedBound(in.length)];
                refused(error, () -> cipher.decrypt(in, 0, in.length, out, 0));
                assertArrayEquals(new byte[out.length], out);
            }
            return;
        }
        byte[] plaintext = Vectors.bytes(one, "plaintext");
        assertArrayEquals(plaintext, cipher.decrypt(text, aad));
        assertArrayEquals(plaintext, cipher.decrypt(cipher.encrypt(plaintext, aad), aad));
        if (cipher.scheme() == Scheme.GCM_BASE64) {
            byte[] other = Arrays.copyOf(aad, aad.length + 1);
            refused("DECRYPT", () -> cipher.decrypt(text, other));
        }
    }

    private interface Maker {
        Cipher make(JsonObject one);
    }

    /** Refuses the number of no scheme, with the library's message. */
    private static Scheme scheme(JsonObject one) {
        return Scheme.of((int) one.get("scheme").getAsLong());
    }

    private static final List<Maker> MAKERS =
            List.of(
                    one ->
                            Cipher.of(
                                    scheme(one), Vectors.text(one, "key"), Vectors.text(one, "iv")),
                    one -> {
                        String iv = Vectors.text(one, "iv");
                        return Cipher.of(
                                scheme(one),
                                Vectors.text(one, "key").getBytes(StandardCharsets.UTF_8),
                                iv == null ? null : iv.getBytes(StandardCharsets.UTF_8));
                    },
                    one -> {
                        String iv = Vectors.text(one, "iv");
                        return Cipher.of(
                                scheme(one),
                                Vectors.text(one, "key").toCharArray(),
                                iv == null ? null : iv.toCharArray());
                    });

    private static void refused(String name, org.junit.jupiter.api.function.Executable call) {
        NetcoreAesException refused = assertThrows(NetcoreAesException.class, call);
        assertEquals(Status.valueOf(name).code(), refused.status());
        assertTrue(refused.getMessage().length() > 20);
    }

    @Test
    void theMessageIsTheLibrarysOwn() {
        assertEquals(
                "scheme 4294967295 is unknown; use x-eCode 11256, 11257 or 11258",
                assertThrows(UnknownSchemeException.class, () -> Scheme.of(-1)).getMessage());
        assertEquals(
                "the key has 5 bytes; it must have 32 characters, or 44 characters of base64 that hold 32"
                        + " bytes",
                assertThrows(InvalidKeyException.class, () -> Cipher.gcm("12345")).getMessage());
        assertEquals(
                "scheme 11258 does not take an IV: it draws a nonce for each message; leave the IV out",
                assertThrows(
                                InvalidIvException.class,
                                () -> Cipher.of(Scheme.GCM_BASE64, Vectors.KEY, Vectors.IV))
                        .getMessage());
    }
}
