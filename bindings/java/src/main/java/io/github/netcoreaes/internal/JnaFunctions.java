package io.github.netcoreaes.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

import io.github.netcoreaes.LibraryException;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * The library through JNA, for Java 17 to 21. Direct mapping with only numbers as arguments: JNA
 * would convert any other at each call.
 */
final class JnaFunctions implements Functions {
    private JnaFunctions() {}

    /**
     * Loads the library.
     *
     * @param library a path, or a name that the system resolves
     * @param need why calls go through JNA
     * @throws UnsatisfiedLinkError if it is missing or cannot be loaded
     * @throws LibraryException if it has another ABI, or JNA cannot be used
     */
    static Functions open(String library, JnaNeed need) {
        if (sizeOfSize(need) != Long.BYTES) {
            throw Errors.library("netcore-aes needs a 64-bit Java; run one");
        }
        NativeLibrary loaded = NativeLibrary.getInstance(library);
        Library.checkAbi(
                library, loaded.getFunction("netcore_aes_abi_version").invokeInt(new Object[0]));
        Native.register(JnaBinding.class, loaded);
        Native.register(JnaUploads.Binding.class, loaded);
        return new JnaFunctions();
    }

    /** At first, this makes JNA unpack and load its own library. */
    private static int sizeOfSize(JnaNeed need) {
        try {
            return Native.SIZE_T_SIZE;
        } catch (ExceptionInInitializerError failed) {
            if (failed.getCause() instanceof IllegalCallerException) {
                throw LoadFailure.denied(Native.class);
            }
            throw need.failure(LoadFailure.reason(failed.getCause()));
        } catch (NoClassDefFoundError failed) {
            // Another part of the program tried before: its cause is that of the first attempt.
            if (failed.getCause() instanceof ExceptionInInitializerError first) {
                throw need.failure(LoadFailure.reason(first));
            }
            throw need.missing();
        } catch (VirtualMachineError noMemory) {
            throw noMemory;
        } catch (Error failed) {
            // An UnsatisfiedLinkError, or a plain Error for a library of another version of JNA.
            throw need.failure(LoadFailure.reason(failed));
        }
    }

    private static String string(long address) {
        return address == 0 ? null : new Pointer(address).getString(0, "UTF-8");
    }

    private static NativeBytes remaining(ByteBuffer buffer) {
        long start = Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
        return new NativeBytes(start + buffer.position(), buffer.remaining());
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
    public int cipherNew(int scheme, NativeBytes key, NativeBytes iv, long cipher) {
        return JnaBinding.netcore_aes_cipher_new(
                scheme, key.address(), key.length(), iv.address(), iv.length(), cipher);
    }

    @Override
    public int cipherExplain(int scheme, NativeBytes key, NativeBytes iv, NativeOutput out) {
        return JnaBinding.netcore_aes_cipher_explain(
                scheme,
                key.address(),
                key.length(),
                iv.address(),
                iv.length(),
                out.address(),
                out.capacity(),
                out.lengthAddress());
    }

    @Override
    public int cipherKeyForm(long cipher) {
        return JnaBinding.netcore_aes_cipher_key_form(cipher);
    }

    @Override
    public int cipherKeyIsPublished(long cipher) {
        return JnaBinding.netcore_aes_cipher_key_is_published(cipher);
    }

    @Override
    public void cipherFree(long cipher) {
        JnaBinding.netcore_aes_cipher_free(cipher);
    }

    @Override
    public int resultLength(Direction direction, long cipher, long inLength, long lengthAddress) {
        return direction == Direction.ENCRYPT
                ? JnaBinding.netcore_aes_encrypted_len(cipher, inLength, lengthAddress)
                : JnaBinding.netcore_aes_decrypted_bound(cipher, inLength, lengthAddress);
    }

    @Override
    public int crypt(
            Direction direction, long cipher, NativeBytes in, NativeBytes aad, NativeOutput out) {
        long from = in.address();
        long length = in.length();
        long to = out.address();
        long capacity = out.capacity();
        long written = out.lengthAddress();
        boolean encrypt = direction == Direction.ENCRYPT;
        // JNA spends some 13 ns on each argument.
        if (aad.length() == 0) {
            return encrypt
                    ? JnaBinding.netcore_aes_encrypt(cipher, from, length, to, capacity, written)
                    : JnaBinding.netcore_aes_decrypt(cipher, from, length, to, capacity, written);
        }
        long aadFrom = aad.address();
        long aadLength = aad.length();
        return encrypt
                ? JnaBinding.netcore_aes_encrypt_aad(
                        cipher, from, length, aadFrom, aadLength, to, capacity, written)
                : JnaBinding.netcore_aes_decrypt_aad(
                        cipher, from, length, aadFrom, aadLength, to, capacity, written);
    }

    @Override
    public int crypt(
            Direction direction, long cipher, ByteBuffer in, ByteBuffer out, long lengthAddress) {
        try {
            NativeBytes to = remaining(out);
            NativeOutput output = new NativeOutput(to.address(), to.length(), lengthAddress);
            return crypt(direction, cipher, remaining(in), NativeBytes.NONE, output);
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
    public int crypt(Direction direction, long cipher, ArrayBuffers arrays, long[] length) {
        throw new UnsupportedOperationException("JNA copies arrays");
    }

    @Override
    public int cryptBatch(Direction direction, long cipher, ArrayBatch batch) {
        throw new UnsupportedOperationException("JNA copies arrays");
    }

    @Override
    public int cryptBatch(Direction direction, long cipher, NativeBatch batch) {
        return direction == Direction.ENCRYPT
                ? JnaBinding.netcore_aes_encrypt_batch(
                        cipher,
                        batch.data(),
                        batch.offsets(),
                        batch.count(),
                        batch.out(),
                        batch.outCapacity(),
                        batch.outOffsets())
                : JnaBinding.netcore_aes_decrypt_batch(
                        cipher,
                        batch.data(),
                        batch.offsets(),
                        batch.count(),
                        batch.out(),
                        batch.outCapacity(),
                        batch.outOffsets(),
                        batch.failed());
    }

    @Override
    public int checkEvents(
            NativeBytes payload,
            NativeBytes assetId,
            long now,
            NativeOutput out,
            long errors,
            long warnings) {
        return JnaBinding.netcore_aes_check_events(
                payload.address(),
                payload.length(),
                assetId.address(),
                assetId.length(),
                now,
                out.address(),
                out.capacity(),
                out.lengthAddress(),
                errors,
                warnings);
    }

    @Override
    public int requestUrl(int region, NativeOutput out) {
        return JnaBinding.netcore_aes_request_url(
                region, out.address(), out.capacity(), out.lengthAddress());
    }

    @Override
    public int requestHeaders(
            int scheme, NativeBytes assetId, NativeBytes apiKey, NativeOutput out) {
        return JnaBinding.netcore_aes_request_headers(
                scheme,
                assetId.address(),
                assetId.length(),
                apiKey.address(),
                apiKey.length(),
                out.address(),
                out.capacity(),
                out.lengthAddress());
    }

    @Override
    public int requestBody(int scheme, NativeBytes text, NativeOutput out) {
        return JnaBinding.netcore_aes_request_body(
                scheme,
                text.address(),
                text.length(),
                out.address(),
                out.capacity(),
                out.lengthAddress());
    }

    @Override
    public UploadFunctions uploads() {
        return JnaUploads.FUNCTIONS;
    }
}
