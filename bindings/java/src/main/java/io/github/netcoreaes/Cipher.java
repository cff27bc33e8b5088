package io.github.netcoreaes;

import io.github.netcoreaes.internal.Batch;
import io.github.netcoreaes.internal.Call;
import io.github.netcoreaes.internal.Errors;
import io.github.netcoreaes.internal.Handle;
import io.github.netcoreaes.internal.Library;
import io.github.netcoreaes.internal.Message;
import io.github.netcoreaes.internal.Scratch;
import io.github.netcoreaes.internal.Utf8;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Encrypts and decrypts under one scheme, key and IV.
 *
 * <p>Make it once and share it: it cannot be changed, and any number of threads may use it at once.
 * Close it when you are done with it for good; the key is wiped then. A cipher that is forgotten is
 * closed when the garbage collector finds it. After that, everything but {@link #scheme()} and
 * {@link #keyForm()} is an {@link IllegalStateException}; calls that other threads have under way
 * end as if it were open.
 *
 * <p>Under CBC (11256, 11257) nothing tells whether a text was changed on its way, and the
 * exception itself is a padding oracle to whoever may try texts at will: never decrypt for a
 * stranger.
 *
 * <p>An array or buffer that is handed in must not be changed by another thread until the call
 * returns. {@code toString} shows the scheme alone, and a cipher cannot be serialized.
 */
public final class Cipher implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final String PLAINTEXT = "the plaintext";
    private static final String TEXT = "the text";

    private final Scheme scheme;
    private final KeyForm keyForm;
    private final Handle handle;
    private final Cleaner.Cleanable cleanable;

    private Cipher(Scheme scheme, byte[] key, byte[] iv) {
        this.scheme = Objects.requireNonNull(scheme, "scheme must not be null; pass a Scheme");
        Objects.requireNonNull(key, "key must not be null; pass 32 characters, or 44 of base64");
        handle = Handle.of(scheme, key, iv);
        cleanable = CLEANER.register(this, handle);
        keyForm = KeyForm.of(Library.functions().cipherKeyForm(handle.acquire()));
        handle.release();
    }

    /**
     * Makes a cipher.
     *
     * @param scheme how payloads are encrypted and written
     * @param key 32 printable ASCII characters, whose bytes are the key, or 32 bytes as 44
     *     characters of base64
     * @param iv likewise 16 characters, or 16 bytes as 24 characters of base64; null for {@link
     *     Scheme#GCM_BASE64}, which draws a nonce for each message
     * @return the cipher, to be closed by the caller
     * @throws InvalidKeyException if the key is not one
     * @throws InvalidIvException if the IV is not one, or does not belong there
     * @throws SurrogateException if one of them is half a character
     * @throws LibraryException if there is no native library
     */
    public static Cipher of(Scheme scheme, String key, String iv) {
        Objects.requireNonNull(key, "key must not be null; pass 32 characters, or 44 of base64");
        byte[] keyBytes = Utf8.encode(key, "the key");
        byte[] ivBytes = null;
        try {
            ivBytes = iv == null ? null : Utf8.encode(iv, "the IV");
            return new Cipher(scheme, keyBytes, ivBytes);
        } finally {
            wipe(keyBytes, ivBytes);
        }
    }

    /**
     * Makes a cipher of what can be wiped, which it copies: otherwise as {@link #of(Scheme, String,
     * String)}.
     *
     * @param scheme how payloads are encrypted and written
     * @param key the key's characters
     * @param iv the IV's characters; null for none
     * @return the cipher, to be closed by the caller
     */
    public static Cipher of(Scheme scheme, char[] key, char[] iv) {
        byte[] keyBytes = Utf8.encode(key, "the key");
        byte[] ivBytes = null;
        try {
            ivBytes = Utf8.encode(iv, "the IV");
            return new Cipher(scheme, keyBytes, ivBytes);
        } finally {
            wipe(keyBytes, ivBytes);
        }
    }

    /**
     * Makes a cipher of what can be wiped, which it copies: otherwise as {@link #of(Scheme, String,
     * String)}.
     *
     * @param scheme how payloads are encrypted and written
     * @param key the bytes of the key's characters: 32, or the 44 of base64
     * @param iv the bytes of the IV's characters; null for none
     * @return the cipher, to be closed by the caller
     */
    public static Cipher of(Scheme scheme, byte[] key, byte[] iv) {
        return new Cipher(scheme, key, iv);
    }

    /**
     * Makes a cipher of scheme 11258: {@link #of(Scheme, String, String)} with {@link
     * Scheme#GCM_BASE64} and no IV.
     *
     * @param key 32 characters, or 32 bytes as 44 characters of base64
     * @return the cipher, to be closed by the caller
     */
    public static Cipher gcm(String key) {
        return of(Scheme.GCM_BASE64, key, null);
    }

    /**
     * The same with a key that can be wiped.
     *
     * @param key the key's characters
     * @return the cipher, to be closed by the caller
     */
    public static Cipher gcm(char[] key) {
        return of(Scheme.GCM_BASE64, key, null);
    }

    /**
     * The same with a key that can be wiped.
     *
     * @param key the bytes of the key's characters
     * @return the cipher, to be closed by the caller
     */
    public static Cipher gcm(byte[] key) {
        return of(Scheme.GCM_BASE64, key, null);
    }

    /**
     * The scheme.
     *
     * @return what the cipher was made with
     */
    public Scheme scheme() {
        return scheme;
    }

    /**
     * How the key was written. Which form a panel for 11258 expects is not published; this says
     * which one was taken.
     *
     * @return the form
     */
    public KeyForm keyForm() {
        return keyForm;
    }

    /**
     * Encrypts a message, in UTF-8.
     *
     * @param plaintext the message
     * @return base64, or hexadecimal for {@link Scheme#CBC_HEX}
     * @throws SurrogateException if the string holds half of a surrogate pair
     * @throws TooLargeException if it is too long
     * @throws MemoryException if there is no memory
     * @throws RandomException under 11258, if the operating system gives no random bytes
     * @throws KeyUsedUpException under 11258, after 2<sup>32</sup> messages
     */
    public String encrypt(String plaintext) {
        return encrypt(plaintext, Message.NO_AAD);
    }

    /**
     * Encrypts a message: any bytes. Otherwise as {@link #encrypt(String)}.
     *
     * @param plaintext the message
     * @return the text
     */
    public String encrypt(byte[] plaintext) {
        return encrypt(plaintext, Message.NO_AAD);
    }

    /**
     * Encrypts a message with associated data, which scheme 11258 authenticates and does not
     * encrypt. Otherwise as {@link #encrypt(String)}.
     *
     * @param plaintext the message
     * @param aad the associated data; empty for none
     * @return the text
     * @throws AadNotTakenException if there is associated data and the scheme is another
     */
    public String encrypt(String plaintext, byte[] aad) {
        Objects.requireNonNull(plaintext, "plaintext must not be null");
        requireAad(aad);
        try (Call call = new Call(handle)) {
            Scratch scratch = call.scratch;
            if (scratch.takes(plaintext)) {
                int length = scratch.encode(plaintext, PLAINTEXT);
                try {
                    return encrypt(call, scratch.in, length, aad);
                } finally {
                    scratch.wipeIn(length);
                }
            }
            byte[] bytes = Utf8.encode(plaintext, PLAINTEXT);
            try {
                return encrypt(call, bytes, bytes.length, aad);
            } finally {
                wipe(bytes);
            }
        }
    }

    /**
     * The same of any bytes.
     *
     * @param plaintext the message
     * @param aad the associated data; empty for none
     * @return the text
     * @throws AadNotTakenException if there is associated data and the scheme is another
     */
    public String encrypt(byte[] plaintext, byte[] aad) {
        Objects.requireNonNull(plaintext, "plaintext must not be null");
        requireAad(aad);
        try (Call call = new Call(handle)) {
            return encrypt(call, plaintext, plaintext.length, aad);
        }
    }

    private String encrypt(Call call, byte[] in, int length, byte[] aad) {
        byte[] out = call.crypt(this, true, in, length, aad);
        return new String(out, 0, (int) call.scratch.length[0], StandardCharsets.ISO_8859_1);
    }

    /**
     * Decrypts a text.
     *
     * @param text what encryption returned
     * @return the message
     * @throws EncodingException if the text is not strict base64 or hexadecimal
     * @throws DecryptException if it cannot be decrypted, for whatever cause
     * @throws SurrogateException if the string holds half of a surrogate pair
     * @throws TooLargeException if it is too long
     * @throws MemoryException if there is no memory
     */
    public byte[] decrypt(String text) {
        return decrypt(text, Message.NO_AAD);
    }

    /**
     * Decrypts a text with the associated data that it was encrypted with. Otherwise as {@link
     * #decrypt(String)}.
     *
     * @param text what encryption returned
     * @param aad the associated data; empty for none
     * @return the message
     * @throws AadNotTakenException if there is associated data and the scheme takes none
     */
    public byte[] decrypt(String text, byte[] aad) {
        return decrypt(text, aad, Arrays::copyOf);
    }

    /**
     * Decrypts a text to a string. Otherwise as {@link #decrypt(String)}.
     *
     * @param text what encryption returned
     * @return the message
     * @throws DecryptException also if the message is not UTF-8
     */
    public String decryptToString(String text) {
        return decryptToString(text, Message.NO_AAD);
    }

    /**
     * The same with the associated data that it was encrypted with.
     *
     * @param text what encryption returned
     * @param aad the associated data; empty for none
     * @return the message
     * @throws AadNotTakenException if there is associated data and the scheme takes none
     */
    public String decryptToString(String text, byte[] aad) {
        String message = decrypt(text, aad, (bytes, length) -> Utf8.decode(bytes, 0, length));
        if (message == null) {
            throw Errors.of(Status.DECRYPT.code());
        }
        return message;
    }

    /** Makes what is returned of the message's bytes. */
    private interface Result<R> {
        R of(byte[] bytes, int length);
    }

    private <R> R decrypt(String text, byte[] aad, Result<R> result) {
        Objects.requireNonNull(text, "text must not be null");
        requireAad(aad);
        try (Call call = new Call(handle)) {
            byte[] in = call.scratch.in;
            int length;
            if (call.scratch.takes(text)) {
                length = call.scratch.encode(text, TEXT);
            } else {
                in = Utf8.encode(text, TEXT);
                length = in.length;
            }
            byte[] out = call.crypt(this, false, in, length, aad);
            int written = (int) call.scratch.length[0];
            try {
                return result.of(out, written);
            } finally {
                Arrays.fill(out, 0, written, (byte) 0);
            }
        }
    }

    /**
     * Encrypts many messages, in order and without associated data. All or nothing.
     *
     * @param plaintexts the messages
     * @return their texts
     * @throws SurrogateException with {@link NetcoreAesException#index()}, if a string holds half
     *     of a surrogate pair; otherwise as {@link #encrypt(String)}
     */
    public List<String> encryptBatch(List<String> plaintexts) {
        return encryptAll(plaintexts);
    }

    /**
     * The same with messages of any bytes.
     *
     * @param plaintexts the messages
     * @return their texts
     */
    public List<String> encryptBatchOfBytes(List<byte[]> plaintexts) {
        return encryptAll(plaintexts);
    }

    private List<String> encryptAll(List<?> plaintexts) {
        Objects.requireNonNull(plaintexts, "plaintexts must not be null");
        try (Call call = new Call(handle)) {
            return Batch.crypt(
                    call,
                    scheme,
                    true,
                    plaintexts.toArray(),
                    (bytes, from, length, index) ->
                            new String(bytes, from, length, StandardCharsets.ISO_8859_1));
        }
    }

    /**
     * Decrypts many texts, in order and without associated data. All or nothing.
     *
     * @param texts what encryption returned
     * @return the messages
     * @throws EncodingException with {@link NetcoreAesException#index()}, if a text is not strict
     *     base64 or hexadecimal
     * @throws DecryptException with the index too, if one cannot be decrypted, for whatever cause
     */
    public List<byte[]> decryptBatch(List<String> texts) {
        return decryptAll(
                texts,
                (bytes, from, length, index) -> Arrays.copyOfRange(bytes, from, from + length));
    }

    /**
     * Decrypts many texts to strings. Otherwise as {@link #decryptBatch(List)}.
     *
     * @param texts what encryption returned
     * @return the messages
     * @throws DecryptException also if a message is not UTF-8
     */
    public List<String> decryptBatchToStrings(List<String> texts) {
        return decryptAll(
                texts,
                (bytes, from, length, index) -> {
                    String message = Utf8.decode(bytes, from, length);
                    if (message == null) {
                        throw Errors.ofBatch(Status.DECRYPT.code(), index);
                    }
                    return message;
                });
    }

    private <R> List<R> decryptAll(List<String> texts, Batch.Reader<R> reader) {
        Objects.requireNonNull(texts, "texts must not be null");
        try (Call call = new Call(handle)) {
            return Batch.crypt(call, scheme, false, texts.toArray(), reader);
        }
    }

    /**
     * How long the text of a plaintext is.
     *
     * @param plaintextLength in bytes
     * @return in bytes, all of them ASCII
     * @throws TooLargeException if so much cannot be encrypted at once
     */
    public long encryptedLength(long plaintextLength) {
        return length(true, plaintextLength);
    }

    /**
     * How much room decrypting a text asks for. It follows from the text's length alone; the
     * plaintext is smaller.
     *
     * @param textLength in bytes
     * @return in bytes
     * @throws TooLargeException if it is too long
     */
    public long decryptedBound(long textLength) {
        return length(false, textLength);
    }

    private long length(boolean encrypt, long length) {
        if (length < 0) {
            throw new IllegalArgumentException(
                    "a length must not be negative, as " + length + " is");
        }
        try (Call call = new Call(handle)) {
            return Message.length(call.scratch, encrypt, call.cipher, length);
        }
    }

    /**
     * Encrypts from an array into another.
     *
     * @param plaintext holds the message
     * @param plaintextOffset where it starts
     * @param plaintextLength its length in bytes
     * @param text receives the text, in ASCII
     * @param textOffset where that is to start; all that follows is room for it
     * @return the text's length in bytes
     * @throws BufferTooSmallException if there is less room than {@link #encryptedLength(long)}
     *     says
     * @throws OverlapException if the message lies in the room for the text
     * @throws IndexOutOfBoundsException if an offset or a length does not fit its array
     */
    public int encrypt(
            byte[] plaintext,
            int plaintextOffset,
            int plaintextLength,
            byte[] text,
            int textOffset) {
        return between(true, plaintext, plaintextOffset, plaintextLength, text, textOffset);
    }

    /**
     * Decrypts from an array into another. After a failure the room holds zeros, or what it held
     * before.
     *
     * @param text holds the text, in ASCII
     * @param textOffset where it starts
     * @param textLength its length in bytes
     * @param plaintext receives the message
     * @param plaintextOffset where that is to start; all that follows is room for it
     * @return the message's length in bytes
     * @throws BufferTooSmallException if there is less room than {@link #decryptedBound(long)} says
     * @throws OverlapException if the text lies in the room for the message
     * @throws IndexOutOfBoundsException if an offset or a length does not fit its array
     */
    public int decrypt(
            byte[] text, int textOffset, int textLength, byte[] plaintext, int plaintextOffset) {
        return between(false, text, textOffset, textLength, plaintext, plaintextOffset);
    }

    private int between(boolean encrypt, byte[] in, int inAt, int inLength, byte[] out, int outAt) {
        Objects.requireNonNull(in, "the input must not be null");
        Objects.requireNonNull(out, "the output must not be null");
        Objects.checkFromIndexSize(inAt, inLength, in.length);
        Objects.checkFromIndexSize(outAt, 0, out.length);
        try (Call call = new Call(handle)) {
            return call.between(this, encrypt, in, inAt, inLength, out, outAt, out.length - outAt);
        }
    }

    /**
     * Encrypts what is left of a buffer into another; both positions move behind what was read and
     * written. No other buffer is allocated if both are direct, or both have arrays.
     *
     * @param plaintext holds the message
     * @param text receives the text, in ASCII
     * @return the text's length in bytes
     * @throws BufferTooSmallException if there is less room than {@link #encryptedLength(long)}
     *     says; after it and any other exception the positions are where they were
     * @throws OverlapException if they share memory
     * @throws ReadOnlyBufferException if nothing can be written to the second
     */
    public int encrypt(ByteBuffer plaintext, ByteBuffer text) {
        return between(true, plaintext, text);
    }

    /**
     * Decrypts what is left of a buffer into another: as {@link #encrypt(ByteBuffer, ByteBuffer)}.
     *
     * @param text holds the text, in ASCII
     * @param plaintext receives the message
     * @return the message's length in bytes
     * @throws BufferTooSmallException if there is less room than {@link #decryptedBound(long)} says
     * @throws OverlapException if they share memory
     * @throws ReadOnlyBufferException if nothing can be written to the second
     */
    public int decrypt(ByteBuffer text, ByteBuffer plaintext) {
        return between(false, text, plaintext);
    }

    private int between(boolean encrypt, ByteBuffer in, ByteBuffer out) {
        Objects.requireNonNull(in, "the input must not be null");
        Objects.requireNonNull(out, "the output must not be null");
        if (out.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        try (Call call = new Call(handle)) {
            int written = call.between(this, encrypt, in, out);
            in.position(in.limit());
            out.position(out.position() + written);
            return written;
        }
    }

    /** Wipes the key, once no other thread uses the cipher any more. Closing it again is fine. */
    @Override
    public void close() {
        cleanable.clean();
    }

    /** The scheme, and nothing of the key or the IV. */
    @Override
    public String toString() {
        return "Cipher[scheme=" + scheme.code() + "]";
    }

    /** For the tests. */
    Handle handle() {
        return handle;
    }

    private static void requireAad(byte[] aad) {
        Objects.requireNonNull(aad, "aad must not be null; leave it out, or pass an empty array");
    }

    private static void wipe(byte[]... secrets) {
        for (byte[] secret : secrets) {
            if (secret != null) {
                Arrays.fill(secret, (byte) 0);
            }
        }
    }
}
