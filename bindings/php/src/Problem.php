<?php

declare(strict_types=1);

namespace NetcoreAes;

/**
 * Something wrong with a payload: where, what, and what to do about it. It holds no value of the payload's.
 */
final class Problem implements \Stringable
{
    /**
     * @internal made by {@see Events::check()}
     *
     * @param string $pointer a JSON pointer (RFC 6901), such as `/3/activity_params/items`; empty for the payload
     *     itself
     * @param string $rule a name for programs, such as `missing` or `empty-array`; it never changes
     * @param string $message what to do
     */
    public function __construct(
        public readonly string $pointer,
        public readonly string $rule,
        public readonly Severity $severity,
        public readonly string $message,
    ) {
    }

    public function isError(): bool
    {
        return $this->severity === Severity::Error;
    }

    public function __toString(): string
    {
        return ($this->pointer === '' ? 'the payload' : $this->pointer) . ": {$this->message}";
    }
}
