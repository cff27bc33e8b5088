package io.github.netcoreaes.internal;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

/** The library through {@code java.lang.foreign}, for Java 22 and later. */
final class FfmFunctions implements Functions {
    private FfmFunctions() {}

    /** Loads the library: see {@link FfmHandles#open}. */
    static Functions open(String library) {
        FfmHandles.open(library);
        return new FfmFunctions();
    }

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
            return (long) FfmHandles.get().malloc().invokeExact(bytes);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public void free(long address) {
        try {
            FfmHandles.get().free().invokeExact(address);
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
        return string((long) call(FfmHandles.get().version()));
    }

    @Override
    public String statusMessage(int status) {
        return string((long) call(FfmHandles.get().statusMessage(), status));
    }

    @Override
    public String statusName(int status) {
        return string((long) call(FfmHandles.get().statusName(), status));
    }

    @Override
    public int keySize() {
        return (int) (long) call(FfmHandles.get().keySize());
    }

    @Override
    public int ivSize() {
        return (int) (long) call(FfmHandles.get().ivSize());
    }

    @Override
    public int gcmKeySize() {
        return (int) (long) call(FfmHandles.get().gcmKeySize());
    }

    @Override
    public int keygen(long key, long iv) {
        return (int) call(FfmHandles.get().keygen(), key, iv);
    }

    @Override
    public int gcmKeygen(long key) {
        return (int) call(FfmHandles.get().gcmKeygen(), key);
    }

    @Override
    public int cipherNew(int scheme, NativeBytes key, NativeBytes iv, long cipher) {
        return (int) call(FfmHandles.get().cipherNew(), scheme, key, iv, cipher);
    }

    @Override
    public int cipherExplain(int scheme, NativeBytes key, NativeBytes iv, NativeOutput out) {
        return (int) call(FfmHandles.get().cipherExplain(), scheme, key, iv, out);
    }

    @Override
    public int cipherKeyForm(long cipher) {
        return (int) call(FfmHandles.get().cipherKeyForm(), cipher);
    }

    @Override
    public int cipherKeyIsPublished(long cipher) {
        return (int) call(FfmHandles.get().cipherKeyIsPublished(), cipher);
    }

    @Override
    public void cipherFree(long cipher) {
        call(FfmHandles.get().cipherFree(), cipher);
    }

    @Override
    public int resultLength(Direction direction, long cipher, long inLength, long lengthAddress) {
        try {
            return direction == Direction.ENCRYPT
                    ? (int)
                            FfmHandles.get()
                                    .encryptedLength()
                                    .invokeExact(cipher, inLength, lengthAddress)
                    : (int)
                            FfmHandles.get()
                                    .decryptedBound()
                                    .invokeExact(cipher, inLength, lengthAddress);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public int crypt(
            Direction direction, long cipher, NativeBytes in, NativeBytes aad, NativeOutput out) {
        MemorySegment from = MemorySegment.ofAddress(in.address());
        MemorySegment to = MemorySegment.ofAddress(out.address());
        return FfmCrypt.segments(direction, cipher, from, in.length(), aad, to, out);
    }

    /** The segments keep the memory of the buffers reachable until the call returns. */
    @Override
    public int crypt(
            Direction direction, long cipher, ByteBuffer in, ByteBuffer out, long lengthAddress) {
        MemorySegment from = MemorySegment.ofBuffer(in);
        MemorySegment to = MemorySegment.ofBuffer(out);
        NativeOutput output = new NativeOutput(0, to.byteSize(), lengthAddress);
        return FfmCrypt.segments(
                direction, cipher, from, from.byteSize(), NativeBytes.NONE, to, output);
    }

    @Override
    public boolean lendsArrays() {
        return true;
    }

    @Override
    public int crypt(Direction direction, long cipher, ArrayBuffers arrays, long[] length) {
        return FfmCrypt.arrays(direction, cipher, arrays, length);
    }

    @Override
    public int cryptBatch(Direction direction, long cipher, NativeBatch batch) {
        return FfmCrypt.batch(direction, cipher, batch);
    }

    @Override
    public int cryptBatch(Direction direction, long cipher, ArrayBatch batch) {
        return FfmCrypt.batch(direction, cipher, batch);
    }

    @Override
    public int checkEvents(
            NativeBytes payload,
            NativeBytes assetId,
            long now,
            NativeOutput out,
            long errors,
            long warnings) {
        return (int)
                call(FfmHandles.get().checkEvents(), payload, assetId, now, out, errors, warnings);
    }

    @Override
    public int requestUrl(int region, NativeOutput out) {
        return (int) call(FfmHandles.get().requestUrl(), region, out);
    }

    @Override
    public int requestHeaders(
            int scheme, NativeBytes assetId, NativeBytes apiKey, NativeOutput out) {
        return (int) call(FfmHandles.get().requestHeaders(), scheme, assetId, apiKey, out);
    }

    @Override
    public int requestBody(int scheme, NativeBytes text, NativeOutput out) {
        return (int) call(FfmHandles.get().requestBody(), scheme, text, out);
    }

    @Override
    public UploadFunctions uploads() {
        return FfmUploads.FUNCTIONS;
    }
}
