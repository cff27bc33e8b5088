package io.github.netcoreaes.internal;

import io.github.netcoreaes.LibraryException;
import io.github.netcoreaes.NetcoreAesException;
import io.github.netcoreaes.Scheme;
import io.github.netcoreaes.Status;
import io.github.netcoreaes.SurrogateException;

import java.lang.invoke.MethodHandles;

/** The exceptions that the library's statuses and this package's own checks raise. */
public final class Errors {
    private static ExceptionFactory factory;

    private Errors() {}

    /** Called once, by the static initializer of {@link NetcoreAesException}. */
    public static void setFactory(ExceptionFactory exceptions) {
        factory = exceptions;
    }

    /**
     * Not in a static initializer of this class: the two classes would wait for each other if two
     * threads initialized one each.
     */
    private static ExceptionFactory factory() {
        if (factory == null) {
            try {
                MethodHandles.lookup().ensureInitialized(NetcoreAesException.class);
            } catch (IllegalAccessException impossible) {
                throw new AssertionError(impossible);
            }
        }
        return factory;
    }

    /** For a status, with the library's sentence. */
    public static NetcoreAesException of(int status) {
        return of(status, Library.functions().statusMessage(status));
    }

    /** For a status, with a sentence that says more. */
    public static NetcoreAesException of(int status, String message) {
        return factory().of(status, message);
    }

    /** For a status; names the message of a batch at fault unless {@code item} is negative. */
    public static NetcoreAesException ofItem(int status, long item) {
        String message = Library.functions().statusMessage(status);
        return item < 0
                ? factory().of(status, message)
                : factory().ofItem(status, message, (int) item);
    }

    /** For encryption and decryption, where status {@code SCHEME} can only mean the AAD. */
    public static NetcoreAesException ofCrypt(int status, Scheme scheme, int item) {
        if (status == Status.SCHEME.code()) {
            return factory()
                    .aadNotTaken(
                            "scheme "
                                    + scheme.code()
                                    + " does not take associated data; leave it out, or use scheme"
                                    + " 11258");
        }
        return ofItem(status, item);
    }

    /** A decrypted message, which is null if it is not UTF-8: a {@code DECRYPT} error. */
    static <R> R requireUtf8(R message, int item) {
        if (message == null) {
            throw ofItem(Status.DECRYPT.code(), item);
        }
        return message;
    }

    static SurrogateException ofItem(SurrogateException exception, int item) {
        return factory().ofItem(exception, item);
    }

    static SurrogateException surrogate(String name, int position) {
        return factory().surrogate(name, position);
    }

    static NetcoreAesException bufferTooSmall(long needed, long capacity) {
        return factory().bufferTooSmall(needed, capacity);
    }

    static NetcoreAesException eventStream(long offset) {
        String message = Library.functions().statusMessage(Status.EVENT_STREAM.code());
        return factory().eventStream(message, offset);
    }

    static LibraryException library(String message) {
        return factory().library(message);
    }

    /** For a fault of netcore-aes itself. */
    static NetcoreAesException internal(String message) {
        return of(Status.PANIC.code(), message);
    }
}
