<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Exception\UnencodableEventsException;

/**
 * The vendor's rules for events, to be checked before they are encrypted.
 *
 * Events may be given in any of these forms: their JSON as a string, which is taken as it is; a list of events; one
 * event, as an array with keys or as an object.
 *
 * PHP writes an empty array as `[]`, and an empty array anywhere in `activity_params` makes the vendor drop the event
 * without a word. Write `new \stdClass()` for an empty object, and leave out empty lists; the check finds those that
 * are left.
 */
final class Events
{
    /** No time, so that no timestamp is too old or in the future. */
    public const NO_TIME = \PHP_INT_MIN;

    /**
     * Checks events; every problem, in the order of the payload. They end with 100 errors and 100 warnings of one
     * event, and with 10 000 in all, but for the first error of each event; a pointer of more than 1024 bytes is cut.
     *
     * @param string|array<mixed>|object $events
     * @param ?string $assetId the request's, which each event's must equal; null if it is not known
     * @param \DateTimeInterface|int|null $now the time, or seconds since 1970; null for the system's time; {@see
     *     self::NO_TIME}
     * @return list<Problem> empty if nothing is wrong
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
        $found = Library::native()->checkEvents(self::toJson($events), $assetId, $seconds);
        return \array_map(static fn (array $problem): Problem => new Problem(
            $problem['pointer'],
            $problem['rule'],
            Severity::from($problem['severity']),
            $problem['message'],
        ), \json_decode($found, true));
    }

    /**
     * Writes events as the JSON to encrypt: an array, even of one event.
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
            // Functions such as array_filter() leave gaps, which would make an object of a list.
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
