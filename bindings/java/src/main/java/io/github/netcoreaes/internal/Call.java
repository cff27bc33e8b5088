package io.github.netcoreaes.internal;

import io.github.netcoreaes.Cipher;
import io.github.netcoreaes.Status;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The use of a cipher for one call: the cipher stays until it is closed, and so do its buffers. */
public final class Call implements AutoCloseable {
    public final long cipher;
    public final Scratch scratch;
    private final Handle handle;

    /** Throws IllegalStateException if the cipher was closed. */
    public Call(Handle handle) {
        scratch = Scratch.take();
        try {
            cipher = handle.acquire();
        } catch (IllegalStateException closed) {
            scratch.give();
            throw closed;
        }
        this.handle = handle;
    }

    @Override
    public void close() {
        scratch.give();
        handle.release();
    }

    /** Encrypts or decrypts into an array that it returns; how much of it, says the scratch. */
    public byte[] crypt(Cipher owner, boolean encrypt, byte[] in, int length, byte[] aad) {
        byte[] out =
                length <= Scratch.SHORT
                        ? scratch.out
                        : Message.room(scratch, encrypt, cipher, length);
        int status =
                Message.crypt(scratch, encrypt, cipher, in, 0, length, aad, out, 0, out.length);
        if (status != 0) {
            throw Errors.ofCrypt(status, owner.scheme());
        }
        return out;
    }

    /** From an array into another; returns the length. */
    public int between(
            Cipher owner,
            boolean encrypt,
            byte[] in,
            int inAt,
            int inLength,
            byte[] out,
            int outAt,
            int room) {
        // The library sees this only where arrays are lent to it.
        if (in == out
                && inLength > 0
                && room > 0
                && inAt < outAt + room
                && outAt < inAt + inLength) {
            throw Errors.of(Status.OVERLAP.code());
        }
        return written(
                owner,
                Message.crypt(
                        scratch,
                        encrypt,
                        cipher,
                        in,
                        inAt,
                        inLength,
                        Message.NO_AAD,
                        out,
                        outAt,
                        room),
                room);
    }

    /** From what is left of a buffer into what is left of another; returns the length. */
    public int between(Cipher owner, boolean encrypt, ByteBuffer in, ByteBuffer out) {
        if (in.isDirect() && out.isDirect()) {
            return written(
                    owner, Message.crypt(scratch, encrypt, cipher, in, out), out.remaining());
        }
        byte[] from = in.hasArray() ? in.array() : new byte[in.remaining()];
        byte[] to = out.hasArray() ? out.array() : new byte[out.remaining()];
        int fromAt = in.hasArray() ? in.arrayOffset() + in.position() : 0;
        int toAt = out.hasArray() ? out.arrayOffset() + out.position() : 0;
        try {
            if (!in.hasArray()) {
                in.duplicate().get(from);
            }
            int written =
                    between(
                            owner,
                            encrypt,
                            from,
                            fromAt,
                            in.remaining(),
                            to,
                            toAt,
                            out.remaining());
            if (!out.hasArray()) {
                out.duplicate().put(to, 0, written);
            }
            return written;
        } finally {
            if (!in.hasArray()) {
                Arrays.fill(from, (byte) 0);
            }
            if (!out.hasArray()) {
                Arrays.fill(to, (byte) 0);
            }
        }
    }

    private int written(Cipher owner, int status, int room) {
        if (status == Status.BUFFER_TOO_SMALL.code()) {
            throw Errors.bufferTooSmall(scratch.length[0], room);
        }
        if (status != 0) {
            throw Errors.ofCrypt(status, owner.scheme());
        }
        return (int) scratch.length[0];
    }
}
