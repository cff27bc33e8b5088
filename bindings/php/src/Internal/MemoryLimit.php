<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use NetcoreAes\Exception\OutOfMemoryException;

/**
 * PHP's memory_limit. Exceeding it is a fatal error that nothing can catch, so check() runs before a large allocation.
 *
 * @internal
 */
final class MemoryLimit
{
    /** PHP allocates in chunks of 2 MiB, so this much may come on top. */
    private const SLACK = 2 << 20;

    /** Smaller allocations are not checked. */
    private const SMALL = 1 << 18;

    /**
     * @throws OutOfMemoryException if this many more bytes would exceed it
     */
    public static function check(int $bytes): void
    {
        if ($bytes < self::SMALL) {
            return;
        }
        $limit = self::bytes((string) \ini_get('memory_limit'));
        if ($limit <= 0 || self::fits($bytes, $limit)) {
            return;
        }
        // PHP would free the chunks that it keeps empty, too, before it gives up.
        \gc_mem_caches();
        if (!self::fits($bytes, $limit)) {
            throw new OutOfMemoryException(
                "cannot allocate {$bytes} bytes within PHP's memory_limit; raise it, or pass less data at once"
            );
        }
    }

    private static function fits(int $bytes, int $limit): bool
    {
        // The limit is for the chunks, however little of them is used.
        return \memory_get_usage(true) + $bytes + self::SLACK <= $limit;
    }

    /**
     * Parses a size of php.ini, such as `128M`.
     */
    private static function bytes(string $size): int
    {
        $factor = match (\strtolower(\substr(\trim($size), -1))) {
            'k' => 1 << 10,
            'm' => 1 << 20,
            'g' => 1 << 30,
            default => 1,
        };
        return (int) $size * $factor;
    }
}
