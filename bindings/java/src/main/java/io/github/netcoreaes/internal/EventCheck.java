package io.github.netcoreaes.internal;

import io.github.netcoreaes.Problem;

import java.time.Instant;
import java.util.List;

/** The check of events against the vendor's rules. */
public final class EventCheck {
    /** {@code NETCORE_AES_NO_TIME}. */
    private static final long NO_TIME = Long.MIN_VALUE;

    private EventCheck() {}

    /**
     * Checks a payload.
     *
     * @param assetId null if it is not known
     * @param now null for none
     */
    public static List<Problem> run(byte[] payload, String assetId, Instant now) {
        byte[] asset = assetId == null ? null : Utf8.encode(assetId, "the asset id");
        long seconds = now == null ? NO_TIME : now.getEpochSecond();
        try (NativeArguments arguments = new NativeArguments(payload, asset)) {
            return ProblemReader.read(
                    NativeText.read(
                            4096,
                            out ->
                                    Library.functions()
                                            .checkEvents(
                                                    arguments.argument(0),
                                                    arguments.argument(1),
                                                    seconds,
                                                    out,
                                                    arguments.numberAddress(0),
                                                    arguments.numberAddress(1))));
        }
    }
}
