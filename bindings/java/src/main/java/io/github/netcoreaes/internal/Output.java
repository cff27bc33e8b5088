package io.github.netcoreaes.internal;

import io.github.netcoreaes.NetcoreAesException;
import io.github.netcoreaes.Status;

import java.nio.charset.StandardCharsets;

/** Text that the library writes, of a length that it says itself. */
public final class Output {
    /** One call of a function that writes text. */
    public interface Call {
        int write(long out, long room, long length);
    }

    private Output() {}

    /**
     * Calls, and once more with the room that was asked for if the guess was too little.
     *
     * @throws NetcoreAesException if the call fails otherwise
     */
    public static String of(int guess, Call call) {
        long room = guess;
        while (true) {
            try (Block block = Block.of(Long.BYTES + room)) {
                int status = call.write(block.address() + Long.BYTES, room, block.address());
                long length = block.getLong(0);
                if (status == 0) {
                    byte[] bytes = new byte[(int) length];
                    block.get(Long.BYTES, bytes, 0, bytes.length);
                    return new String(bytes, StandardCharsets.UTF_8);
                }
                if (status != Status.BUFFER_TOO_SMALL.code() || length <= room) {
                    throw Errors.of(status);
                }
                room = length;
            }
        }
    }
}
