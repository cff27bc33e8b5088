<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The next event of a stream cannot be found: it is neither a JSON array of events, nor one event per line, nor a
 * single object; or it ended within an event or an array.
 */
final class EventStreamException extends NetcoreAesException
{
    protected const STATUS = 20;

    private int $offset = 0;

    /**
     * The place of the fault, in bytes of the stream, from 0.
     */
    public function offset(): int
    {
        return $this->offset;
    }

    /**
     * @internal
     */
    public static function atOffset(int $offset, string $message): self
    {
        $exception = new self("byte {$offset} of the stream: {$message}");
        $exception->offset = $offset;
        return $exception;
    }
}
