package io.github.netcoreaes.internal;

/**
 * The arguments of one call outside the heap, behind two numbers that the call writes. Wiped when
 * closed.
 */
final class NativeArguments implements AutoCloseable {
    private static final int NUMBERS_SIZE = 2 * Long.BYTES;

    private final NativeMemory memory;
    private final NativeBytes[] arguments;

    /** Copies the arguments; null becomes NULL. */
    NativeArguments(byte[]... arguments) {
        long size = NUMBERS_SIZE;
        for (byte[] argument : arguments) {
            size += argument == null ? 0 : argument.length;
        }
        memory = NativeMemory.allocate(size);
        this.arguments = new NativeBytes[arguments.length];
        int at = NUMBERS_SIZE;
        for (int i = 0; i < arguments.length; i++) {
            byte[] argument = arguments[i];
            if (argument == null) {
                this.arguments[i] = NativeBytes.NONE;
            } else {
                memory.put(at, argument, 0, argument.length);
                this.arguments[i] = new NativeBytes(memory.address() + at, argument.length);
                at += argument.length;
            }
        }
    }

    NativeBytes argument(int index) {
        return arguments[index];
    }

    /** The address that the call writes a number to. */
    long numberAddress(int index) {
        return memory.address() + (long) index * Long.BYTES;
    }

    /** A number that the call wrote. */
    long number(int index) {
        return memory.getLong(index * Long.BYTES);
    }

    @Override
    public void close() {
        memory.close();
    }
}
