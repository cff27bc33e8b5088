package io.github.netcoreaes.internal;

import io.github.netcoreaes.Scheme;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A cipher of the library. The last user frees it: {@link #run} if no call is under way, otherwise
 * the last call that ends. So one thread, or the garbage collector, may close it while others
 * encrypt.
 */
public final class CipherHandle implements Runnable {
    /** Twice the number of calls under way, plus 1 once it was closed. */
    private final AtomicInteger state = new AtomicInteger();

    private final AtomicLong address;

    private CipherHandle(long address) {
        this.address = new AtomicLong(address);
    }

    /**
     * Makes a cipher of the library.
     *
     * @param iv null for none
     */
    static CipherHandle of(Scheme scheme, byte[] key, byte[] iv) {
        try (NativeArguments arguments = new NativeArguments(key, iv)) {
            int status =
                    Library.functions()
                            .cipherNew(
                                    scheme.code(),
                                    arguments.argument(0),
                                    arguments.argument(1),
                                    arguments.numberAddress(0));
            if (status == 0) {
                return new CipherHandle(arguments.number(0));
            }
            String message = explain(scheme.code(), arguments);
            throw message.isEmpty() ? Errors.of(status) : Errors.of(status, message);
        }
    }

    /** Describes the fault of a scheme; empty if there is such a scheme. */
    public static String explainScheme(int scheme) {
        try (NativeArguments arguments = new NativeArguments(null, null)) {
            return explain(scheme, arguments);
        }
    }

    private static String explain(int scheme, NativeArguments arguments) {
        return NativeText.read(
                256,
                out ->
                        Library.functions()
                                .cipherExplain(
                                        scheme, arguments.argument(0), arguments.argument(1), out));
    }

    /** The address, to be used until {@link #release()}. */
    public long acquire() {
        if ((state.getAndAdd(2) & 1) != 0) {
            release();
            throw new IllegalStateException("this cipher is closed; make a new one");
        }
        return address.getPlain();
    }

    /** Ends a use. */
    public void release() {
        if (state.addAndGet(-2) == 1) {
            free();
        }
    }

    /** Closes it; a second time has no effect. */
    @Override
    public void run() {
        if (state.getAndUpdate(value -> value | 1) < 2) {
            free();
        }
    }

    /** Whether the library's cipher is freed. For the tests. */
    public boolean isFreed() {
        return address.get() == 0;
    }

    /** Several threads may end their use at once, but only one takes the address. */
    private void free() {
        long last = address.getAndSet(0);
        if (last != 0) {
            Library.functions().cipherFree(last);
        }
    }
}
