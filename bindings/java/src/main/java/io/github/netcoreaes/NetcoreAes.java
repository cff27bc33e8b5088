package io.github.netcoreaes;

import io.github.netcoreaes.internal.Arguments;
import io.github.netcoreaes.internal.Block;
import io.github.netcoreaes.internal.Errors;
import io.github.netcoreaes.internal.Functions;
import io.github.netcoreaes.internal.Library;
import io.github.netcoreaes.internal.Output;
import io.github.netcoreaes.internal.ProblemReader;
import io.github.netcoreaes.internal.Utf8;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What needs no cipher: making keys, checking events, and facts about the library. Any thread may
 * call it.
 */
public final class NetcoreAes {
    private NetcoreAes() {}

    /**
     * Makes a key and an IV for schemes 11256 and 11257, as the vendor's generator does: each
     * character drawn uniformly from {@code A-Z a-z 0-9} by the operating system's generator.
     *
     * @return both
     * @throws RandomException if the operating system gives no random bytes
     * @throws LibraryException if there is no native library
     */
    public static Credentials keygen() {
        Functions functions = Library.functions();
        int keyRoom = functions.keySize();
        int ivRoom = functions.ivSize();
        try (Block block = Block.of((long) keyRoom + ivRoom)) {
            check(functions.keygen(block.address(), block.address() + keyRoom));
            return new Credentials(text(block, 0, keyRoom), text(block, keyRoom, ivRoom));
        }
    }

    /**
     * Makes a key for scheme 11258, as the vendor's generator "V5" does: 32 bytes of the operating
     * system's generator, in base64.
     *
     * @return 44 characters
     * @throws RandomException if the operating system gives no random bytes
     * @throws LibraryException if there is no native library
     */
    public static String gcmKeygen() {
        Functions functions = Library.functions();
        int room = functions.gcmKeySize();
        try (Block block = Block.of(room)) {
            check(functions.gcmKeygen(block.address()));
            return text(block, 0, room);
        }
    }

    /**
     * Checks a payload against the vendor's rules for events, by the system's clock and for any
     * asset: as {@link #checkEvents(byte[], String, Instant)}.
     *
     * @param payload JSON: an array of events
     * @return every problem, in the order of the payload
     */
    public static List<Problem> checkEvents(String payload) {
        return checkEvents(payload, null, Instant.now());
    }

    /**
     * The same of JSON in UTF-8, as most JSON libraries write it.
     *
     * @param payload JSON: an array of events
     * @return every problem, in the order of the payload
     */
    public static List<Problem> checkEvents(byte[] payload) {
        return checkEvents(payload, null, Instant.now());
    }

    /**
     * The same of a string.
     *
     * @param payload JSON: an array of events
     * @param assetId the request's, which each event's must equal; null if it is not known
     * @param now the time to hold timestamps against; null for none, so that none is too old or in
     *     the future
     * @return every problem, in the order of the payload
     * @throws SurrogateException if a string holds half of a surrogate pair
     */
    public static List<Problem> checkEvents(String payload, String assetId, Instant now) {
        Objects.requireNonNull(payload, "payload must not be null; pass JSON");
        return checkEvents(Utf8.encode(payload, "the payload"), assetId, now);
    }

    /**
     * Checks a payload against the vendor's rules for events, before it is encrypted. An event that
     * breaks one is refused, or vanishes without a word.
     *
     * <p>Problems end with 100 errors and 100 warnings of one event, and with 10 000 in all, but
     * for the first error of each event; a pointer of more than 1024 bytes is cut.
     *
     * @param payload JSON in UTF-8: an array of events
     * @param assetId the request's, which each event's must equal; null if it is not known
     * @param now the time to hold timestamps against; null for none, so that none is too old or in
     *     the future
     * @return every problem, in the order of the payload; with no {@link Problem#isError() error}
     *     among them it may be sent
     * @throws SurrogateException if the asset id holds half of a surrogate pair
     * @throws TooLargeException if the payload is longer than a Java array
     * @throws MemoryException if there is no memory
     * @throws LibraryException if there is no native library
     */
    public static List<Problem> checkEvents(byte[] payload, String assetId, Instant now) {
        Objects.requireNonNull(payload, "payload must not be null; pass JSON");
        byte[] asset = assetId == null ? null : Utf8.encode(assetId, "the asset id");
        long seconds = now == null ? Long.MIN_VALUE : now.getEpochSecond();
        try (Arguments arguments = new Arguments(payload, asset)) {
            return ProblemReader.read(
                    Output.of(
                            4096,
                            (out, room, length) ->
                                    Library.functions()
                                            .checkEvents(
                                                    arguments.address(0),
                                                    arguments.length(0),
                                                    arguments.address(1),
                                                    arguments.length(1),
                                                    seconds,
                                                    out,
                                                    room,
                                                    length,
                                                    arguments.answerAddress(0),
                                                    arguments.answerAddress(1))));
        }
    }

    /**
     * The version of the native library that was loaded.
     *
     * @return such as {@code 0.1.0}
     * @throws LibraryException if there is none
     */
    public static String version() {
        return Library.functions().version();
    }

    /**
     * The version of the ABI of the library that was loaded.
     *
     * @return the one that this package was written for
     * @throws LibraryException if there is none
     */
    public static int abiVersion() {
        Library.functions();
        return Library.ABI_VERSION;
    }

    /**
     * How the native library is called.
     *
     * @return {@code ffm} ({@code java.lang.foreign}, Java 22 and later) or {@code jna}
     * @throws LibraryException if there is none
     */
    public static String backEnd() {
        return Library.functions().backEnd();
    }

    private static void check(int status) {
        if (status != 0) {
            throw Errors.of(status);
        }
    }

    /** What stands there before the NUL at its end. */
    private static String text(Block block, int at, int room) {
        byte[] bytes = new byte[room - 1];
        block.get(at, bytes, 0, bytes.length);
        try {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } finally {
            java.util.Arrays.fill(bytes, (byte) 0);
        }
    }
}
