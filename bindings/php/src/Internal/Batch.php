<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use FFI\CData;

/**
 * Messages in the library's layout: end to end, with the offset of each.
 *
 * @internal
 */
final class Batch
{
    public readonly string $data;
    public readonly CData $offsets;
    public readonly CData $outOffsets;
    public readonly int $count;

    /** A `size_t[1]`, to which the library writes the index of the message at fault. */
    public readonly CData $failed;

    /** @var list<int|string> */
    private array $keys;

    /**
     * @param iterable<mixed> $items strings; an array keeps its keys, any other iterable becomes a list
     * @throws \TypeError if an item is not a string
     */
    public function __construct(\FFI $ffi, #[\SensitiveParameter] iterable $items)
    {
        $items = \is_array($items) ? $items : \iterator_to_array($items, false);
        $this->keys = \array_keys($items);
        $this->count = \count($items);
        $this->offsets = $ffi->new('uint64_t[' . ($this->count + 1) . ']');
        $this->outOffsets = $ffi->new('uint64_t[' . ($this->count + 1) . ']');
        $this->failed = $ffi->new('size_t[1]');
        $this->failed[0] = -1;
        $end = 0;
        $next = 0;
        foreach ($items as $item) {
            if (!\is_string($item)) {
                throw new \TypeError("item {$next} of the batch must be a string, not " . \get_debug_type($item));
            }
            $this->offsets[++$next] = $end += \strlen($item);
        }
        MemoryLimit::check($end);
        $this->data = \implode($items);
    }

    /**
     * The size of all results, in bytes; after ERR_BUFFER_TOO_SMALL the size needed.
     */
    public function outSize(): int
    {
        return $this->outOffsets[$this->count];
    }

    /**
     * The index of the message at fault, from 0; null if no single message is.
     */
    public function failed(): ?int
    {
        // SIZE_MAX means none; PHP reads it as -1.
        return $this->failed[0] < 0 ? null : $this->failed[0];
    }

    /**
     * The results, each under the key of its message.
     *
     * @return array<string>
     * @throws \NetcoreAes\Exception\OutOfMemoryException if they would exceed PHP's memory_limit
     */
    public function split(#[\SensitiveParameter] string $results): array
    {
        // A string has a header, and its place in the array.
        MemoryLimit::check(\strlen($results) + 64 * $this->count);
        $split = [];
        $next = 0;
        $start = 0;
        foreach ($this->keys as $key) {
            $end = $this->outOffsets[++$next];
            $split[$key] = \substr($results, $start, $end - $start);
            $start = $end;
        }
        return $split;
    }
}
