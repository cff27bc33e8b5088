package io.github.netcoreaes.internal;

import io.github.netcoreaes.LibraryException;
import io.github.netcoreaes.NetcoreAesException;
import io.github.netcoreaes.SurrogateException;

/**
 * Constructs the exceptions of the exported package, whose constructors are not public. {@link
 * Errors} holds the only instance.
 */
public interface ExceptionFactory {
    /** The exception of a status. */
    NetcoreAesException of(int status, String message);

    /**
     * The same for one message of a batch, if the status is {@code ENCODING} or {@code DECRYPT}.
     */
    NetcoreAesException ofItem(int status, String message, int item);

    /** The same exception for one message of a batch. */
    SurrogateException ofItem(SurrogateException exception, int item);

    /**
     * For a string that contains half of a surrogate pair.
     *
     * @param name of the string in the message, such as "the plaintext"
     * @param position of the half, in chars
     */
    SurrogateException surrogate(String name, int position);

    /** For associated data under a CBC scheme. */
    NetcoreAesException aadNotTaken(String message);

    /** For an output of the caller that is too small. */
    NetcoreAesException bufferTooSmall(long needed, long capacity);

    /**
     * For a stream in which the next event cannot be found.
     *
     * @param offset the place, in bytes of the stream
     */
    NetcoreAesException eventStream(String message, long offset);

    /** For a native library that cannot be used. */
    LibraryException library(String message);
}
