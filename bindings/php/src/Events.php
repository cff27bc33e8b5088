<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Exception\UnencodableEventsException;

/**
 * Checks events against the vendor's rules, before they are encrypted.
 *
 * Pass events as a JSON string, which is used unchanged; as a list of events; or as one event, an array with keys or an
 * object.
 *
 * PHP writes an empty array as `[]`, and the vendor silently drops an event with an empty array anywhere in its
 * `activity_params`. Write `new \stdClass()` for an empty object, and leave out empty lists; the check finds the rest.
 */
final class Events
{
    /** For check(): no time, so that no timestamp is too old or in the future. */
    public const NO_TIME = \PHP_INT_MIN;

    /**
     * Checks events and returns every problem, in the order of the payload. The list has at most 100 errors and 100
     * warnings per event and 10 000 problems in all, but always the first error of each event. A pointer is cut at 1024
     * bytes.
     *
     * @param string|array<mixed>|object $events
     * @param ?string $assetId the asset id of the request, which each event's must equal; null if it is not known
     * @param \DateTimeInterface|int|null $now the time to compare timestamps with, or seconds since 1970; null for the
     *     system's time; {@see self::NO_TIME} to compare none
     * @return list<Problem> empty if there is no problem
     *
     * @throws UnencodableEventsException if they cannot be written as JSON
     * @throws Exception\AssetIdException if the asset id is not UTF-8
     */
    public static function check(
        #[\SensitiveParameter] string|array|object $events,
        ?string $assetId = null,
        \DateTimeInterface|int|null $now = null,
    ): array {
        $seconds = $now instanceof \DateTimeInterface ? $now->getTimestamp() : $now ?? \time();
        $problems = Library::native()->checkEvents(self::toJson($events), $assetId, $seconds);
        return \array_map(static fn (array $problem): Problem => new Problem(
            $problem['pointer'],
            $problem['event'],
            $problem['rule'],
            Severity::from($problem['severity']),
            $problem['message'],
        ), \json_decode($problems, true));
    }

    /**
     * Writes events as the JSON to encrypt: always an array.
     *
     * @param string|array<mixed>|object $events
     *
     * @throws UnencodableEventsException if they cannot be written as JSON, such as text that is not UTF-8
     */
    public static function toJson(#[\SensitiveParameter] string|array|object $events): string
    {
        if (\is_string($events)) {
            return $events;
        }
        if (\is_array($events) && \is_int(\array_key_first($events))) {
            // array_filter() and the like leave gaps in the keys, and json_encode() would write an object.
            $events = \array_values($events);
        }
        // Not JSON_THROW_ON_ERROR: the trace of that exception would hold the events.
        $json = \json_encode($events, \JSON_UNESCAPED_SLASHES | \JSON_UNESCAPED_UNICODE | \JSON_PRESERVE_ZERO_FRACTION);
        if ($json === false) {
            throw new UnencodableEventsException('the events cannot be written as JSON: ' . \json_last_error_msg());
        }
        return $json[0] === '{' ? "[{$json}]" : $json;
    }
}
