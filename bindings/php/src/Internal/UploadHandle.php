<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use FFI\CData;
use NetcoreAes\EventProblems;
use NetcoreAes\Events;
use NetcoreAes\Exception\ClosedException;
use NetcoreAes\Exception\EventStreamException;
use NetcoreAes\Exception\NetcoreAesException;
use NetcoreAes\Library;
use NetcoreAes\Status;
use NetcoreAes\UploadBody;

/**
 * A stream of events in the library, and the memory of its calls. It is freed with the object or by free(); afterwards
 * the pointer is null, which the library refuses. As in {@see CipherHandle}, no other argument beside a pointer is a
 * call, since a signal handler may free either.
 *
 * @internal
 */
final class UploadHandle
{
    // NETCORE_AES_UPLOAD_….
    private const BODIES = 1;
    private const PROBLEMS = 2;

    /** @var ?array<string, \FFI\CType> parsed once, since PHP keeps every parsed type until the script ends */
    private static ?array $types = null;

    private ?CData $pointer = null;
    private readonly \FFI $ffi;

    /** A `netcore_aes_upload[1]`, to which the library writes what it found. */
    private readonly CData $upload;

    /** A `size_t[1]`. */
    private readonly CData $length;

    /** The piece, its length, and how much of it was read. */
    private readonly CData $piece;
    private readonly CData $start;
    private int $end = 0;
    private int $at = 0;

    /** Room for bodies; those that were written there, and the next of them. */
    private ?CData $bodies = null;
    private int $capacity = 0;
    private ?CData $offsets = null;
    private ?CData $events = null;
    private int $count = 0;
    private int $next = 0;

    /**
     * @throws NetcoreAesException
     */
    public function __construct(int $maxEvents, int $maxPayloadBytes, int $maxEventBytes)
    {
        $this->ffi = Library::native()->ffi;
        self::$types ??= [
            'handle' => $this->ffi->type('netcore_aes_upload_stream *[1]'),
            'upload' => $this->ffi->type('netcore_aes_upload[1]'),
            'length' => $this->ffi->type('size_t[1]'),
            'events' => $this->ffi->type('netcore_aes_upload_events'),
            'offset' => $this->ffi->type('uint64_t'),
            'char' => $this->ffi->type('char'),
            'pointer' => $this->ffi->type('char *'),
        ];
        $this->upload = $this->ffi->new(self::$types['upload']);
        $this->length = $this->ffi->new(self::$types['length']);
        $this->piece = $this->room('char', Pieces::MAX);
        $this->start = $this->ffi->cast(self::$types['pointer'], $this->piece);
        $handle = $this->ffi->new(self::$types['handle']);
        $status = $this->ffi->netcore_aes_upload_stream_new($maxEvents, $maxPayloadBytes, $maxEventBytes, $handle);
        if ($status !== Status::Ok->value) {
            throw Library::native()->failure($status);
        }
        $this->pointer = $handle[0];
    }

    public function __destruct()
    {
        $this->free();
    }

    public function free(): void
    {
        $pointer = $this->pointer;
        $this->pointer = null;
        $this->ffi->netcore_aes_upload_stream_free($pointer);
        $this->bodies = null;
        $this->capacity = 0;
    }

    public function isFreed(): bool
    {
        return $this->pointer === null;
    }

    /**
     * Passes on the next piece, after the last was used up.
     */
    public function put(#[\SensitiveParameter] string $piece): void
    {
        $this->end = \strlen($piece);
        $this->at = 0;
        \FFI::memcpy($this->piece, $piece, $this->end);
    }

    /**
     * Ends the stream.
     *
     * @throws ClosedException
     */
    public function finish(): void
    {
        $this->requireOk($this->ffi->netcore_aes_upload_stream_finish($this->pointer), null);
    }

    /**
     * The next item; null if the piece is used up.
     *
     * @throws NetcoreAesException
     */
    public function next(CipherHandle $cipher, string $assetId): UploadBody|EventProblems|null
    {
        if ($this->pointer !== null && $this->next < $this->count) {
            return $this->takeBody();
        }
        $data = $this->start + $this->at;
        $rest = $this->end - $this->at;
        $size = \strlen($assetId);
        $now = \time();
        $status = $this->ffi->netcore_aes_upload_stream_next(
            $this->pointer,
            $cipher->pointer,
            $data,
            $rest,
            $assetId,
            $size,
            $now,
            $this->upload
        );
        $this->requireOk($status, $cipher);
        $found = $this->upload[0];
        $this->at += $found->read;
        if ($found->kind === self::PROBLEMS) {
            return $this->takeProblems($found);
        }
        if ($found->kind === self::BODIES) {
            $this->encrypt($cipher, $found);
            return $this->takeBody();
        }
        return null;
    }

    /**
     * Encrypts the payloads that were found.
     */
    private function encrypt(CipherHandle $cipher, CData $found): void
    {
        $count = $found->count;
        $size = $found->len;
        if ($this->capacity < $size) {
            $this->bodies = null;
            $this->capacity = 0;
            MemoryLimit::check($size);
            $this->bodies = $this->room('char', $size);
            $this->capacity = $size;
        }
        $this->offsets = $this->room('offset', $count + 1);
        $this->events = $this->room('events', $count);
        $status = $this->ffi->netcore_aes_upload_stream_bodies(
            $this->pointer,
            $cipher->pointer,
            $this->bodies,
            $this->capacity,
            $this->offsets,
            $this->events,
            $count,
            $this->length
        );
        $this->requireOk($status, $cipher);
        $this->count = $count;
        $this->next = 0;
    }

    private function takeBody(): UploadBody
    {
        $bodies = $this->bodies ?? throw $this->failure(Status::Null->value, null);
        $start = $this->offsets[$this->next];
        $size = $this->offsets[$this->next + 1] - $start;
        MemoryLimit::check($size);
        $body = \FFI::string($this->ffi->cast(self::$types['pointer'], $bodies) + $start, $size);
        $events = $this->events[$this->next++];
        return new UploadBody($body, $events->count, $events->first, $events->last);
    }

    private function takeProblems(CData $found): EventProblems
    {
        // Room for both, and for both again as strings.
        MemoryLimit::check(2 * ($found->len + $found->problems_len));
        $event = $this->room('char', $found->len);
        $problems = $this->room('char', $found->problems_len);
        $eventSize = $found->len;
        $size = $found->problems_len;
        $status = $this->ffi->netcore_aes_upload_stream_problems($this->pointer, $event, $eventSize, $problems, $size);
        $this->requireOk($status, null);
        return new EventProblems(
            $found->index,
            \FFI::string($event, $eventSize),
            Events::problems(\FFI::string($problems, $size), false),
            $found->is_refused !== 0,
            $found->is_last !== 0,
        );
    }

    private function room(string $type, int $count): CData
    {
        return $this->ffi->new(\FFI::arrayType(self::$types[$type], [\max($count, 1)]));
    }

    /**
     * @throws NetcoreAesException unless the status is Ok
     */
    private function requireOk(int $status, ?CipherHandle $cipher): void
    {
        if ($status !== Status::Ok->value) {
            throw $this->failure($status, $cipher);
        }
    }

    private function failure(int $status, ?CipherHandle $cipher): NetcoreAesException
    {
        if ($this->isFreed()) {
            return new ClosedException('the stream is closed; make a new one');
        }
        if ($cipher !== null && $cipher->isFreed()) {
            return new ClosedException('the cipher is closed; make a new one');
        }
        $native = Library::native();
        return $status === Status::EventStream->value
            ? EventStreamException::atOffset($this->upload[0]->offset, $native->statusMessage($status))
            : $native->failure($status);
    }

    /**
     * @return array<string, mixed> the properties that dumps show
     */
    public function __debugInfo(): array
    {
        return ['closed' => $this->isFreed()];
    }
}
