package io.github.netcoreaes.internal;

import io.github.netcoreaes.Status;

import java.nio.ByteBuffer;

/** One message through the library. */
public final class Message {
    public static final byte[] NO_AAD = new byte[0];

    private Message() {}

    /**
     * Encrypts or decrypts from an array into another; the length goes to {@link Scratch#length}.
     *
     * @return the status
     */
    public static int crypt(
            Scratch scratch,
            boolean encrypt,
            long cipher,
            byte[] in,
            int inAt,
            int inLength,
            byte[] aad,
            byte[] out,
            int outAt,
            int room) {
        Functions functions = Library.functions();
        if (functions.lendsArrays() && inLength <= Scratch.SHORT && aad.length <= Scratch.SHORT) {
            return functions.crypt(
                    encrypt, cipher, in, inAt, inLength, aad, out, outAt, room, scratch.length);
        }
        int total = inLength + aad.length;
        if (total >= 0 && total <= Scratch.SHORT) {
            Block block = scratch.block();
            int outFrom = Long.BYTES + Scratch.SHORT;
            int lent = Math.min(room, block.size() - outFrom);
            return copied(
                    scratch, encrypt, cipher, in, inAt, inLength, aad, out, outAt, lent, block,
                    block, outFrom);
        }
        int lent = (int) Math.min(room, length(scratch, encrypt, cipher, inLength));
        try (Block inBlock = Block.of((long) Long.BYTES + inLength + aad.length);
                Block outBlock = Block.of(lent)) {
            return copied(
                    scratch, encrypt, cipher, in, inAt, inLength, aad, out, outAt, lent, inBlock,
                    outBlock, 0);
        }
    }

    /**
     * By way of memory outside the heap: the length, the input, the associated data; and the
     * output.
     */
    private static int copied(
            Scratch scratch,
            boolean encrypt,
            long cipher,
            byte[] in,
            int inAt,
            int inLength,
            byte[] aad,
            byte[] out,
            int outAt,
            int room,
            Block inBlock,
            Block outBlock,
            int outFrom) {
        int aadFrom = Long.BYTES + inLength;
        inBlock.put(Long.BYTES, in, inAt, inLength);
        inBlock.put(aadFrom, aad, 0, aad.length);
        int status =
                Library.functions()
                        .crypt(
                                encrypt,
                                cipher,
                                inBlock.address() + Long.BYTES,
                                inLength,
                                inBlock.address() + aadFrom,
                                aad.length,
                                outBlock.address() + outFrom,
                                room,
                                inBlock.address());
        long length = inBlock.getLong(0);
        scratch.length[0] = length;
        if (status == 0) {
            outBlock.get(outFrom, out, outAt, (int) length);
        }
        if (inBlock == outBlock) {
            inBlock.wipe(Long.BYTES, inLength + aad.length);
            outBlock.wipe(outFrom, status == 0 && !encrypt ? (int) length : 0);
        }
        return status;
    }

    /**
     * What is left of one direct buffer into what is left of another; the length goes to the
     * scratch.
     */
    public static int crypt(
            Scratch scratch, boolean encrypt, long cipher, ByteBuffer in, ByteBuffer out) {
        Block block = scratch.block();
        int status = Library.functions().crypt(encrypt, cipher, in, out, block.address());
        scratch.length[0] = block.getLong(0);
        return status;
    }

    /** An array with room for the result of a message of this length. */
    public static byte[] room(Scratch scratch, boolean encrypt, long cipher, int length) {
        long room = length(scratch, encrypt, cipher, length);
        if (room > Integer.MAX_VALUE - 8) {
            throw Errors.of(
                    Status.TOO_LARGE.code(),
                    "the message is "
                            + length
                            + " bytes long, its result longer than an array; split it into several");
        }
        return new byte[(int) room];
    }

    /** The room that the result of a message of this length asks for, in bytes. */
    public static long length(Scratch scratch, boolean encrypt, long cipher, long length) {
        Functions functions = Library.functions();
        Block block = scratch.block();
        int status =
                encrypt
                        ? functions.encryptedLength(cipher, length, block.address())
                        : functions.decryptedBound(cipher, length, block.address());
        if (status != 0) {
            throw Errors.of(status);
        }
        return block.getLong(0);
    }
}
