package io.github.netcoreaes.internal;

import io.github.netcoreaes.Scheme;
import io.github.netcoreaes.Status;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One call of a cipher. Until it is closed the cipher is not freed, and its buffers are taken. */
final class CipherUse implements AutoCloseable {
    /** In place of an index, for a message that belongs to no batch. */
    static final int NO_ITEM = -1;

    final Scheme scheme;
    final CallBuffers buffers;

    /** The library's cipher. */
    final long cipher;

    private final NativeCipher owner;

    /** Throws IllegalStateException if the cipher was closed. */
    CipherUse(NativeCipher owner) {
        buffers = CallBuffers.acquire();
        try {
            cipher = owner.handle.acquire();
        } catch (IllegalStateException closed) {
            buffers.release();
            throw closed;
        }
        this.owner = owner;
        scheme = owner.scheme;
    }

    @Override
    public void close() {
        buffers.release();
        owner.handle.release();
        // The cleaner must not close the cipher of the last call that uses it.
        Reference.reachabilityFence(owner);
    }

    /**
     * Encrypts or decrypts the first bytes of an array.
     *
     * @param item the message's index in a batch, or {@link #NO_ITEM}
     */
    <R> R crypt(
            Direction direction,
            byte[] in,
            int inLength,
            byte[] aad,
            ResultReader<R> reader,
            int item) {
        byte[] out =
                inLength <= CallBuffers.SHORT
                        ? buffers.out
                        : Message.newOutput(this, direction, inLength);
        int status =
                Message.crypt(
                        this,
                        direction,
                        new ArrayBuffers(in, 0, inLength, aad, out, 0, out.length));
        if (status != 0) {
            throw Errors.ofCrypt(status, scheme, item);
        }
        int length = (int) buffers.length[0];
        try {
            return Errors.requireUtf8(reader.read(out, 0, length), item);
        } finally {
            if (direction == Direction.DECRYPT) {
                Arrays.fill(out, 0, length, (byte) 0);
            }
        }
    }

    /** Encrypts or decrypts into an array of the caller; returns the result's length. */
    int crypt(Direction direction, ArrayBuffers arrays) {
        // The library would see it only where arrays are lent to it.
        if (arrays.overlap()) {
            throw Errors.of(Status.OVERLAP.code());
        }
        return length(Message.crypt(this, direction, arrays), arrays.outCapacity());
    }

    /** The same between the remaining bytes of two buffers, whose positions stay. */
    int crypt(Direction direction, ByteBuffer in, ByteBuffer out) {
        if (in.isDirect() && out.isDirect()) {
            return length(Message.crypt(this, direction, in, out), out.remaining());
        }
        byte[] from = in.hasArray() ? in.array() : new byte[in.remaining()];
        byte[] to = out.hasArray() ? out.array() : new byte[out.remaining()];
        int fromAt = in.hasArray() ? in.arrayOffset() + in.position() : 0;
        int toAt = out.hasArray() ? out.arrayOffset() + out.position() : 0;
        ArrayBuffers arrays =
                new ArrayBuffers(
                        from,
                        fromAt,
                        in.remaining(),
                        ArrayBuffers.NO_AAD,
                        to,
                        toAt,
                        out.remaining());
        try {
            if (!in.hasArray()) {
                in.duplicate().get(from);
            }
            int length = crypt(direction, arrays);
            if (!out.hasArray()) {
                out.duplicate().put(to, 0, length);
            }
            return length;
        } finally {
            if (!in.hasArray()) {
                Arrays.fill(from, (byte) 0);
            }
            if (!out.hasArray()) {
                Arrays.fill(to, (byte) 0);
            }
        }
    }

    private int length(int status, int outCapacity) {
        if (status == Status.BUFFER_TOO_SMALL.code()) {
            throw Errors.bufferTooSmall(buffers.length[0], outCapacity);
        }
        if (status != 0) {
            throw Errors.ofCrypt(status, scheme, NO_ITEM);
        }
        return (int) buffers.length[0];
    }
}
