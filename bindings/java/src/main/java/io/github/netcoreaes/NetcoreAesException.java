package io.github.netcoreaes;

import io.github.netcoreaes.internal.Errors;

import java.util.OptionalInt;

/**
 * A call failed. The message names the cause and how to remove it.
 *
 * <p>There is a subclass for each cause. None contains a key, an IV, a plaintext or a ciphertext,
 * so each may be logged.
 */
public abstract class NetcoreAesException extends RuntimeException {
    /** The status of a cause that exists only in Java. */
    static final int JAVA_ONLY = -1;

    private static final long serialVersionUID = 1L;

    static {
        Errors.setFactory(new Exceptions());
    }

    /** The number of the cause. */
    private final int status;

    /** The index of a message in a batch, or -1. */
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
     * The number of the cause, the same in every language: {@link Status#code()}, the {@code
     * NETCORE_AES_ERR_…} constants of the C header.
     *
     * @return the number; -1 for a cause that exists only in Java
     */
    public final int status() {
        return status;
    }

    /**
     * The index of the message at fault in a batch.
     *
     * @return the index, from 0; empty if no single message is at fault
     */
    public final OptionalInt index() {
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
