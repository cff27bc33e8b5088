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
 * PHP has one empty array for lists and objects, and `json_encode()` writes it as `[]`. `'activity_params' => []` can
 * only mean an object, so this class writes `{}` there. The vendor silently drops an event with an empty array anywhere
 * within its `activity_params`, so the check reports each of these: leave the field out, or write `(object) []` for an
 * empty object.
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
        return self::checkJson(self::toJson($events), !\is_string($events), $assetId, $seconds);
    }

    /**
     * @internal
     *
     * @param bool $isFromPhp whether toJson() wrote the payload, from arrays or objects
     * @return list<Problem>
     */
    public static function checkJson(
        #[\SensitiveParameter] string $payload,
        bool $isFromPhp,
        ?string $assetId,
        int $seconds,
    ): array {
        return self::problems(Library::native()->checkEvents($payload, $assetId, $seconds), $isFromPhp);
    }

    /**
     * @internal
     *
     * @param string $json as the library writes problems
     * @param bool $isFromPhp whether toJson() wrote the payload, from arrays or objects
     * @return list<Problem>
     */
    public static function problems(string $json, bool $isFromPhp): array
    {
        return \array_map(static fn (array $problem): Problem => new Problem(
            $problem['pointer'],
            $problem['event'],
            $problem['rule'],
            Severity::from($problem['severity']),
            // The message ends in "write {} for an empty object", which PHP's arrays cannot express.
            $problem['message'] . ($isFromPhp && $problem['rule'] === 'empty-array' ? ', in PHP (object) []' : ''),
        ), \json_decode($json, true));
    }

    /**
     * Writes events as the JSON to encrypt: always an array. An `activity_params` of `[]` is written as `{}`.
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
        $events = self::toPlain($events);
        if (\is_array($events) && \is_int(\array_key_first($events))) {
            // array_filter() and the like leave gaps in the keys, and json_encode() would write an object.
            $events = \array_map(self::withObjectOfParams(...), \array_values($events));
        } else {
            $events = self::withObjectOfParams($events);
        }
        // Not JSON_THROW_ON_ERROR: the trace of that exception would hold the events.
        $json = \json_encode($events, \JSON_UNESCAPED_SLASHES | \JSON_UNESCAPED_UNICODE | \JSON_PRESERVE_ZERO_FRACTION);
        if ($json === false) {
            $reason = \json_last_error_msg();
            throw new UnencodableEventsException(
                "the events cannot be written as JSON: {$reason}; pass text in UTF-8 and values that JSON has"
            );
        }
        return $json[0] === '{' ? "[{$json}]" : $json;
    }

    /**
     * The value that json_encode() would write in place of a JsonSerializable.
     */
    private static function toPlain(#[\SensitiveParameter] mixed $value): mixed
    {
        while ($value instanceof \JsonSerializable) {
            $plain = $value->jsonSerialize();
            if ($plain === $value) {
                break;
            }
            $value = $plain;
        }
        return $value;
    }

    /**
     * The event, with an object as `activity_params` if that is an empty array. The caller's event stays as it is.
     */
    private static function withObjectOfParams(#[\SensitiveParameter] mixed $value): mixed
    {
        $event = self::toPlain($value);
        $fields = \is_object($event) ? \get_object_vars($event) : $event;
        if (!\is_array($fields) || !isset($fields['activity_params'])) {
            return $event;
        }
        $params = self::toPlain($fields['activity_params']);
        // Not an assignment to the key: if that is a reference, it would change the caller's variable.
        return \array_replace($fields, ['activity_params' => $params === [] ? new \stdClass() : $params]);
    }
}
