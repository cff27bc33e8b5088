package io.github.netcoreaes;

import io.github.netcoreaes.internal.ArrayBuffers;
import io.github.netcoreaes.internal.CipherHandle;
import io.github.netcoreaes.internal.NativeCipher;
import io.github.netcoreaes.internal.Utf8;

import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Encrypts and decrypts under one scheme, key and IV.
 *
 * <p>Make one and share it: it is immutable, and any number of threads may use it at once. Close it
 * after the last use, which wipes the key; the garbage collector closes a forgotten cipher. All
 * methods of a closed cipher but {@link #scheme()} and {@link #keyForm()} throw {@link
 * IllegalStateException}; calls that are under way in other threads complete.
 *
 * <p>CBC (11256, 11257) does not detect every change to a text, and its exceptions are a padding
 * oracle for anybody who can submit texts: never decrypt texts from strangers.
 *
 * <p>No thread may change an array or a buffer while a call uses it. {@code toString} shows only
 * the scheme, and a cipher cannot be serialized.
 */
public final class Cipher extends BufferCipher implements AutoCloseable {
    private final Scheme scheme;
    private final KeyForm keyForm;

    private Cipher(Scheme scheme, byte[] key, byte[] iv) {
        super(new NativeCipher(scheme, key, iv));
        this.scheme = scheme;
        keyForm = KeyForm.of(calls.keyForm());
    }

    /**
     * Makes a cipher.
     *
     * @param scheme how payloads are encrypted and encoded
     * @param key 32 printable ASCII characters, whose bytes are the key, or 44 characters of base64
     *     that hold 32 bytes
     * @param iv 16 printable ASCII characters, or 24 characters of base64 that hold 16 bytes; null
     *     for {@link Scheme#GCM_BASE64}, which draws a nonce for each message
     * @return the cipher, to be closed by the caller
     * @throws InvalidKeyException if the key is invalid
     * @throws InvalidIvException if the IV is invalid, missing, or not taken by the scheme
     * @throws SurrogateException if key or IV contains half of a surrogate pair
     * @throws LibraryException if there is no native library
     */
    public static Cipher of(Scheme scheme, String key, String iv) {
        return ofCharacters(scheme, key, iv);
    }

    /**
     * Makes a cipher from characters, which it copies and the caller can wipe. Otherwise as {@link
     * #of(Scheme, String, String)}.
     *
     * @param scheme how payloads are encrypted and encoded
     * @param key the characters of the key
     * @param iv the characters of the IV; null for none
     * @return the cipher, to be closed by the caller
     */
    public static Cipher of(Scheme scheme, char[] key, char[] iv) {
        return ofCharacters(
                scheme,
                key == null ? null : CharBuffer.wrap(key),
                iv == null ? null : CharBuffer.wrap(iv));
    }

    /**
     * Makes a cipher from bytes, which it copies and the caller can wipe. Otherwise as {@link
     * #of(Scheme, String, String)}.
     *
     * @param scheme how payloads are encrypted and encoded
     * @param key the bytes of the key's characters: 32, or the 44 of base64
     * @param iv the bytes of the IV's characters; null for none
     * @return the cipher, to be closed by the caller
     */
    public static Cipher of(Scheme scheme, byte[] key, byte[] iv) {
        return new Cipher(scheme, key, iv);
    }

    private static Cipher ofCharacters(Scheme scheme, CharSequence key, CharSequence iv) {
        byte[] keyBytes = Utf8.encodeSecret(key, "the key");
        byte[] ivBytes = null;
        try {
            ivBytes = Utf8.encodeSecret(iv, "the IV");
            return new Cipher(scheme, keyBytes, ivBytes);
        } finally {
            wipe(keyBytes);
            wipe(ivBytes);
        }
    }

    private static void wipe(byte[] secret) {
        if (secret != null) {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /**
     * Makes a cipher of scheme 11258: {@link #of(Scheme, String, String)} with {@link
     * Scheme#GCM_BASE64} and no IV.
     *
     * @param key 32 characters, or 44 characters of base64 that hold 32 bytes
     * @return the cipher, to be closed by the caller
     */
    public static Cipher gcm(String key) {
        return of(Scheme.GCM_BASE64, key, null);
    }

    /**
     * Makes a cipher of scheme 11258 from characters, which the caller can wipe.
     *
     * @param key the characters of the key
     * @return the cipher, to be closed by the caller
     */
    public static Cipher gcm(char[] key) {
        return of(Scheme.GCM_BASE64, key, null);
    }

    /**
     * Makes a cipher of scheme 11258 from bytes, which the caller can wipe.
     *
     * @param key the bytes of the key's characters
     * @return the cipher, to be closed by the caller
     */
    public static Cipher gcm(byte[] key) {
        return of(Scheme.GCM_BASE64, key, null);
    }

    /** {@return the scheme} */
    public Scheme scheme() {
        return scheme;
    }

    /**
     * {@return the form of the key: the vendor does not publish which one a panel for 11258 uses}
     */
    public KeyForm keyForm() {
        return keyForm;
    }

    /**
     * {@return whether the vendor has published the key as a sample, in a script or in its guide:
     * anyone can decrypt the texts of a published key, so never send events under it}
     */
    public boolean keyIsPublished() {
        return calls.keyIsPublished();
    }

    /**
     * Encrypts a message in UTF-8.
     *
     * @param plaintext the message
     * @return base64, or hexadecimal for {@link Scheme#CBC_HEX}
     * @throws SurrogateException if the message contains half of a surrogate pair
     * @throws TooLargeException if the message is too long
     * @throws MemoryException if memory cannot be allocated
     * @throws RandomException under 11258, if the operating system returns no random bytes
     * @throws KeyUsedUpException under 11258, after 2<sup>32</sup> messages
     */
    public String encrypt(String plaintext) {
        return calls.encrypt(plaintext, ArrayBuffers.NO_AAD);
    }

    /**
     * Encrypts a message of any bytes. Otherwise as {@link #encrypt(String)}.
     *
     * @param plaintext the message
     * @return the text
     */
    public String encrypt(byte[] plaintext) {
        return calls.encrypt(plaintext, ArrayBuffers.NO_AAD);
    }

    /**
     * Encrypts a message with associated data (AAD), which scheme 11258 authenticates and does not
     * encrypt. Otherwise as {@link #encrypt(String)}.
     *
     * @param plaintext the message
     * @param aad the associated data; empty for none
     * @return the text
     * @throws AadNotTakenException if there is associated data and the scheme is not 11258
     */
    public String encrypt(String plaintext, byte[] aad) {
        return calls.encrypt(plaintext, aad);
    }

    /**
     * Encrypts a message of any bytes with associated data: as {@link #encrypt(String, byte[])}.
     *
     * @param plaintext the message
     * @param aad the associated data; empty for none
     * @return the text
     */
    public String encrypt(byte[] plaintext, byte[] aad) {
        return calls.encrypt(plaintext, aad);
    }

    /**
     * Decrypts a text.
     *
     * @param text the text, as encryption returned it
     * @return the message
     * @throws EncodingException if the text is not strict base64 or hexadecimal
     * @throws DecryptException if it cannot be decrypted, whatever the cause
     * @throws SurrogateException if the text contains half of a surrogate pair
     * @throws TooLargeException if the text is too long
     * @throws MemoryException if memory cannot be allocated
     */
    public byte[] decrypt(String text) {
        return calls.decrypt(text, ArrayBuffers.NO_AAD);
    }

    /**
     * Decrypts a text with its associated data. Otherwise as {@link #decrypt(String)}.
     *
     * @param text the text, as encryption returned it
     * @param aad the associated data that the text was encrypted with; empty for none
     * @return the message
     * @throws AadNotTakenException if there is associated data and the scheme is not 11258
     */
    public byte[] decrypt(String text, byte[] aad) {
        return calls.decrypt(text, aad);
    }

    /**
     * Decrypts a text to a string. Otherwise as {@link #decrypt(String)}.
     *
     * @param text the text, as encryption returned it
     * @return the message
     * @throws DecryptException also if the message is not UTF-8
     */
    public String decryptToString(String text) {
        return calls.decryptToString(text, ArrayBuffers.NO_AAD);
    }

    /**
     * Decrypts a text with its associated data to a string: as {@link #decrypt(String, byte[])} and
     * {@link #decryptToString(String)}.
     *
     * @param text the text, as encryption returned it
     * @param aad the associated data that the text was encrypted with; empty for none
     * @return the message
     */
    public String decryptToString(String text, byte[] aad) {
        return calls.decryptToString(text, aad);
    }

    /**
     * Encrypts a batch of messages, in order and without associated data: all or none.
     *
     * @param plaintexts the messages
     * @return their texts
     * @throws SurrogateException with {@link NetcoreAesException#index()}, if a message contains
     *     half of a surrogate pair; otherwise as {@link #encrypt(String)}
     */
    public List<String> encryptBatch(List<String> plaintexts) {
        return calls.encryptBatch(plaintexts);
    }

    /**
     * Encrypts a batch of messages of any bytes: as {@link #encryptBatch(List)}.
     *
     * @param plaintexts the messages
     * @return their texts
     */
    public List<String> encryptBatchOfBytes(List<byte[]> plaintexts) {
        return calls.encryptBatch(plaintexts);
    }

    /**
     * Decrypts a batch of texts, in order and without associated data: all or none.
     *
     * @param texts the texts, as encryption returned them
     * @return the messages
     * @throws EncodingException with {@link NetcoreAesException#index()}, if a text is not strict
     *     base64 or hexadecimal
     * @throws DecryptException with the index, if a text cannot be decrypted, whatever the cause
     */
    public List<byte[]> decryptBatch(List<String> texts) {
        return calls.decryptBatch(texts);
    }

    /**
     * Decrypts a batch of texts to strings. Otherwise as {@link #decryptBatch(List)}.
     *
     * @param texts the texts, as encryption returned them
     * @return the messages
     * @throws DecryptException also if a message is not UTF-8
     */
    public List<String> decryptBatchToStrings(List<String> texts) {
        return calls.decryptBatchToStrings(texts);
    }

    /** Wipes the key as soon as no other thread uses it. A second time has no effect. */
    @Override
    public void close() {
        calls.close();
    }

    /** The scheme, and nothing of the key or the IV. */
    @Override
    public String toString() {
        return "Cipher[scheme=" + scheme.code() + "]";
    }

    /** For the tests. */
    CipherHandle handle() {
        return calls.handle();
    }
}
