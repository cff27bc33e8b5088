<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Internal\NotSerializable;
use NetcoreAes\Internal\Secret;

/**
 * An event of an {@see UploadStream} that has problems. Dumps do not show the event.
 */
final class EventProblems
{
    use NotSerializable;

    private readonly Secret $event;

    /**
     * @internal made by {@see UploadStream}
     *
     * @param int $index the event's index in the stream, from 0
     * @param non-empty-list<Problem> $problems pointers begin with the index, as if the stream were one array
     * @param bool $isRefused whether one of them is an error, so that the event is in no body; with warnings alone it
     *     is in one
     * @param bool $isLast whether these are the last bytes of the event
     */
    public function __construct(
        public readonly int $index,
        #[\SensitiveParameter] string $event,
        public readonly array $problems,
        public readonly bool $isRefused,
        public readonly bool $isLast,
    ) {
        $this->event = new Secret($event);
    }

    /**
     * The event as it was written; if it is longer than the stream's `maxEventBytes`, its next bytes.
     */
    public function event(): string
    {
        return $this->event->reveal();
    }
}
