package io.github.netcoreaes.internal;

/** A {@link NativeBatch} in arrays of the heap. */
record ArrayBatch(
        byte[] data, long[] offsets, int count, byte[] out, long[] outOffsets, long[] failed) {}
