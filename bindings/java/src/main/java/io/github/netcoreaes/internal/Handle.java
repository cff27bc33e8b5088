package io.github.netcoreaes.internal;

import io.github.netcoreaes.Scheme;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A cipher in the library. It is freed once it was closed and no call uses it any more, by whoever
 * comes last: so closing it while others encrypt is safe, and so is the garbage collector's closing
 * it.
 */
public final class Handle implements Runnable {
    /** Twice the number of calls under way, and 1 more once it was closed. */
    private final AtomicInteger state = new AtomicInteger();

    private final AtomicLong address;

    private Handle(long address) {
        this.address = new AtomicLong(address);
    }

    /**
     * Makes a cipher of the library.
     *
     * @param iv null for none
     */
    public static Handle of(Scheme scheme, byte[] key, byte[] iv) {
        Functions functions = Library.functions();
        try (Arguments arguments = new Arguments(key, iv)) {
            int status =
                    functions.cipherNew(
                            scheme.code(),
                            arguments.address(0),
                            arguments.length(0),
                            arguments.address(1),
                            arguments.length(1),
                            arguments.answerAddress(0));
            if (status == 0) {
                return new Handle(arguments.answer(0));
            }
            String message = explain(scheme.code(), arguments);
            throw message.isEmpty() ? Errors.of(status) : Errors.of(status, message);
        }
    }

    /** What is wrong with a scheme, a key and an IV, in a sentence; empty if nothing is. */
    public static String explain(int scheme, byte[] key, byte[] iv) {
        try (Arguments arguments = new Arguments(key, iv)) {
            return explain(scheme, arguments);
        }
    }

    private static String explain(int scheme, Arguments arguments) {
        return Output.of(
                256,
                (out, room, length) ->
                        Library.functions()
                                .cipherExplain(
                                        scheme,
                                        arguments.address(0),
                                        arguments.length(0),
                                        arguments.address(1),
                                        arguments.length(1),
                                        out,
                                        room,
                                        length));
    }

    /** The address, to be used until {@link #release()}. */
    public long acquire() {
        if ((state.getAndAdd(2) & 1) != 0) {
            release();
            throw new IllegalStateException("this cipher is closed; make a new one");
        }
        return address.getPlain();
    }

    public void release() {
        if (state.addAndGet(-2) == 1) {
            free();
        }
    }

    /** Closes it; again is fine. */
    @Override
    public void run() {
        if (state.getAndUpdate(value -> value | 1) < 2) {
            free();
        }
    }

    /** Whether the library's cipher is gone. For the tests. */
    public boolean isFreed() {
        return address.get() == 0;
    }

    /** Several may come to the end at once, but one alone takes the address. */
    private void free() {
        long last = address.getAndSet(0);
        if (last != 0) {
            Library.functions().cipherFree(last);
        }
    }
}
