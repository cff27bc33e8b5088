package io.github.netcoreaes.internal;

import io.github.netcoreaes.Status;

import java.nio.ByteBuffer;

/** One message through the library. The result's length goes to {@link CallBuffers#length}. */
final class Message {
    // The memory of a short message: the length, the input and the associated data, the output.
    private static final int LENGTH_AT = 0;
    private static final int IN_AT = Long.BYTES;
    private static final int SHORT_OUT_AT = IN_AT + CallBuffers.SHORT;

    private Message() {}

    /** Encrypts or decrypts between arrays; returns the status. */
    static int crypt(CipherUse use, Direction direction, ArrayBuffers arrays) {
        Functions functions = Library.functions();
        int inLength = arrays.inLength();
        int aadLength = arrays.aad().length;
        if (functions.lendsArrays()
                && inLength <= CallBuffers.SHORT
                && aadLength <= CallBuffers.SHORT) {
            return functions.crypt(direction, use.cipher, arrays, use.buffers.length);
        }
        long total = (long) inLength + aadLength;
        if (total <= CallBuffers.SHORT) {
            NativeMemory memory = use.buffers.memory();
            try {
                return copied(use, direction, arrays, memory, memory);
            } finally {
                memory.wipe(IN_AT, (int) total);
            }
        }
        long needed = resultLength(use, direction, inLength);
        try (NativeMemory in = NativeMemory.allocate(IN_AT + total);
                NativeMemory out = NativeMemory.allocate(Math.min(arrays.outCapacity(), needed))) {
            return copied(use, direction, arrays, in, out);
        }
    }

    /** By way of memory outside the heap, which may be the same for input and output. */
    private static int copied(
            CipherUse use,
            Direction direction,
            ArrayBuffers arrays,
            NativeMemory inMemory,
            NativeMemory outMemory) {
        int aadAt = IN_AT + arrays.inLength();
        inMemory.put(IN_AT, arrays.in(), arrays.inAt(), arrays.inLength());
        inMemory.put(aadAt, arrays.aad(), 0, arrays.aad().length);
        int outAt = inMemory == outMemory ? SHORT_OUT_AT : 0;
        long base = inMemory.address();
        NativeBytes in = new NativeBytes(base + IN_AT, arrays.inLength());
        NativeBytes aad = new NativeBytes(base + aadAt, arrays.aad().length);
        NativeOutput out =
                new NativeOutput(
                        outMemory.address() + outAt,
                        Math.min(arrays.outCapacity(), outMemory.size() - outAt),
                        base + LENGTH_AT);
        int status = Library.functions().crypt(direction, use.cipher, in, aad, out);
        use.buffers.length[0] = inMemory.getLong(LENGTH_AT);
        if (status == 0) {
            int length = (int) use.buffers.length[0];
            outMemory.get(outAt, arrays.out(), arrays.outAt(), length);
            if (direction == Direction.DECRYPT && inMemory == outMemory) {
                outMemory.wipe(outAt, length);
            }
        }
        return status;
    }

    /** Encrypts or decrypts between the remaining bytes of two direct buffers. */
    static int crypt(CipherUse use, Direction direction, ByteBuffer in, ByteBuffer out) {
        NativeMemory memory = use.buffers.memory();
        int status =
                Library.functions()
                        .crypt(direction, use.cipher, in, out, memory.address() + LENGTH_AT);
        use.buffers.length[0] = memory.getLong(LENGTH_AT);
        return status;
    }

    /** An array that is large enough for the result of a message. */
    static byte[] newOutput(CipherUse use, Direction direction, int inLength) {
        long needed = resultLength(use, direction, inLength);
        if (needed > Integer.MAX_VALUE - 8) {
            throw Errors.of(
                    Status.TOO_LARGE.code(),
                    "the message has "
                            + inLength
                            + " bytes, and its result does not fit into a Java array; split it into"
                            + " several messages");
        }
        return new byte[(int) needed];
    }

    /** The capacity that the result of a message needs, in bytes. */
    static long resultLength(CipherUse use, Direction direction, long inLength) {
        NativeMemory memory = use.buffers.memory();
        int status =
                Library.functions()
                        .resultLength(
                                direction, use.cipher, inLength, memory.address() + LENGTH_AT);
        if (status != 0) {
            throw Errors.of(status);
        }
        return memory.getLong(LENGTH_AT);
    }
}
