<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use FFI\CData;
use NetcoreAes\Exception\OutOfMemoryException;

/**
 * Memory for the library's output, kept from call to call.
 *
 * @internal
 */
final class OutputBuffer
{
    /** The largest capacity to keep, in bytes: a larger buffer would stay allocated as long as its cipher. */
    public const MAX_KEPT = 1 << 20;

    /** The first capacity, in bytes: enough for some events. */
    private const INITIAL = 1 << 12;

    public CData $bytes;
    public int $capacity = self::INITIAL;

    /** A `size_t[1]`, to which the library writes the length of its output. */
    public CData $length;

    public function __construct(private \FFI $ffi)
    {
        $this->bytes = $ffi->new('char[' . self::INITIAL . ']');
        $this->length = $ffi->new('size_t[1]');
    }

    /**
     * Grows the buffer to at least this many bytes. Its content is lost.
     *
     * @throws OutOfMemoryException if the buffer and a string of the same size would exceed PHP's memory_limit
     */
    public function reserve(int $bytes): void
    {
        if ($bytes <= $this->capacity) {
            return;
        }
        if ($bytes <= self::MAX_KEPT) {
            for ($capacity = $this->capacity; $capacity < $bytes; $capacity *= 2);
        } else {
            $capacity = $bytes;
        }
        MemoryLimit::check($capacity + $bytes);
        $this->bytes = $this->ffi->new("char[{$capacity}]");
        $this->capacity = $capacity;
    }

    /**
     * The first bytes of the buffer, as a string.
     */
    public function read(int $bytes): string
    {
        return \FFI::string($this->bytes, $bytes);
    }

    /**
     * As read(), for secrets: wipes the bytes in the buffer.
     */
    public function readAndWipe(int $bytes): string
    {
        $secret = \FFI::string($this->bytes, $bytes);
        \FFI::memset($this->bytes, 0, $bytes);
        return $secret;
    }
}
