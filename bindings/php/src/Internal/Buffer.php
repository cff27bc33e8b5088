<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use FFI\CData;
use NetcoreAes\Exception\OutOfMemoryException;

/**
 * Room for what the library writes, kept from call to call.
 *
 * @internal
 */
final class Buffer
{
    /** A larger one is not to be kept: it would weigh on the process for as long as its cipher lives. */
    public const MOST_KEPT = 1 << 20;

    /** Room for some events. */
    private const LEAST = 1 << 12;

    public CData $bytes;
    public int $capacity = self::LEAST;

    /** A `size_t[1]`, where the library writes the length. */
    public CData $length;

    public function __construct(private \FFI $ffi)
    {
        $this->bytes = $ffi->new('char[' . self::LEAST . ']');
        $this->length = $ffi->new('size_t[1]');
    }

    /**
     * Makes room for so many bytes; what was written before is lost.
     *
     * @throws OutOfMemoryException if PHP's memory_limit does not allow that and a string of the same size
     */
    public function reserve(int $bytes): void
    {
        if ($bytes <= $this->capacity) {
            return;
        }
        if ($bytes <= self::MOST_KEPT) {
            for ($capacity = $this->capacity; $capacity < $bytes; $capacity *= 2);
        } else {
            MemoryLimit::check(2 * $bytes);
            $capacity = $bytes;
        }
        $this->bytes = $this->ffi->new("char[{$capacity}]");
        $this->capacity = $capacity;
    }

    /**
     * The beginning of the buffer, as a string.
     */
    public function read(int $bytes): string
    {
        return \FFI::string($this->bytes, $bytes);
    }

    /**
     * The same of what is secret: it is wiped here afterwards.
     */
    public function readSecret(int $bytes): string
    {
        $secret = \FFI::string($this->bytes, $bytes);
        \FFI::memset($this->bytes, 0, $bytes);
        return $secret;
    }
}
