package io.github.netcoreaes.internal;

/**
 * Arguments of one call, outside the heap, after room for three numbers that it answers. Wiped
 * after.
 */
public final class Arguments implements AutoCloseable {
    private static final int ANSWERS = 3 * Long.BYTES;

    private final Block block;
    private final int[] at;
    private final byte[][] parts;

    /** Copies the arguments, of which null counts as none. */
    public Arguments(byte[]... parts) {
        long size = ANSWERS;
        at = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            at[i] = (int) size;
            size += parts[i] == null ? 0 : parts[i].length;
        }
        this.parts = parts;
        block = Block.of(size);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] != null) {
                block.put(at[i], parts[i], 0, parts[i].length);
            }
        }
    }

    /** The address of an argument; NULL for none. */
    public long address(int part) {
        return parts[part] == null ? 0 : block.address() + at[part];
    }

    public long length(int part) {
        return parts[part] == null ? 0 : parts[part].length;
    }

    /** Where the call is to write a number. */
    public long answerAddress(int number) {
        return block.address() + (long) number * Long.BYTES;
    }

    public long answer(int number) {
        return block.getLong(number * Long.BYTES);
    }

    @Override
    public void close() {
        block.close();
    }
}
