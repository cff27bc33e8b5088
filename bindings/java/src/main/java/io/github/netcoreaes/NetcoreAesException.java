package io.github.netcoreaes;

import io.github.netcoreaes.internal.Errors;

import java.util.OptionalInt;

/**
 * Why a call was refused. The message says what to do next.
 *
 * <p>There is a subclass for each cause. None carries a key, an IV, a plaintext or a ciphertext, in
 * its message or anywhere else, so each may be logged.
 */
public abstract class NetcoreAesException extends RuntimeException {
    /** The status of what only Java meets. */
    static final int JAVA_ONLY = -1;

    private static final long serialVersionUID = 1L;

    static {
        Errors.setFactory(new Exceptions());
    }

    /** The number of the cause. */
    private final int status;

    /** The item of a batch, or -1. */
    private final int index;

    NetcoreAesException(String message, int status) {
        super(message);
        this.status = status;
        this.index = -1;
    }

    NetcoreAesException(String message, int status, int index) {
        super("message " + index + " of the batch: " + message);
        this.status = status;
        this.index = index;
    }

    /**
     * The number by which every language knows the cause: {@link Status#code()}, the {@code
     * NETCORE_AES_ERR_…} constants of the C header.
     *
     * @return the number; -1 for a cause that only Java meets
     */
    public final int status() {
        return status;
    }

    /**
     * The item of a batch at fault.
     *
     * @return its place, counted from 0; empty if the fault is no single item's
     */
    public final OptionalInt index() {
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
