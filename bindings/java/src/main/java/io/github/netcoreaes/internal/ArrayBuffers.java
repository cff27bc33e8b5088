package io.github.netcoreaes.internal;

import java.util.Objects;

/** The buffers of a message in arrays of the heap. Capacities and lengths are in bytes. */
public record ArrayBuffers(
        byte[] in, int inAt, int inLength, byte[] aad, byte[] out, int outAt, int outCapacity) {
    /** No associated data. */
    public static final byte[] NO_AAD = new byte[0];

    /**
     * Buffers of the caller, without associated data. The output extends to the end of its array.
     *
     * @throws IndexOutOfBoundsException if an offset or the length lies outside its array
     */
    public static ArrayBuffers checked(byte[] in, int inAt, int inLength, byte[] out, int outAt) {
        Objects.requireNonNull(in, "the input must not be null");
        Objects.requireNonNull(out, "the output must not be null");
        Objects.checkFromIndexSize(inAt, inLength, in.length);
        Objects.checkFromIndexSize(outAt, 0, out.length);
        return new ArrayBuffers(in, inAt, inLength, NO_AAD, out, outAt, out.length - outAt);
    }

    /** Whether input and output share bytes. */
    boolean overlap() {
        return in == out
                && inLength > 0
                && outCapacity > 0
                && inAt < outAt + outCapacity
                && outAt < inAt + inLength;
    }
}
