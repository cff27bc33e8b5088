package io.github.netcoreaes.internal;

/**
 * The addresses of a batch outside the heap: messages end to end and their offsets, room for the
 * results and their offsets, and for the index of the message at fault, which only decryption
 * writes.
 */
record NativeBatch(
        long data,
        long offsets,
        long count,
        long out,
        long outCapacity,
        long outOffsets,
        long failed) {}
