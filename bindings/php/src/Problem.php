<?php

declare(strict_types=1);

namespace NetcoreAes;

/**
 * A problem of a payload: its place, the rule that it breaks, and how to mend it. It contains no value of the payload.
 */
final class Problem implements \Stringable
{
    /**
     * @internal made by {@see Events::check()}
     *
     * @param string $pointer a JSON pointer (RFC 6901), such as `/3/activity_params/items`; empty for the payload
     *     itself
     * @param ?int $event the index of the event, from 0; null for a problem of the payload itself
     * @param string $rule the name of the rule, such as `missing` or `empty-array`; it never changes
     * @param string $message how to mend it
     */
    public function __construct(
        public readonly string $pointer,
        public readonly ?int $event,
        public readonly string $rule,
        public readonly Severity $severity,
        public readonly string $message,
    ) {
    }

    /**
     * Whether it is an error: then the payload must not be sent.
     */
    public function isError(): bool
    {
        return $this->severity === Severity::Error;
    }

    /**
     * The place and the message.
     */
    public function __toString(): string
    {
        return ($this->pointer === '' ? 'the payload' : $this->pointer) . ": {$this->message}";
    }
}
