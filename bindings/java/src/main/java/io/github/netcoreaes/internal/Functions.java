package io.github.netcoreaes.internal;

import java.nio.ByteBuffer;

/**
 * The functions of the C library, through {@code java.lang.foreign} or JNA: the only access to
 * native code.
 *
 * <p>Pointers are addresses outside the heap, lengths are in bytes, and netcore_aes.h documents
 * their meaning. The caller is responsible for every address that it passes.
 */
public interface Functions {
    /** The name of the implementation: {@code ffm} or {@code jna}. */
    String backEnd();

    /** Allocates memory, which is not zeroed; 0 if it cannot be allocated. */
    long allocate(long bytes);

    /** Frees memory that {@link #allocate} returned. */
    void free(long address);

    /** Memory as a buffer, which must not be used after the memory was freed. */
    ByteBuffer view(long address, int bytes);

    /** The library's version. */
    String version();

    /** The sentence of a status. */
    String statusMessage(int status);

    /** The name of a status; null for an unknown number. */
    String statusName(int status);

    /** The size of a key that {@link #keygen} writes, with its NUL. */
    int keySize();

    /** The size of an IV that {@link #keygen} writes, with its NUL. */
    int ivSize();

    /** The size of a key that {@link #gcmKeygen} writes, with its NUL. */
    int gcmKeySize();

    /** Generates a key and an IV for the CBC schemes. */
    int keygen(long key, long iv);

    /** Generates a key for scheme 11258. */
    int gcmKeygen(long key);

    /** Makes a cipher, and writes its address to {@code cipher}. */
    int cipherNew(int scheme, NativeBytes key, NativeBytes iv, long cipher);

    /** Writes a sentence on the fault of a scheme, a key or an IV; an empty one without a fault. */
    int cipherExplain(int scheme, NativeBytes key, NativeBytes iv, NativeOutput out);

    /** The form of a cipher's key. */
    int cipherKeyForm(long cipher);

    /** 1 if the vendor has published a cipher's key, 0 if not. */
    int cipherKeyIsPublished(long cipher);

    /** Wipes and frees a cipher. */
    void cipherFree(long cipher);

    /** Writes the capacity that the result of a message needs to {@code lengthAddress}. */
    int resultLength(Direction direction, long cipher, long inLength, long lengthAddress);

    /** Encrypts or decrypts a message outside the heap. */
    int crypt(Direction direction, long cipher, NativeBytes in, NativeBytes aad, NativeOutput out);

    /**
     * Encrypts or decrypts the remaining bytes of a direct buffer into another. The positions of
     * both stay.
     */
    int crypt(Direction direction, long cipher, ByteBuffer in, ByteBuffer out, long lengthAddress);

    /** Whether arrays of the heap can be passed to the library without a copy. */
    boolean lendsArrays();

    /**
     * Encrypts or decrypts a message in arrays of the heap, if {@link #lendsArrays}. The garbage
     * collector waits until it returns, so only for short messages.
     *
     * @param length receives the result's length
     */
    int crypt(Direction direction, long cipher, ArrayBuffers arrays, long[] length);

    /** Encrypts or decrypts a batch outside the heap. */
    int cryptBatch(Direction direction, long cipher, NativeBatch batch);

    /** Encrypts or decrypts a batch in arrays of the heap, if {@link #lendsArrays}. */
    int cryptBatch(Direction direction, long cipher, ArrayBatch batch);

    /** Writes the problems of events as JSON, and the numbers of errors and warnings. */
    int checkEvents(
            NativeBytes payload,
            NativeBytes assetId,
            long now,
            NativeOutput out,
            long errors,
            long warnings);

    /** Writes the URL of a region. */
    int requestUrl(int region, NativeOutput out);

    /** Writes the headers of a request. */
    int requestHeaders(int scheme, NativeBytes assetId, NativeBytes apiKey, NativeOutput out);

    /** Writes the body of a request. */
    int requestBody(int scheme, NativeBytes text, NativeOutput out);

    /** The functions for streams of events. */
    UploadFunctions uploads();
}
