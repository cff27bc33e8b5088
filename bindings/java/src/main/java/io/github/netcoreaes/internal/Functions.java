package io.github.netcoreaes.internal;

import java.nio.ByteBuffer;

/**
 * The functions of the C library, by whatever means this Java calls them: the only door to native
 * code.
 *
 * <p>Pointers are addresses outside the heap, lengths are in bytes, and what they mean is said in
 * netcore_aes.h. Whoever passes an address answers for it.
 */
public interface Functions {
    /** The means: {@code ffm} or {@code jna}. */
    String backEnd();

    /** Memory that nobody else uses, not zeroed; 0 if there is none. */
    long allocate(long bytes);

    void free(long address);

    /** Memory as a buffer, which must not be used after it was freed. */
    ByteBuffer view(long address, int bytes);

    String version();

    String statusMessage(int status);

    /** Null for a number that is no status. */
    String statusName(int status);

    int keySize();

    int ivSize();

    int gcmKeySize();

    int keygen(long key, long iv);

    int gcmKeygen(long key);

    int cipherNew(int scheme, long key, long keyLength, long iv, long ivLength, long cipher);

    int cipherExplain(
            int scheme,
            long key,
            long keyLength,
            long iv,
            long ivLength,
            long out,
            long room,
            long length);

    int cipherKeyForm(long cipher);

    void cipherFree(long cipher);

    int encryptedLength(long cipher, long plaintextLength, long length);

    int decryptedBound(long cipher, long textLength, long length);

    /** Encrypts or decrypts a message outside the heap. */
    int crypt(
            boolean encrypt,
            long cipher,
            long in,
            long inLength,
            long aad,
            long aadLength,
            long out,
            long room,
            long length);

    /** The same between what is left of two direct buffers, whose positions stay. */
    int crypt(boolean encrypt, long cipher, ByteBuffer in, ByteBuffer out, long length);

    /** Whether arrays can be lent to the library as they lie in the heap. */
    boolean lendsArrays();

    /**
     * The same with arrays of the heap, where they can be lent. The collector waits until it
     * returns, so only for short messages.
     */
    int crypt(
            boolean encrypt,
            long cipher,
            byte[] in,
            int inAt,
            int inLength,
            byte[] aad,
            byte[] out,
            int outAt,
            int room,
            long[] length);

    /** Encrypts or decrypts a batch; {@code failed} is used by the latter alone. */
    int cryptBatch(
            boolean encrypt,
            long cipher,
            long data,
            long offsets,
            long count,
            long out,
            long room,
            long outOffsets,
            long failed);

    /** The same with arrays of the heap, where they can be lent. */
    int cryptBatch(
            boolean encrypt,
            long cipher,
            byte[] data,
            long[] offsets,
            int count,
            byte[] out,
            long[] outOffsets,
            long[] failed);

    int checkEvents(
            long payload,
            long payloadLength,
            long assetId,
            long assetIdLength,
            long now,
            long out,
            long room,
            long length,
            long errors,
            long warnings);

    int requestUrl(int region, long out, long room, long length);

    int requestHeaders(
            int scheme,
            long assetId,
            long assetIdLength,
            long apiKey,
            long apiKeyLength,
            long out,
            long room,
            long length);

    int requestBody(int scheme, long text, long textLength, long out, long room, long length);
}
