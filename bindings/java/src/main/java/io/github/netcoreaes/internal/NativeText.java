package io.github.netcoreaes.internal;

import io.github.netcoreaes.NetcoreAesException;
import io.github.netcoreaes.Status;

import java.nio.charset.StandardCharsets;

/** Text that a function of the library writes, with the length that it reports. */
final class NativeText {
    /** A call of a function that writes text; returns its status. */
    interface Call {
        int write(NativeOutput out);
    }

    private NativeText() {}

    /**
     * Calls the function, and again with the capacity that it reported if the first was too small.
     *
     * @throws NetcoreAesException if the call fails otherwise
     */
    static String read(int firstCapacity, Call call) {
        long capacity = firstCapacity;
        while (true) {
            try (NativeMemory memory = NativeMemory.allocate(Long.BYTES + capacity)) {
                long address = memory.address();
                int status = call.write(new NativeOutput(address + Long.BYTES, capacity, address));
                long length = memory.getLong(0);
                if (status == 0) {
                    byte[] bytes = new byte[(int) length];
                    memory.get(Long.BYTES, bytes, 0, bytes.length);
                    return new String(bytes, StandardCharsets.UTF_8);
                }
                if (status != Status.BUFFER_TOO_SMALL.code() || length <= capacity) {
                    throw Errors.of(status);
                }
                capacity = length;
            }
        }
    }
}
