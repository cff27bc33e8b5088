package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.netcoreaes.internal.Utf8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One message at a time, as strings and bytes. */
class CipherTest {
    private static final List<String> STRINGS =
            List.of(
                    "",
                    "a",
                    "\0",
                    "nul \0 inside",
                    "é",
                    "नमस्ते 🙏",
                    "\uFFFD",
                    "🙏".repeat(1000),
                    "\u0080\u07ff\u0800\uffff");

    /** Around the sizes of the package's buffers, and far beyond. */
    private static final int[] LENGTHS = {
        5460, 5461, 5462, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 3_000_001
    };

    @ParameterizedTest
    @EnumSource
    void stringsComeBack(Scheme scheme) {
        try (Cipher cipher = Vectors.cipher(scheme)) {
            for (String string : STRINGS) {
                assertEquals(string, cipher.decryptToString(cipher.encrypt(string)));
                assertEquals(
                        string,
                        new String(cipher.decrypt(cipher.encrypt(string)), StandardCharsets.UTF_8));
            }
            assertEquals(STRINGS, cipher.decryptBatchToStrings(cipher.encryptBatch(STRINGS)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void longMessagesComeBack(Scheme scheme) {
        Random random = new Random(5);
        try (Cipher cipher = Vectors.cipher(scheme)) {
            for (int length : LENGTHS) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                String text = cipher.encrypt(bytes);
                assertEquals(cipher.encryptedLength(length), text.length());
                assertArrayEquals(bytes, cipher.decrypt(text));
                // As many bytes in UTF-8, or as many chars.
                for (String string :
                        List.of(
                                "x".repeat(length),
                                "é".repeat(length / 2) + "x".repeat(length % 2),
                                "€".repeat(length / 3) + "x".repeat(length % 3),
                                "€".repeat(length),
                                "🙏".repeat(length / 2))) {
                    assertEquals(string, cipher.decryptToString(cipher.encrypt(string)));
                    List<String> batch = List.of("a", string, "b");
                    assertEquals(batch, cipher.decryptBatchToStrings(cipher.encryptBatch(batch)));
                }
            }
        }
    }

    @Test
    void associatedDataIsAuthenticated() {
        try (Cipher cipher = Vectors.cipher(Scheme.GCM_BASE64)) {
            // Around the sizes of the package's buffers, with and without the message; and 16 bits.
            for (int length :
                    new int[] {
                        0, 1, 5000, 16_378, 16_379, 16_380, 16_383, 16_384, 16_385, 65_535, 65_536,
                        65_537, 1_000_000
                    }) {
                byte[] aad = new byte[length];
                for (String message : List.of("event", "x".repeat(30_000))) {
                    String text = cipher.encrypt(message, aad);
                    assertEquals(message, cipher.decryptToString(text, aad));
                    byte[] longer = new byte[length + 1];
                    assertThrows(
                            DecryptException.class, () -> cipher.decryptToString(text, longer));
                    if (length > 0) {
                        byte[] other = aad.clone();
                        other[length - 1] = 1;
                        assertThrows(
                                DecryptException.class, () -> cipher.decryptToString(text, other));
                    }
                }
            }
        }
        try (Cipher cipher = Vectors.cipher()) {
            assertEquals(
                    "scheme 11256 does not take associated data; leave it out, or use scheme 11258",
                    assertThrows(AadNotTakenException.class, () -> cipher.encrypt("x", new byte[1]))
                            .getMessage());
            assertThrows(AadNotTakenException.class, () -> cipher.decrypt("AAAA", new byte[1]));
        }
    }

    @Test
    void aNonceIsDrawnForEachMessage() {
        try (Cipher cipher = Vectors.cipher(Scheme.GCM_BASE64)) {
            Set<String> texts =
                    new HashSet<>(
                            cipher.encryptBatch(java.util.Collections.nCopies(3000, "event")));
            for (int i = 0; i < 100; i++) {
                texts.add(cipher.encrypt("event"));
            }
            assertEquals(3100, texts.size());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud83d",
                "\ude4f",
                "\ude4f\ud83d",
                "ok \ud83d ok",
                "\ud83d\ud83d\ude4f",
                "é\udbff"
            })
    void halfACharacterIsRefused(String half) {
        String big = "x".repeat(20_000) + half;
        try (Cipher cipher = Vectors.cipher()) {
            for (String string : List.of(half, big)) {
                for (Executable call :
                        List.<Executable>of(
                                () -> cipher.encrypt(string),
                                () -> cipher.decrypt(string),
                                () -> cipher.decryptToString(string),
                                () -> NetcoreAes.checkEvents(string),
                                () -> Cipher.gcm(string),
                                () -> Cipher.gcm(string.toCharArray()),
                                () -> Cipher.of(Scheme.CBC_HEX, Vectors.KEY, string),
                                () ->
                                        Cipher.of(
                                                Scheme.CBC_HEX,
                                                Vectors.KEY.toCharArray(),
                                                string.toCharArray()),
                                () -> panel().build(Scheme.CBC_HEX, string),
                                () -> panel().assetId(string).build(Scheme.CBC_HEX, "00"),
                                () -> panel().apiKey(string).build(Scheme.CBC_HEX, "00"))) {
                    SurrogateException refused = assertThrows(SurrogateException.class, call);
                    assertEquals(-1, refused.status());
                    int position = Utf8.loneSurrogate(string);
                    assertTrue(refused.getMessage().contains(" at position " + position + ","));
                }
                SurrogateException refused =
                        assertThrows(
                                SurrogateException.class,
                                () -> cipher.encryptBatch(List.of("a", string)));
                assertEquals(1, refused.index().orElseThrow());
            }
            assertEquals("ok", cipher.decryptToString(cipher.encrypt("ok")));
        }
    }

    private static UploadRequest.Builder panel() {
        return UploadRequest.builder().assetId("asset").apiKey(Vectors.API_KEY);
    }

    @Test
    void bytesThatAreNotUtf8AreADecryptError() {
        try (Cipher cipher = Vectors.cipher()) {
            for (byte[] bytes :
                    List.of(new byte[] {-1}, new byte[] {-19, -96, -128}, new byte[] {'a', -61})) {
                String text = cipher.encrypt(bytes);
                assertArrayEquals(bytes, cipher.decrypt(text));
                DecryptException notUtf8 =
                        assertThrows(DecryptException.class, () -> cipher.decryptToString(text));
                String broken = "A".repeat(64);
                DecryptException padding =
                        assertThrows(DecryptException.class, () -> cipher.decryptToString(broken));
                assertEquals(padding.getMessage(), notUtf8.getMessage());
                assertEquals(9, notUtf8.status());
                DecryptException item =
                        assertThrows(
                                DecryptException.class,
                                () ->
                                        cipher.decryptBatchToStrings(
                                                List.of(cipher.encrypt("a"), text)));
                assertEquals(1, item.index().orElseThrow());
                assertEquals("message 1 of the batch: " + padding.getMessage(), item.getMessage());
            }
        }
    }

    @Test
    void callersCanWipeKeys() {
        byte[] key = Vectors.KEY.getBytes(StandardCharsets.UTF_8);
        char[] iv = Vectors.IV.toCharArray();
        byte[] ivBytes = Vectors.IV.getBytes(StandardCharsets.UTF_8);
        try (Cipher bytes = Cipher.of(Scheme.CBC_HEX, key, ivBytes);
                Cipher chars = Cipher.of(Scheme.CBC_HEX, Vectors.KEY.toCharArray(), iv);
                Cipher strings = Vectors.cipher(Scheme.CBC_HEX)) {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(iv, 'x');
            Arrays.fill(ivBytes, (byte) 0);
            assertEquals(strings.encrypt("event"), bytes.encrypt("event"));
            assertEquals(strings.encrypt("event"), chars.encrypt("event"));
        }
        try (Cipher one = Cipher.gcm(Vectors.GCM_KEY.toCharArray());
                Cipher two = Cipher.gcm(Vectors.GCM_KEY.getBytes(StandardCharsets.UTF_8))) {
            assertEquals("event", one.decryptToString(two.encrypt("event")));
            assertEquals(KeyForm.BASE64, two.keyForm());
        }
    }

    @Test
    void publishedKeysAreRecognized() {
        String sample = "JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4"; // from the vendor's script
        String inBase64 = "SmpxSnh4Skp4RHNZeUppVndXYXZhUDBBZWpaYjVuVzQ=";
        for (String key : List.of(sample, inBase64)) {
            try (Cipher published = Cipher.gcm(key)) {
                assertTrue(published.keyIsPublished());
            }
        }
        try (Cipher own = Vectors.cipher()) {
            assertFalse(own.keyIsPublished());
        }
    }

    @Test
    void generatedKeysAreValid() {
        Credentials credentials = NetcoreAes.keygen();
        assertTrue(credentials.key().matches("[A-Za-z0-9]{32}"));
        assertTrue(credentials.iv().matches("[A-Za-z0-9]{16}"));
        assertFalse(credentials.key().equals(NetcoreAes.keygen().key()));
        try (Cipher cipher = Cipher.of(Scheme.CBC_BASE64, credentials.key(), credentials.iv());
                Cipher gcm = Cipher.gcm(NetcoreAes.gcmKeygen())) {
            assertEquals("a", cipher.decryptToString(cipher.encrypt("a")));
            assertEquals("a", gcm.decryptToString(gcm.encrypt("a")));
        }
    }

    @Test
    void nothingShowsOrKeepsASecret() {
        Credentials credentials = NetcoreAes.keygen();
        assertEquals("Credentials[key=<hidden>, iv=<hidden>]", credentials.toString());
        try (Cipher cipher = Vectors.cipher(Scheme.CBC_HEX)) {
            assertEquals("Cipher[scheme=11257]", cipher.toString());
        }
        for (Class<?> type : List.of(Cipher.class, Credentials.class, UploadRequest.class)) {
            assertFalse(Serializable.class.isAssignableFrom(type));
        }
    }

    @Test
    void nullIsNamed() {
        try (Cipher cipher = Vectors.cipher()) {
            String nothing = null;
            byte[] none = null;
            for (Executable call :
                    List.<Executable>of(
                            () -> Cipher.of(null, Vectors.KEY, Vectors.IV),
                            () -> Cipher.of(Scheme.CBC_HEX, nothing, Vectors.IV),
                            () -> Cipher.of(Scheme.CBC_HEX, none, none),
                            () -> Cipher.gcm((char[]) null),
                            () -> cipher.encrypt(nothing),
                            () -> cipher.encrypt(none),
                            () -> cipher.encrypt("a", none),
                            () -> cipher.encrypt(new byte[1], none),
                            () -> cipher.decrypt(nothing),
                            () -> cipher.decrypt("", none),
                            () -> cipher.decryptToString(nothing),
                            () -> cipher.encryptBatch(null),
                            () -> cipher.encryptBatch(Arrays.asList("a", null)),
                            () -> cipher.decryptBatch(null),
                            () -> NetcoreAes.checkEvents(nothing),
                            () -> NetcoreAes.checkEvents(none),
                            () -> panel().build(null, ""),
                            () -> panel().build(Scheme.CBC_HEX, null),
                            () -> panel().fromEvents(null, "[]"),
                            () -> panel().fromEvents(cipher, nothing),
                            () -> panel().fromEvents(cipher, none))) {
                NullPointerException refused = assertThrows(NullPointerException.class, call);
                assertTrue(refused.getMessage().contains("must not be null"), refused.getMessage());
            }
        }
    }

    /** An exception contains nothing of its arguments. */
    @Test
    void exceptionsCarryNoArguments() {
        String secret = "THE-SECRET-KEY-OF-33-CHARACTERS-X";
        NetcoreAesException refused =
                assertThrows(InvalidKeyException.class, () -> Cipher.gcm(secret));
        assertFalse(refused.toString().contains("SECRET"));
        try (Cipher cipher = Vectors.cipher()) {
            String text = "secret text!";
            refused = assertThrows(EncodingException.class, () -> cipher.decrypt(text));
            assertFalse(refused.toString().contains("secret"));
            assertEquals(null, refused.getCause());
        }
    }
}
