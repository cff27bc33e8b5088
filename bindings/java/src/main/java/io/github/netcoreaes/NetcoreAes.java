package io.github.netcoreaes;

import io.github.netcoreaes.internal.EventCheck;
import io.github.netcoreaes.internal.KeyGenerator;
import io.github.netcoreaes.internal.Library;
import io.github.netcoreaes.internal.Utf8;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The functions that need no cipher: generating keys, checking events, and the versions of the
 * library. Any thread may call them.
 */
public final class NetcoreAes {
    private NetcoreAes() {}

    /**
     * Generates a key and an IV for schemes 11256 and 11257, as the vendor's generator does: the
     * operating system's generator draws each character uniformly from {@code A-Z a-z 0-9}.
     *
     * @return both
     * @throws RandomException if the operating system returns no random bytes
     * @throws LibraryException if there is no native library
     */
    public static Credentials keygen() {
        String[] pair = KeyGenerator.keyAndIv();
        return new Credentials(pair[0], pair[1]);
    }

    /**
     * Generates a key for scheme 11258, as the vendor's generator "V5" does: 32 bytes of the
     * operating system's generator, in base64.
     *
     * @return 44 characters
     * @throws RandomException if the operating system returns no random bytes
     * @throws LibraryException if there is no native library
     */
    public static String gcmKeygen() {
        return KeyGenerator.gcmKey();
    }

    /**
     * Checks a payload by the system's clock and for any asset id: {@link #checkEvents(byte[],
     * String, Instant)}.
     *
     * @param payload JSON: an array of events
     * @return every problem, in the order of the payload
     */
    public static List<Problem> checkEvents(String payload) {
        return checkEvents(payload, null, Instant.now());
    }

    /**
     * Checks a payload in UTF-8 by the system's clock and for any asset id: {@link
     * #checkEvents(byte[], String, Instant)}.
     *
     * @param payload JSON: an array of events
     * @return every problem, in the order of the payload
     */
    public static List<Problem> checkEvents(byte[] payload) {
        return checkEvents(payload, null, Instant.now());
    }

    /**
     * Checks a payload: {@link #checkEvents(byte[], String, Instant)}.
     *
     * @param payload JSON: an array of events
     * @param assetId the asset id of the request, which the events' must equal; null if it is not
     *     known
     * @param now the time to check timestamps against; null for none, so that no timestamp is too
     *     old or in the future
     * @return every problem, in the order of the payload
     * @throws SurrogateException if a string contains half of a surrogate pair
     */
    public static List<Problem> checkEvents(String payload, String assetId, Instant now) {
        Objects.requireNonNull(payload, "payload must not be null; pass JSON");
        return checkEvents(Utf8.encode(payload, "the payload"), assetId, now);
    }

    /**
     * Checks a payload against the vendor's rules for events, before it is encrypted. The vendor
     * refuses an event that breaks a rule, or drops it silently.
     *
     * <p>Reports at most 100 errors and 100 warnings of one event, and 10 000 problems in all, but
     * always the first error of each event; cuts a pointer of more than 1024 bytes.
     *
     * @param payload JSON in UTF-8: an array of events
     * @param assetId the asset id of the request, which the events' must equal; null if it is not
     *     known
     * @param now the time to check timestamps against; null for none, so that no timestamp is too
     *     old or in the future
     * @return every problem, in the order of the payload; without an {@link Problem#isError()
     *     error} the payload may be sent
     * @throws SurrogateException if the asset id contains half of a surrogate pair
     * @throws TooLargeException if the payload is longer than a Java array
     * @throws MemoryException if memory cannot be allocated
     * @throws LibraryException if there is no native library
     */
    public static List<Problem> checkEvents(byte[] payload, String assetId, Instant now) {
        Objects.requireNonNull(payload, "payload must not be null; pass JSON");
        return EventCheck.run(payload, assetId, now);
    }

    /**
     * The version of the native library.
     *
     * @return such as {@code 0.1.0}
     * @throws LibraryException if there is no native library
     */
    public static String version() {
        return Library.functions().version();
    }

    /**
     * The version of the native library's ABI.
     *
     * @return the version that this package is built for
     * @throws LibraryException if there is no native library
     */
    public static int abiVersion() {
        Library.functions();
        return Library.ABI_VERSION;
    }

    /**
     * The name of the interface through which Java calls the native library.
     *
     * @return {@code ffm} ({@code java.lang.foreign}, Java 22 and later) or {@code jna}
     * @throws LibraryException if there is no native library
     */
    public static String backEnd() {
        return Library.functions().backEnd();
    }
}
