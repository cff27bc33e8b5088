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
    /** PHP allocates in chunks of 2 MiB, so this much may come on top. Smaller allocations are not checked. */
    private const SLACK = 2 << 20;

    /**
     * @throws OutOfMemoryException if this many more bytes would exceed it
     */
    public static function check(int $bytes): void
    {
        if ($bytes < self::SLACK) {
            return;
        }
        $limit = self::bytes((string) \ini_get('memory_limit'));
        if ($limit > 0 && \memory_get_usage() + $bytes + self::SLACK > $limit) {
            throw new OutOfMemoryException(
                "cannot allocate {$bytes} bytes within PHP's memory_limit; raise it, or pass less data at once"
            );
        }
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
