<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use FFI\CData;

/**
 * Many messages as the library takes them: end to end, and where each begins.
 *
 * @internal
 */
final class Batch
{
    public readonly string $data;
    public readonly CData $offsets;
    public readonly CData $outOffsets;
    public readonly int $count;

    /** A `size_t[1]`, where the library writes which message is at fault. */
    public readonly CData $failed;

    /** @var list<int|string> */
    private array $keys;

    /**
     * @param iterable<mixed> $items strings; an array keeps its keys, anything else is taken for a list
     * @throws \TypeError if an item is no string
     */
    public function __construct(\FFI $ffi, #[\SensitiveParameter] iterable $items)
    {
        $items = \is_array($items) ? $items : \iterator_to_array($items, false);
        $this->keys = \array_keys($items);
        $this->count = \count($items);
        $this->offsets = $ffi->new('uint64_t[' . ($this->count + 1) . ']');
        $this->outOffsets = $ffi->new('uint64_t[' . ($this->count + 1) . ']');
        $this->failed = $ffi->new('size_t[1]');
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
     * The size of all results; when there was too little room, of the room they need.
     */
    public function outSize(): int
    {
        return $this->outOffsets[$this->count];
    }

    /**
     * The number of the message at fault, counted from 0; null if it is no single one's.
     */
    public function failed(): ?int
    {
        // SIZE_MAX stands for none, and is -1 to PHP.
        return $this->failed[0] < 0 ? null : $this->failed[0];
    }

    /**
     * The results, each under the key of its message.
     *
     * @return array<string>
     */
    public function split(#[\SensitiveParameter] string $results): array
    {
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
