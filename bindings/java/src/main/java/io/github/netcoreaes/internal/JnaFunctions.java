package io.github.netcoreaes.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

import io.github.netcoreaes.LibraryException;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * The library through JNA, for Java 17 to 21. Direct mapping with nothing but numbers as arguments:
 * anything else JNA would convert at each call.
 */
final class JnaFunctions implements Functions {
    private JnaFunctions() {}

    /**
     * Loads the library.
     *
     * @param library a path, or a name for the system to find
     * @throws UnsatisfiedLinkError if it is not there or not loadable
     * @throws LibraryException if it is another version's
     */
    static Functions open(String library) {
        if (Native.SIZE_T_SIZE != Long.BYTES) {
            throw Errors.library("netcore-aes takes a Java of 64 bits");
        }
        NativeLibrary loaded = NativeLibrary.getInstance(library);
        Library.checkAbi(
                library, loaded.getFunction("netcore_aes_abi_version").invokeInt(new Object[0]));
        Native.register(JnaBinding.class, loaded);
        return new JnaFunctions();
    }

    private static String string(long address) {
        return address == 0 ? null : new Pointer(address).getString(0, "UTF-8");
    }

    private static long address(ByteBuffer buffer) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer)) + buffer.position();
    }

    @Override
    public String backEnd() {
        return "jna";
    }

    @Override
    public long allocate(long bytes) {
        return Native.malloc(bytes);
    }

    @Override
    public void free(long address) {
        Native.free(address);
    }

    @Override
    public ByteBuffer view(long address, int bytes) {
        return new Pointer(address).getByteBuffer(0, bytes);
    }

    @Override
    public String version() {
        return string(JnaBinding.netcore_aes_version());
    }

    @Override
    public String statusMessage(int status) {
        return string(JnaBinding.netcore_aes_status_message(status));
    }

    @Override
    public String statusName(int status) {
        return string(JnaBinding.netcore_aes_status_name(status));
    }

    @Override
    public int keySize() {
        return (int) JnaBinding.netcore_aes_key_size();
    }

    @Override
    public int ivSize() {
        return (int) JnaBinding.netcore_aes_iv_size();
    }

    @Override
    public int gcmKeySize() {
        return (int) JnaBinding.netcore_aes_gcm_key_size();
    }

    @Override
    public int keygen(long key, long iv) {
        return JnaBinding.netcore_aes_keygen(key, iv);
    }

    @Override
    public int gcmKeygen(long key) {
        return JnaBinding.netcore_aes_gcm_keygen(key);
    }

    @Override
    public int cipherNew(
            int scheme, long key, long keyLength, long iv, long ivLength, long cipher) {
        return JnaBinding.netcore_aes_cipher_new(scheme, key, keyLength, iv, ivLength, cipher);
    }

    @Override
    public int cipherExplain(
            int scheme,
            long key,
            long keyLength,
            long iv,
            long ivLength,
            long out,
            long room,
            long length) {
        return JnaBinding.netcore_aes_cipher_explain(
                scheme, key, keyLength, iv, ivLength, out, room, length);
    }

    @Override
    public int cipherKeyForm(long cipher) {
        return JnaBinding.netcore_aes_cipher_key_form(cipher);
    }

    @Override
    public void cipherFree(long cipher) {
        JnaBinding.netcore_aes_cipher_free(cipher);
    }

    @Override
    public int encryptedLength(long cipher, long plaintextLength, long length) {
        return JnaBinding.netcore_aes_encrypted_len(cipher, plaintextLength, length);
    }

    @Override
    public int decryptedBound(long cipher, long textLength, long length) {
        return JnaBinding.netcore_aes_decrypted_bound(cipher, textLength, length);
    }

    @Override
    public int crypt(
            boolean encrypt,
            long cipher,
            long in,
            long inLength,
            long aad,
            long aadLength,
            long out,
            long room,
            long length) {
        // An argument takes JNA some 13 ns.
        if (aadLength == 0) {
            return encrypt
                    ? JnaBinding.netcore_aes_encrypt(cipher, in, inLength, out, room, length)
                    : JnaBinding.netcore_aes_decrypt(cipher, in, inLength, out, room, length);
        }
        return encrypt
                ? JnaBinding.netcore_aes_encrypt_aad(
                        cipher, in, inLength, aad, aadLength, out, room, length)
                : JnaBinding.netcore_aes_decrypt_aad(
                        cipher, in, inLength, aad, aadLength, out, room, length);
    }

    @Override
    public int crypt(boolean encrypt, long cipher, ByteBuffer in, ByteBuffer out, long length) {
        try {
            return crypt(
                    encrypt,
                    cipher,
                    address(in),
                    in.remaining(),
                    0,
                    0,
                    address(out),
                    out.remaining(),
                    length);
        } finally {
            Reference.reachabilityFence(in);
            Reference.reachabilityFence(out);
        }
    }

    @Override
    public boolean lendsArrays() {
        return false;
    }

    @Override
    public int crypt(
            boolean encrypt,
            long cipher,
            byte[] in,
            int inAt,
            int inLength,
            byte[] aad,
            byte[] out,
            int outAt,
            int room,
            long[] length) {
        throw new UnsupportedOperationException("JNA lends no arrays");
    }

    @Override
    public int cryptBatch(
            boolean encrypt,
            long cipher,
            byte[] data,
            long[] offsets,
            int count,
            byte[] out,
            long[] outOffsets,
            long[] failed) {
        throw new UnsupportedOperationException("JNA lends no arrays");
    }

    @Override
    public int cryptBatch(
            boolean encrypt,
            long cipher,
            long data,
            long offsets,
            long count,
            long out,
            long room,
            long outOffsets,
            long failed) {
        return encrypt
                ? JnaBinding.netcore_aes_encrypt_batch(
                        cipher, data, offsets, count, out, room, outOffsets)
                : JnaBinding.netcore_aes_decrypt_batch(
                        cipher, data, offsets, count, out, room, outOffsets, failed);
    }

    @Override
    public int checkEvents(
            long payload,
            long payloadLength,
            long assetId,
            long assetIdLength,
            long now,
            long out,
            long room,
            long length,
            long errors,
            long warnings) {
        return JnaBinding.netcore_aes_check_events(
                payload,
                payloadLength,
                assetId,
                assetIdLength,
                now,
                out,
                room,
                length,
                errors,
                warnings);
    }

    @Override
    public int requestUrl(int region, long out, long room, long length) {
        return JnaBinding.netcore_aes_request_url(region, out, room, length);
    }

    @Override
    public int requestHeaders(
            int scheme,
            long assetId,
            long assetIdLength,
            long apiKey,
            long apiKeyLength,
            long out,
            long room,
            long length) {
        return JnaBinding.netcore_aes_request_headers(
                scheme, assetId, assetIdLength, apiKey, apiKeyLength, out, room, length);
    }

    @Override
    public int requestBody(
            int scheme, long text, long textLength, long out, long room, long length) {
        return JnaBinding.netcore_aes_request_body(scheme, text, textLength, out, room, length);
    }
}
