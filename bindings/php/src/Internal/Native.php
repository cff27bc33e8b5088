<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use FFI\CData;
use FFI\CType;
use NetcoreAes\Exception\NetcoreAesException;
use NetcoreAes\Status;

/**
 * The calls of the library that take no cipher.
 *
 * @internal
 */
final class Native
{
    /** Where a new cipher's pointer is written. PHP would keep each type that is made from text until the script ends. */
    public readonly CType $slot;

    private ?Buffer $buffer = null;

    public function __construct(public readonly \FFI $ffi)
    {
        $this->slot = $ffi->type('netcore_aes_cipher *[1]');
    }

    public function statusMessage(int $status): string
    {
        return $this->ffi->netcore_aes_status_message($status);
    }

    /**
     * @param ?int $index the item of a batch at fault, counted from 0
     */
    public function failure(int $status, ?int $index = null): NetcoreAesException
    {
        return Failure::of($status, $this->statusMessage($status), $index);
    }

    /**
     * What is wrong with the arguments that no cipher could be made from.
     */
    public function explain(
        int $scheme,
        #[\SensitiveParameter] string $key,
        #[\SensitiveParameter] ?string $iv,
    ): string {
        return $this->write(fn (CData $out, int $room, CData $size): int => $this->ffi->netcore_aes_cipher_explain(
            $scheme,
            $key,
            \strlen($key),
            $iv,
            \strlen($iv ?? ''),
            $out,
            $room,
            $size
        ));
    }

    /**
     * @return array{string, string} a key and an IV
     */
    public function keygen(): array
    {
        $key = $this->ffi->new('char[' . $this->ffi->netcore_aes_key_size() . ']');
        $iv = $this->ffi->new('char[' . $this->ffi->netcore_aes_iv_size() . ']');
        $status = $this->ffi->netcore_aes_keygen($key, $iv);
        return [$this->take($status, $key), $this->take($status, $iv)];
    }

    public function gcmKeygen(): string
    {
        $key = $this->ffi->new('char[' . $this->ffi->netcore_aes_gcm_key_size() . ']');
        return $this->take($this->ffi->netcore_aes_gcm_keygen($key), $key);
    }

    /**
     * @return string a JSON array of problems
     */
    public function checkEvents(#[\SensitiveParameter] string $payload, ?string $assetId, int $now): string
    {
        $errors = $this->ffi->new('size_t[1]');
        $warnings = $this->ffi->new('size_t[1]');
        return $this->write(fn (CData $out, int $room, CData $size): int => $this->ffi->netcore_aes_check_events(
            $payload,
            \strlen($payload),
            $assetId,
            \strlen($assetId ?? ''),
            $now,
            $out,
            $room,
            $size,
            $errors,
            $warnings
        ));
    }

    public function requestUrl(int $region): string
    {
        return $this->write(fn (CData $out, int $room, CData $size): int =>
            $this->ffi->netcore_aes_request_url($region, $out, $room, $size));
    }

    /**
     * @return string lines, each ended by CR LF
     */
    public function requestHeaders(int $scheme, string $assetId, #[\SensitiveParameter] string $apiKey): string
    {
        return $this->write(fn (CData $out, int $room, CData $size): int => $this->ffi->netcore_aes_request_headers(
            $scheme,
            $assetId,
            \strlen($assetId),
            $apiKey,
            \strlen($apiKey),
            $out,
            $room,
            $size
        ));
    }

    public function requestBody(int $scheme, #[\SensitiveParameter] string $text): string
    {
        return $this->write(fn (CData $out, int $room, CData $size): int =>
            $this->ffi->netcore_aes_request_body($scheme, $text, \strlen($text), $out, $room, $size));
    }

    /**
     * @param \Closure(CData, int, CData): int $call writes to the room it is given, and returns a status; a trace would
     *     show what it holds
     */
    private function write(#[\SensitiveParameter] \Closure $call): string
    {
        $buffer = $this->buffer ?? new Buffer($this->ffi);
        $this->buffer = null;
        $status = $call($buffer->bytes, $buffer->capacity, $buffer->length);
        if ($status === Status::BufferTooSmall->value) {
            $buffer->reserve($buffer->length[0]);
            $status = $call($buffer->bytes, $buffer->capacity, $buffer->length);
        }
        if ($status !== Status::Ok->value) {
            throw $this->failure($status);
        }
        // Headers hold the API key.
        $written = $buffer->readSecret($buffer->length[0]);
        if ($buffer->capacity <= Buffer::MOST_KEPT) {
            $this->buffer = $buffer;
        }
        return $written;
    }

    /**
     * A generated string, without the NUL at its end.
     */
    private function take(int $status, CData $generated): string
    {
        if ($status !== Status::Ok->value) {
            throw $this->failure($status);
        }
        $taken = \FFI::string($generated, \FFI::sizeof($generated) - 1);
        \FFI::memset($generated, 0, \FFI::sizeof($generated));
        return $taken;
    }
}
