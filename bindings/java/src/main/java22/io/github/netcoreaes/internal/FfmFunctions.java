package io.github.netcoreaes.internal;

import io.github.netcoreaes.LibraryException;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * The library through {@code java.lang.foreign}, for Java 22 and later. A record, since the virtual
 * machine takes the handles in its fields for constants and compiles calls straight through them.
 */
record FfmFunctions(
        MethodHandle malloc,
        MethodHandle release,
        MethodHandle versionHandle,
        MethodHandle statusMessageHandle,
        MethodHandle statusNameHandle,
        MethodHandle keySizeHandle,
        MethodHandle ivSizeHandle,
        MethodHandle gcmKeySizeHandle,
        MethodHandle keygenHandle,
        MethodHandle gcmKeygenHandle,
        MethodHandle cipherNewHandle,
        MethodHandle cipherExplainHandle,
        MethodHandle keyFormHandle,
        MethodHandle cipherFreeHandle,
        MethodHandle encryptedLenHandle,
        MethodHandle decryptedBoundHandle,
        MethodHandle encryptHandle,
        MethodHandle decryptHandle,
        MethodHandle encryptLent,
        MethodHandle decryptLent,
        MethodHandle encryptBatchHandle,
        MethodHandle decryptBatchHandle,
        MethodHandle encryptBatchLent,
        MethodHandle decryptBatchLent,
        MethodHandle checkEventsHandle,
        MethodHandle requestUrlHandle,
        MethodHandle requestHeadersHandle,
        MethodHandle requestBodyHandle)
        implements Functions {

    /**
     * Loads the library.
     *
     * @param library a path, or a name for the system to find
     * @throws UnsatisfiedLinkError if it is not there or not loadable
     * @throws LibraryException if it is another version's
     */
    static Functions open(String library) {
        FfmLinker in = FfmLinker.open(library);
        return new FfmFunctions(
                in.standard("malloc", "p(p)"),
                in.standard("free", "v(p)"),
                in.function("version", "p()"),
                in.function("status_message", "p(i)"),
                in.function("status_name", "p(i)"),
                in.function("key_size", "p()"),
                in.function("iv_size", "p()"),
                in.function("gcm_key_size", "p()"),
                in.function("keygen", "i(pp)"),
                in.function("gcm_keygen", "i(p)"),
                in.function("cipher_new", "i(ippppp)"),
                in.function("cipher_explain", "i(ippppppp)"),
                in.function("cipher_key_form", "i(p)"),
                in.function("cipher_free", "v(p)"),
                in.function("encrypted_len", "i(ppp)"),
                in.function("decrypted_bound", "i(ppp)"),
                in.function("encrypt_aad", "i(pmpppmpp)"),
                in.function("decrypt_aad", "i(pmpppmpp)"),
                in.lending("encrypt_aad", "i(pmpmpmpm)"),
                in.lending("decrypt_aad", "i(pmpmpmpm)"),
                in.function("encrypt_batch", "i(ppppppp)"),
                in.function("decrypt_batch", "i(pppppppp)"),
                in.lending("encrypt_batch", "i(pmmpmpm)"),
                in.lending("decrypt_batch", "i(pmmpmpmm)"),
                in.function("check_events", "i(pppppppppp)"),
                in.function("request_url", "i(ippp)"),
                in.function("request_headers", "i(ippppppp)"),
                in.function("request_body", "i(ippppp)"));
    }

    @Override
    public String backEnd() {
        return "ffm";
    }

    /** For what is called once in a while: at some more cost than a call that is compiled in. */
    private static Object call(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @SuppressWarnings("restricted")
    private static String string(long address) {
        return address == 0
                ? null
                : MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }

    @Override
    @SuppressWarnings("restricted")
    public ByteBuffer view(long address, int bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes).asByteBuffer();
    }

    @Override
    public long allocate(long bytes) {
        try {
            return (long) malloc.invokeExact(bytes);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public void free(long address) {
        try {
            release.invokeExact(address);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public String version() {
        return string((long) call(versionHandle));
    }

    @Override
    public String statusMessage(int status) {
        return string((long) call(statusMessageHandle, status));
    }

    @Override
    public String statusName(int status) {
        return string((long) call(statusNameHandle, status));
    }

    @Override
    public int keySize() {
        return (int) (long) call(keySizeHandle);
    }

    @Override
    public int ivSize() {
        return (int) (long) call(ivSizeHandle);
    }

    @Override
    public int gcmKeySize() {
        return (int) (long) call(gcmKeySizeHandle);
    }

    @Override
    public int keygen(long key, long iv) {
        return (int) call(keygenHandle, key, iv);
    }

    @Override
    public int gcmKeygen(long key) {
        return (int) call(gcmKeygenHandle, key);
    }

    @Override
    public int cipherNew(
            int scheme, long key, long keyLength, long iv, long ivLength, long cipher) {
        return (int) call(cipherNewHandle, scheme, key, keyLength, iv, ivLength, cipher);
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
        return (int)
                call(cipherExplainHandle, scheme, key, keyLength, iv, ivLength, out, room, length);
    }

    @Override
    public int cipherKeyForm(long cipher) {
        return (int) call(keyFormHandle, cipher);
    }

    @Override
    public void cipherFree(long cipher) {
        call(cipherFreeHandle, cipher);
    }

    @Override
    public int encryptedLength(long cipher, long plaintextLength, long length) {
        try {
            return (int) encryptedLenHandle.invokeExact(cipher, plaintextLength, length);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public int decryptedBound(long cipher, long textLength, long length) {
        try {
            return (int) decryptedBoundHandle.invokeExact(cipher, textLength, length);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
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
        MemorySegment from = MemorySegment.ofAddress(in);
        MemorySegment to = MemorySegment.ofAddress(out);
        return crypt(encrypt, cipher, from, inLength, aad, aadLength, to, room, length);
    }

    /** The segments keep the buffers' memory there until the call is over. */
    @Override
    public int crypt(boolean encrypt, long cipher, ByteBuffer in, ByteBuffer out, long length) {
        MemorySegment from = MemorySegment.ofBuffer(in);
        MemorySegment to = MemorySegment.ofBuffer(out);
        return crypt(encrypt, cipher, from, from.byteSize(), 0, 0, to, to.byteSize(), length);
    }

    private int crypt(
            boolean encrypt,
            long cipher,
            MemorySegment in,
            long inLength,
            long aad,
            long aadLength,
            MemorySegment out,
            long room,
            long length) {
        try {
            return encrypt
                    ? (int)
                            encryptHandle.invokeExact(
                                    cipher, in, inLength, aad, aadLength, out, room, length)
                    : (int)
                            decryptHandle.invokeExact(
                                    cipher, in, inLength, aad, aadLength, out, room, length);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public boolean lendsArrays() {
        return true;
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
        MemorySegment from = lent(in, inAt);
        MemorySegment to = lent(out, outAt);
        MemorySegment with = MemorySegment.ofArray(aad);
        MemorySegment written = MemorySegment.ofArray(length);
        long aadLength = aad.length;
        try {
            return encrypt
                    ? (int)
                            encryptLent.invokeExact(
                                    cipher,
                                    from,
                                    (long) inLength,
                                    with,
                                    aadLength,
                                    to,
                                    (long) room,
                                    written)
                    : (int)
                            decryptLent.invokeExact(
                                    cipher,
                                    from,
                                    (long) inLength,
                                    with,
                                    aadLength,
                                    to,
                                    (long) room,
                                    written);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    /** An array from a place on; its length goes separately. */
    private static MemorySegment lent(byte[] array, int at) {
        MemorySegment whole = MemorySegment.ofArray(array);
        return at == 0 ? whole : whole.asSlice(at);
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
        try {
            return encrypt
                    ? (int)
                            encryptBatchHandle.invokeExact(
                                    cipher, data, offsets, count, out, room, outOffsets)
                    : (int)
                            decryptBatchHandle.invokeExact(
                                    cipher, data, offsets, count, out, room, outOffsets, failed);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
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
        MemorySegment from = MemorySegment.ofArray(data);
        MemorySegment at = MemorySegment.ofArray(offsets);
        MemorySegment to = MemorySegment.ofArray(out);
        MemorySegment toAt = MemorySegment.ofArray(outOffsets);
        MemorySegment culprit = MemorySegment.ofArray(failed);
        long messages = count;
        long room = out.length;
        try {
            return encrypt
                    ? (int) encryptBatchLent.invokeExact(cipher, from, at, messages, to, room, toAt)
                    : (int)
                            decryptBatchLent.invokeExact(
                                    cipher, from, at, messages, to, room, toAt, culprit);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
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
        return (int)
                call(
                        checkEventsHandle,
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
        return (int) call(requestUrlHandle, region, out, room, length);
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
        return (int)
                call(
                        requestHeadersHandle,
                        scheme,
                        assetId,
                        assetIdLength,
                        apiKey,
                        apiKeyLength,
                        out,
                        room,
                        length);
    }

    @Override
    public int requestBody(
            int scheme, long text, long textLength, long out, long room, long length) {
        return (int) call(requestBodyHandle, scheme, text, textLength, out, room, length);
    }
}
