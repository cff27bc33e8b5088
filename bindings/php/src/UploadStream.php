<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Internal\NotSerializable;
use NetcoreAes\Internal\Pieces;
use NetcoreAes\Internal\RequestHead;
use NetcoreAes\Internal\UploadHandle;

/**
 * Makes upload requests of a stream of events: it splits the stream, checks each event as {@see Events::check()} does
 * by the system's time, puts events together, and encrypts up to 16 payloads side by side. It sends nothing.
 *
 *     $uploads = new UploadStream($cipher, fopen('events.ndjson', 'rb'), 'my-asset', $apiKey);
 *     foreach ($uploads as $upload) {
 *         if ($upload instanceof UploadBody) {
 *             $client->post($uploads->url(), ['headers' => $uploads->headers(), 'body' => $upload->body()]);
 *         } elseif ($upload->isRefused) {
 *             echo implode("\n", $upload->problems), "\n";
 *         }
 *     }
 *
 * The stream is a JSON array of events, one event per line (NDJSON), or one object, in UTF-8. Problems come in the
 * order of their events, and so do bodies; problems of later events may come before a body. Memory is bounded by the
 * limits, whatever the length of the stream: up to 17 payloads with their bodies, of which the bodies count against
 * PHP's memory_limit.
 *
 * It can be iterated once; a loop that was left can be continued by another. Iteration throws after everything before
 * the fault was returned, and no event is lost: a further loop tries again. Only a fault of the stream comes again.
 *
 * Dumps show no event and no API key. A stream can be neither cloned nor serialized.
 *
 * @implements \IteratorAggregate<int, UploadBody|EventProblems>
 */
final class UploadStream implements \IteratorAggregate
{
    use NotSerializable;

    private readonly RequestHead $head;
    private readonly Pieces $pieces;
    private readonly UploadHandle $handle;
    private bool $isFinished = false;
    private bool $isBusy = false;

    /**
     * @param Cipher $cipher the cipher, whose scheme becomes the requests'
     * @param resource|string|iterable<string> $source the events: a stream resource, JSON, or JSON in strings that are
     *     cut anywhere
     * @param string $assetId the panel's asset id, the same as in the events
     * @param string $apiKey the panel's API key
     * @param Region|string $region the panel's region, or its short name: us, in or eu
     * @param int $maxEvents the most events in a body; more than 1000, the vendor's limit, count as 1000
     * @param int $maxPayloadBytes the longest payload, in bytes of JSON; an event that is longer alone has a body of
     *     its own
     * @param int $maxEventBytes the longest event, in bytes of JSON; a longer one is a problem, with the rule
     *     `too-long`, and comes in parts
     *
     * @throws \TypeError if the source is of another type
     * @throws \ValueError if a limit is less than 1
     * @throws Exception\UnknownRegionException
     * @throws Exception\AssetIdException if it is empty or not a valid header value
     * @throws Exception\ApiKeyException if it is empty or not a valid header value
     */
    public function __construct(
        private readonly Cipher $cipher,
        #[\SensitiveParameter] mixed $source,
        private readonly string $assetId,
        #[\SensitiveParameter] string $apiKey,
        Region|string $region = Region::Us,
        int $maxEvents = 1000,
        int $maxPayloadBytes = 2 << 20,
        int $maxEventBytes = 1 << 20,
    ) {
        foreach (\compact('maxEvents', 'maxPayloadBytes', 'maxEventBytes') as $name => $limit) {
            if ($limit < 1) {
                throw new \ValueError("{$name} is {$limit}; it must be at least 1");
            }
        }
        $this->pieces = new Pieces($source);
        $this->head = new RequestHead($cipher->scheme(), $assetId, $apiKey, $region);
        $this->handle = new UploadHandle($maxEvents, $maxPayloadBytes, $maxEventBytes);
    }

    /**
     * The HTTP method of each request: always `POST`.
     */
    public function method(): string
    {
        return 'POST';
    }

    /**
     * The URL to post each body to.
     */
    public function url(): string
    {
        return $this->head->url;
    }

    /**
     * The headers of each request by name, for Guzzle and Symfony. `Authorization` contains the API key: keep it out of
     * logs.
     *
     * @return array<string, string>
     */
    public function headers(): array
    {
        return $this->head->headers();
    }

    /**
     * The headers of each request as lines, for CURLOPT_HTTPHEADER and stream contexts. One contains the API key: keep
     * it out of logs.
     *
     * @return list<string>
     */
    public function headerLines(): array
    {
        return $this->head->headerLines();
    }

    /**
     * @return \Generator<int, UploadBody|EventProblems>
     *
     * @throws Exception\EventStreamException if the next event cannot be found, and at each further read
     * @throws Exception\SourceException if the stream resource cannot be read
     * @throws Exception\ClosedException if the stream or the cipher is closed
     * @throws Exception\NetcoreAesException as {@see Cipher::encrypt()}
     * @throws \TypeError if an item of the source is not a string
     * @throws \LogicException if the source, or a signal handler, reads the stream while it is being read
     */
    public function getIterator(): \Generator
    {
        while (($upload = $this->next()) !== null) {
            yield $upload;
        }
    }

    private function next(): UploadBody|EventProblems|null
    {
        if ($this->isBusy) {
            throw new \LogicException('the stream is being read; read it in one place at a time');
        }
        $this->isBusy = true;
        try {
            while (true) {
                $upload = $this->handle->next($this->cipher->handle(), $this->assetId);
                if ($upload !== null || $this->isFinished) {
                    return $upload;
                }
                $piece = $this->pieces->next();
                if ($piece !== null) {
                    $this->handle->put($piece);
                } else {
                    $this->handle->finish();
                    $this->isFinished = true;
                }
            }
        } finally {
            $this->isBusy = false;
        }
    }

    /**
     * Frees the stream, with all events in it. Closing it twice is allowed. A stream that is not closed is freed when
     * the last reference to it goes. The cipher and the source stay open.
     */
    public function close(): void
    {
        $this->handle->free();
    }

    private function __clone()
    {
    }

    /**
     * @return array<string, mixed> the properties that dumps show
     */
    public function __debugInfo(): array
    {
        return ['url' => $this->url(), 'closed' => $this->handle->isFreed()];
    }
}
