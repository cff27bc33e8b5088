<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use NetcoreAes\Exception\SourceException;

/**
 * The source of a stream of events, in pieces.
 *
 * @internal
 */
final class Pieces
{
    /** The longest piece, in bytes. */
    public const MAX = 1 << 16;

    /** @var ?resource */
    private $resource = null;

    /** The strings of an iterable. A generator, whose content no dump shows. */
    private ?\Generator $strings = null;
    private int $index = 0;

    /** Whether the current string of the iterable was taken. */
    private bool $isTaken = false;

    /** What the iterable threw: it cannot go on, and must not seem to have ended. */
    private ?\Throwable $failure = null;

    /** The string whose pieces are next. */
    private Secret $string;
    private int $at = 0;

    /**
     * @param mixed $source a stream resource, a string or an iterable of strings
     * @throws \TypeError if it is anything else
     */
    public function __construct(#[\SensitiveParameter] mixed $source)
    {
        $this->string = new Secret(\is_string($source) ? $source : '');
        if (\is_resource($source) && \get_resource_type($source) === 'stream') {
            $this->resource = $source;
        } elseif (\is_iterable($source)) {
            $this->strings = (static fn (): \Generator => yield from $source)();
        } elseif (!\is_string($source)) {
            $type = \get_debug_type($source);
            throw new \TypeError("source must be a stream resource, a string or an iterable of strings, not {$type}");
        }
    }

    /**
     * The next piece, which is not empty; null at the end.
     *
     * @throws SourceException if the resource cannot be read; the next call tries again
     * @throws \TypeError if a string of the iterable is of another type, and at each further call
     * @throws \Throwable what the iterable throws, and at each further call
     */
    public function next(): ?string
    {
        if ($this->resource !== null) {
            return $this->read();
        }
        while ($this->at >= \strlen($this->string->reveal())) {
            if ($this->strings === null || !$this->hasString()) {
                return null;
            }
            $string = $this->strings->current();
            if (!\is_string($string)) {
                $type = \get_debug_type($string);
                throw new \TypeError("string {$this->index} of the source must be a string, not {$type}");
            }
            $this->string = new Secret($string);
            $this->at = 0;
            $this->index++;
            $this->isTaken = true;
        }
        $piece = \substr($this->string->reveal(), $this->at, self::MAX);
        $this->at += \strlen($piece);
        return $piece;
    }

    /**
     * Goes on to the next string of the iterable; returns whether there is one.
     */
    private function hasString(): bool
    {
        if ($this->failure !== null) {
            throw $this->failure;
        }
        try {
            if ($this->isTaken) {
                $this->isTaken = false;
                $this->strings->next();
            }
            return $this->strings->valid();
        } catch (\Throwable $failure) {
            throw $this->failure = $failure;
        }
    }

    private function read(): ?string
    {
        $piece = \is_resource($this->resource) ? @\fread($this->resource, self::MAX) : false;
        if ($piece === false) {
            throw new SourceException('the source cannot be read; open it for reading, and close it after the stream');
        }
        if ($piece !== '') {
            return $piece;
        }
        if (!\feof($this->resource)) {
            throw new SourceException('the source has no data yet; wait for it, or make the source block');
        }
        return null;
    }

    /**
     * @return array<string, mixed> the properties that dumps show
     */
    public function __debugInfo(): array
    {
        return [];
    }
}
