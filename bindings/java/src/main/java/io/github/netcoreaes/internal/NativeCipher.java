package io.github.netcoreaes.internal;

import io.github.netcoreaes.Scheme;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A cipher and all its calls. It is freed when it is closed, or when the garbage collector finds
 * it.
 */
public final class NativeCipher implements AutoCloseable {
    static final Cleaner CLEANER = Cleaner.create();

    final Scheme scheme;
    final CipherHandle handle;
    private final Cleaner.Cleanable cleanable;

    /**
     * Makes a cipher.
     *
     * @param iv null for none
     */
    public NativeCipher(Scheme scheme, byte[] key, byte[] iv) {
        this.scheme = Objects.requireNonNull(scheme, "scheme must not be null; pass a Scheme");
        Objects.requireNonNull(key, "key must not be null; pass 32 characters, or 44 of base64");
        handle = CipherHandle.of(scheme, key, iv);
        cleanable = CLEANER.register(this, handle);
    }

    /** The library's cipher. */
    public CipherHandle handle() {
        return handle;
    }

    /** The code of the key's form. */
    public int keyForm() {
        try (CipherUse use = new CipherUse(this)) {
            return Library.functions().cipherKeyForm(use.cipher);
        }
    }

    /** Whether the vendor has published the key. */
    public boolean keyIsPublished() {
        try (CipherUse use = new CipherUse(this)) {
            return Library.functions().cipherKeyIsPublished(use.cipher) == 1;
        }
    }

    /** Encrypts a string. */
    public String encrypt(String plaintext, byte[] aad) {
        Objects.requireNonNull(plaintext, "plaintext must not be null");
        return crypt(Direction.ENCRYPT, plaintext, aad, ResultReader.TEXT);
    }

    /** Encrypts bytes. */
    public String encrypt(byte[] plaintext, byte[] aad) {
        Objects.requireNonNull(plaintext, "plaintext must not be null");
        requireAad(aad);
        try (CipherUse use = new CipherUse(this)) {
            return use.crypt(
                    Direction.ENCRYPT,
                    plaintext,
                    plaintext.length,
                    aad,
                    ResultReader.TEXT,
                    CipherUse.NO_ITEM);
        }
    }

    /** Decrypts to bytes. */
    public byte[] decrypt(String text, byte[] aad) {
        Objects.requireNonNull(text, "text must not be null");
        return crypt(Direction.DECRYPT, text, aad, ResultReader.BYTES);
    }

    /** Decrypts to a string. */
    public String decryptToString(String text, byte[] aad) {
        Objects.requireNonNull(text, "text must not be null");
        return crypt(Direction.DECRYPT, text, aad, ResultReader.UTF8);
    }

    private <R> R crypt(Direction direction, String input, byte[] aad, ResultReader<R> reader) {
        requireAad(aad);
        try (CipherUse use = new CipherUse(this)) {
            byte[] in = use.buffers.in;
            int length;
            if (use.buffers.fits(input)) {
                length = use.buffers.encode(input, direction.input);
            } else {
                in = Utf8.encode(input, direction.input);
                length = in.length;
            }
            try {
                return use.crypt(direction, in, length, aad, reader, CipherUse.NO_ITEM);
            } finally {
                if (direction == Direction.ENCRYPT) {
                    Arrays.fill(in, 0, length, (byte) 0);
                }
            }
        }
    }

    private static void requireAad(byte[] aad) {
        Objects.requireNonNull(aad, "aad must not be null; leave it out, or pass an empty array");
    }

    /** Encrypts a batch of strings or arrays of bytes. */
    public List<String> encryptBatch(List<?> plaintexts) {
        Objects.requireNonNull(plaintexts, "plaintexts must not be null");
        return cryptBatch(Direction.ENCRYPT, plaintexts, ResultReader.TEXT);
    }

    /** Decrypts a batch to bytes. */
    public List<byte[]> decryptBatch(List<String> texts) {
        Objects.requireNonNull(texts, "texts must not be null");
        return cryptBatch(Direction.DECRYPT, texts, ResultReader.BYTES);
    }

    /** Decrypts a batch to strings. */
    public List<String> decryptBatchToStrings(List<String> texts) {
        Objects.requireNonNull(texts, "texts must not be null");
        return cryptBatch(Direction.DECRYPT, texts, ResultReader.UTF8);
    }

    private <R> List<R> cryptBatch(Direction direction, List<?> items, ResultReader<R> reader) {
        try (CipherUse use = new CipherUse(this)) {
            return Batch.crypt(use, direction, items.toArray(), reader);
        }
    }

    /** The capacity that the result of a message needs, in bytes. */
    public long resultLength(Direction direction, long length) {
        if (length < 0) {
            throw new IllegalArgumentException(
                    "the length is " + length + "; it must not be negative");
        }
        try (CipherUse use = new CipherUse(this)) {
            return Message.resultLength(use, direction, length);
        }
    }

    /** Encrypts or decrypts between arrays; returns the result's length. */
    public int crypt(Direction direction, ArrayBuffers arrays) {
        try (CipherUse use = new CipherUse(this)) {
            return use.crypt(direction, arrays);
        }
    }

    /** Encrypts or decrypts between buffers, and moves their positions; returns the length. */
    public int crypt(Direction direction, ByteBuffer in, ByteBuffer out) {
        Objects.requireNonNull(in, "the input must not be null");
        Objects.requireNonNull(out, "the output must not be null");
        if (out.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        try (CipherUse use = new CipherUse(this)) {
            int length = use.crypt(direction, in, out);
            in.position(in.limit());
            out.position(out.position() + length);
            return length;
        }
    }

    @Override
    public void close() {
        cleanable.clean();
    }
}
