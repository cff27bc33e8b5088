<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Internal\NotSerializable;
use NetcoreAes\Internal\Secret;

/**
 * The body of a request. Post it with the URL and the headers of its {@see UploadStream}. Dumps do not show the body.
 */
final class UploadBody
{
    use NotSerializable;

    private readonly Secret $body;

    /**
     * @internal made by {@see UploadStream}
     *
     * @param int $events the number of events in it
     * @param int $first the index of the first event in the stream, from 0
     * @param int $last the index of the last event; refused events between the two are not in the body
     */
    public function __construct(
        #[\SensitiveParameter] string $body,
        public readonly int $events,
        public readonly int $first,
        public readonly int $last,
    ) {
        $this->body = new Secret($body);
    }

    /**
     * The body: `{"encryptedRequest":"..."}`.
     */
    public function body(): string
    {
        return $this->body->reveal();
    }
}
