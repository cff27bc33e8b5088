<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use NetcoreAes\Exception\OutOfMemoryException;

/**
 * PHP's memory_limit. Going over it ends the script where nothing can catch it, so large buffers ask here first.
 *
 * @internal
 */
final class MemoryLimit
{
    /** What PHP takes beyond what is asked for: it allocates in chunks of 2 MiB. Less than that is not worth a check. */
    private const SLACK = 2 << 20;

    /**
     * @throws OutOfMemoryException if so many bytes more would go over it
     */
    public static function check(int $bytes): void
    {
        if ($bytes < self::SLACK) {
            return;
        }
        $limit = self::bytes((string) \ini_get('memory_limit'));
        if ($limit > 0 && \memory_get_usage() + $bytes + self::SLACK > $limit) {
            throw new OutOfMemoryException(
                "{$bytes} bytes of memory are more than PHP's memory_limit leaves; raise it, or pass less at once"
            );
        }
    }

    /**
     * A size as php.ini has it, such as `128M`.
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
