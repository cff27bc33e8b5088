package io.github.netcoreaes.internal;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

/**
 * The library through {@code java.lang.foreign}, for Java 22 and later. A record for the reason
 * that {@link FfmHandles} gives; so each call names its handle.
 */
record FfmFunctions(FfmHandles handles) implements Functions {
    /**
     * For rare calls: slower than {@code invokeExact} on a constant handle. Bytes and outputs are
     * passed as their addresses and lengths.
     */
    private static Object call(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(
                    Stream.of(arguments).flatMap(FfmFunctions::expanded).toList());
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    private static Stream<Object> expanded(Object argument) {
        return switch (argument) {
            case NativeBytes bytes -> Stream.of(bytes.address(), bytes.length());
            case NativeOutput out -> Stream.of(out.address(), out.capacity(), out.lengthAddress());
            default -> Stream.of(argument);
        };
    }

    @SuppressWarnings("restricted")
    private static String string(long address) {
        return address == 0
                ? null
                : MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }

    @Override
    public String backEnd() {
        return "ffm";
    }

    @Override
    public long allocate(long bytes) {
        try {
            return (long) handles.malloc().invokeExact(bytes);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public void free(long address) {
        try {
            handles.free().invokeExact(address);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    @SuppressWarnings("restricted")
    public ByteBuffer view(long address, int bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes).asByteBuffer();
    }

    @Override
    public String version() {
        return string((long) call(handles.version()));
    }

    @Override
    public String statusMessage(int status) {
        return string((long) call(handles.statusMessage(), status));
    }

    @Override
    public String statusName(int status) {
        return string((long) call(handles.statusName(), status));
    }

    @Override
    public int keySize() {
        return (int) (long) call(handles.keySize());
    }

    @Override
    public int ivSize() {
        return (int) (long) call(handles.ivSize());
    }

    @Override
    public int gcmKeySize() {
        return (int) (long) call(handles.gcmKeySize());
    }

    @Override
    public int keygen(long key, long iv) {
        return (int) call(handles.keygen(), key, iv);
    }

    @Override
    public int gcmKeygen(long key) {
        return (int) call(handles.gcmKeygen(), key);
    }

    @Override
    public int cipherNew(int scheme, NativeBytes key, NativeBytes iv, long cipher) {
        return (int) call(handles.cipherNew(), scheme, key, iv, cipher);
    }

    @Override
    public int cipherExplain(int scheme, NativeBytes key, NativeBytes iv, NativeOutput out) {
        return (int) call(handles.cipherExplain(), scheme, key, iv, out);
    }

    @Override
    public int cipherKeyForm(long cipher) {
        return (int) call(handles.cipherKeyForm(), cipher);
    }

    @Override
    public void cipherFree(long cipher) {
        call(handles.cipherFree(), cipher);
    }

    @Override
    public int resultLength(Direction direction, long cipher, long inLength, long lengthAddress) {
        try {
            return direction == Direction.ENCRYPT
                    ? (int) handles.encryptedLength().invokeExact(cipher, inLength, lengthAddress)
                    : (int) handles.decryptedBound().invokeExact(cipher, inLength, lengthAddress);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public int crypt(
            Direction direction, long cipher, NativeBytes in, NativeBytes aad, NativeOutput out) {
        MemorySegment from = MemorySegment.ofAddress(in.address());
        MemorySegment to = MemorySegment.ofAddress(out.address());
        return crypt(direction, cipher, from, in.length(), aad, to, out);
    }

    /** The segments keep the memory of the buffers reachable until the call returns. */
    @Override
    public int crypt(
            Direction direction, long cipher, ByteBuffer in, ByteBuffer out, long lengthAddress) {
        MemorySegment from = MemorySegment.ofBuffer(in);
        MemorySegment to = MemorySegment.ofBuffer(out);
        NativeOutput output = new NativeOutput(0, to.byteSize(), lengthAddress);
        return crypt(direction, cipher, from, from.byteSize(), NativeBytes.NONE, to, output);
    }

    private int crypt(
            Direction direction,
            long cipher,
            MemorySegment from,
            long length,
            NativeBytes aad,
            MemorySegment to,
            NativeOutput out) {
        long aadFrom = aad.address();
        long aadLength = aad.length();
        long capacity = out.capacity();
        long written = out.lengthAddress();
        try {
            return direction == Direction.ENCRYPT
                    ? (int)
                            handles.encrypt()
                                    .invokeExact(
                                            cipher, from, length, aadFrom, aadLength, to, capacity,
                                            written)
                    : (int)
                            handles.decrypt()
                                    .invokeExact(
                                            cipher, from, length, aadFrom, aadLength, to, capacity,
                                            written);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public boolean lendsArrays() {
        return true;
    }

    @Override
    public int crypt(Direction direction, long cipher, ArrayBuffers arrays, long[] length) {
        MemorySegment from = segment(arrays.in(), arrays.inAt());
        MemorySegment aad = MemorySegment.ofArray(arrays.aad());
        MemorySegment to = segment(arrays.out(), arrays.outAt());
        MemorySegment written = MemorySegment.ofArray(length);
        long inLength = arrays.inLength();
        long aadLength = arrays.aad().length;
        long capacity = arrays.outCapacity();
        try {
            return direction == Direction.ENCRYPT
                    ? (int)
                            handles.lendEncrypt()
                                    .invokeExact(
                                            cipher, from, inLength, aad, aadLength, to, capacity,
                                            written)
                    : (int)
                            handles.lendDecrypt()
                                    .invokeExact(
                                            cipher, from, inLength, aad, aadLength, to, capacity,
                                            written);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    /** An array from an offset on; the length is an argument of its own. */
    private static MemorySegment segment(byte[] array, int at) {
        MemorySegment whole = MemorySegment.ofArray(array);
        return at == 0 ? whole : whole.asSlice(at);
    }

    @Override
    public int cryptBatch(Direction direction, long cipher, NativeBatch batch) {
        long data = batch.data();
        long offsets = batch.offsets();
        long count = batch.count();
        long out = batch.out();
        long capacity = batch.outCapacity();
        long outOffsets = batch.outOffsets();
        long failed = batch.failed();
        try {
            return direction == Direction.ENCRYPT
                    ? (int)
                            handles.encryptBatch()
                                    .invokeExact(
                                            cipher, data, offsets, count, out, capacity, outOffsets)
                    : (int)
                            handles.decryptBatch()
                                    .invokeExact(
                                            cipher,
                                            data,
                                            offsets,
                                            count,
                                            out,
                                            capacity,
                                            outOffsets,
                                            failed);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public int cryptBatch(Direction direction, long cipher, ArrayBatch batch) {
        MemorySegment data = MemorySegment.ofArray(batch.data());
        MemorySegment offsets = MemorySegment.ofArray(batch.offsets());
        long count = batch.count();
        MemorySegment out = MemorySegment.ofArray(batch.out());
        long capacity = batch.out().length;
        MemorySegment outOffsets = MemorySegment.ofArray(batch.outOffsets());
        MemorySegment failed = MemorySegment.ofArray(batch.failed());
        try {
            return direction == Direction.ENCRYPT
                    ? (int)
                            handles.lendEncryptBatch()
                                    .invokeExact(
                                            cipher, data, offsets, count, out, capacity, outOffsets)
                    : (int)
                            handles.lendDecryptBatch()
                                    .invokeExact(
                                            cipher,
                                            data,
                                            offsets,
                                            count,
                                            out,
                                            capacity,
                                            outOffsets,
                                            failed);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public int checkEvents(
            NativeBytes payload,
            NativeBytes assetId,
            long now,
            NativeOutput out,
            long errors,
            long warnings) {
        return (int) call(handles.checkEvents(), payload, assetId, now, out, errors, warnings);
    }

    @Override
    public int requestUrl(int region, NativeOutput out) {
        return (int) call(handles.requestUrl(), region, out);
    }

    @Override
    public int requestHeaders(
            int scheme, NativeBytes assetId, NativeBytes apiKey, NativeOutput out) {
        return (int) call(handles.requestHeaders(), scheme, assetId, apiKey, out);
    }

    @Override
    public int requestBody(int scheme, NativeBytes text, NativeOutput out) {
        return (int) call(handles.requestBody(), scheme, text, out);
    }
}
