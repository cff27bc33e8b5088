package io.github.netcoreaes.internal;

import java.lang.foreign.MemorySegment;

/**
 * The calls that encrypt and decrypt, through {@code java.lang.foreign}. They return the status.
 */
final class FfmCrypt {
    private static final FfmHandles HANDLES = FfmHandles.get();

    private FfmCrypt() {}

    /**
     * Encrypts or decrypts outside the heap, to {@code to} instead of the address of the output.
     */
    static int segments(
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
                            HANDLES.encrypt()
                                    .invokeExact(
                                            cipher, from, length, aadFrom, aadLength, to, capacity,
                                            written)
                    : (int)
                            HANDLES.decrypt()
                                    .invokeExact(
                                            cipher, from, length, aadFrom, aadLength, to, capacity,
                                            written);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    /** Encrypts or decrypts between arrays of the heap. */
    static int arrays(Direction direction, long cipher, ArrayBuffers arrays, long[] length) {
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
                            HANDLES.lendEncrypt()
                                    .invokeExact(
                                            cipher, from, inLength, aad, aadLength, to, capacity,
                                            written)
                    : (int)
                            HANDLES.lendDecrypt()
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

    /** Encrypts or decrypts a batch outside the heap. */
    static int batch(Direction direction, long cipher, NativeBatch batch) {
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
                            HANDLES.encryptBatch()
                                    .invokeExact(
                                            cipher, data, offsets, count, out, capacity, outOffsets)
                    : (int)
                            HANDLES.decryptBatch()
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

    /** Encrypts or decrypts a batch in arrays of the heap. */
    static int batch(Direction direction, long cipher, ArrayBatch batch) {
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
                            HANDLES.lendEncryptBatch()
                                    .invokeExact(
                                            cipher, data, offsets, count, out, capacity, outOffsets)
                    : (int)
                            HANDLES.lendDecryptBatch()
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
}
