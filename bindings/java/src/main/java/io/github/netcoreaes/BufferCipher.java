package io.github.netcoreaes;

import io.github.netcoreaes.internal.ArrayBuffers;
import io.github.netcoreaes.internal.Direction;
import io.github.netcoreaes.internal.NativeCipher;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/**
 * The methods of {@link Cipher} that write to arrays and buffers of the caller. Not public: to
 * users they are Cipher's own.
 */
abstract sealed class BufferCipher permits Cipher {
    final NativeCipher calls;

    BufferCipher(NativeCipher calls) {
        this.calls = calls;
    }

    /**
     * The length of the text of a plaintext.
     *
     * @param plaintextLength in bytes
     * @return in bytes, all of them ASCII
     * @throws TooLargeException if it is too long
     */
    public long encryptedLength(long plaintextLength) {
        return calls.resultLength(Direction.ENCRYPT, plaintextLength);
    }

    /**
     * The capacity that decrypting a text needs. It depends only on the text's length; the
     * plaintext is shorter.
     *
     * @param textLength in bytes
     * @return in bytes
     * @throws TooLargeException if it is too long
     */
    public long decryptedBound(long textLength) {
        return calls.resultLength(Direction.DECRYPT, textLength);
    }

    /**
     * Encrypts from one array into another.
     *
     * @param plaintext contains the message
     * @param plaintextOffset the message's start
     * @param plaintextLength its length in bytes
     * @param text receives the text, in ASCII
     * @param textOffset the text's start; it may use the rest of the array
     * @return the text's length in bytes
     * @throws BufferTooSmallException if the rest is shorter than {@link #encryptedLength(long)}
     * @throws OverlapException if the message overlaps the rest
     * @throws IndexOutOfBoundsException if an offset or a length lies outside its array
     */
    public int encrypt(
            byte[] plaintext,
            int plaintextOffset,
            int plaintextLength,
            byte[] text,
            int textOffset) {
        return calls.crypt(
                Direction.ENCRYPT,
                ArrayBuffers.checked(
                        plaintext, plaintextOffset, plaintextLength, text, textOffset));
    }

    /**
     * Decrypts from one array into another. After a failure the output contains zeros, or is
     * unchanged. Otherwise as {@link #encrypt(byte[], int, int, byte[], int)}.
     *
     * @param text contains the text, in ASCII
     * @param textOffset the text's start
     * @param textLength its length in bytes
     * @param plaintext receives the message
     * @param plaintextOffset the message's start; it may use the rest of the array
     * @return the message's length in bytes
     * @throws BufferTooSmallException if the rest is shorter than {@link #decryptedBound(long)}
     */
    public int decrypt(
            byte[] text, int textOffset, int textLength, byte[] plaintext, int plaintextOffset) {
        return calls.crypt(
                Direction.DECRYPT,
                ArrayBuffers.checked(text, textOffset, textLength, plaintext, plaintextOffset));
    }

    /**
     * Encrypts the remaining bytes of a buffer into another, and moves both positions behind the
     * bytes read and written. Allocates no buffer if both are direct, or both have arrays.
     *
     * @param plaintext contains the message
     * @param text receives the text, in ASCII
     * @return the text's length in bytes
     * @throws BufferTooSmallException if fewer bytes than {@link #encryptedLength(long)} remain;
     *     after this and any other exception the positions are unchanged
     * @throws OverlapException if they share memory
     * @throws ReadOnlyBufferException if the second is read-only
     */
    public int encrypt(ByteBuffer plaintext, ByteBuffer text) {
        return calls.crypt(Direction.ENCRYPT, plaintext, text);
    }

    /**
     * Decrypts the remaining bytes of a buffer into another. Otherwise as {@link
     * #encrypt(ByteBuffer, ByteBuffer)}.
     *
     * @param text contains the text, in ASCII
     * @param plaintext receives the message
     * @return the message's length in bytes
     * @throws BufferTooSmallException if fewer bytes than {@link #decryptedBound(long)} remain
     */
    public int decrypt(ByteBuffer text, ByteBuffer plaintext) {
        return calls.crypt(Direction.DECRYPT, text, plaintext);
    }
}
