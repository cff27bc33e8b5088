<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use FFI\CData;
use FFI\CType;
use NetcoreAes\Exception\NetcoreAesException;
use NetcoreAes\Status;

/**
 * The library's functions that take no cipher.
 *
 * @internal
 */
final class NativeLibrary
{
    /** The type that receives a new cipher. Parsed once, since PHP keeps every parsed type until the script ends. */
    public readonly CType $handleType;

    private ?OutputBuffer $buffer = null;

    public function __construct(public readonly \FFI $ffi)
    {
        $this->handleType = $ffi->type('netcore_aes_cipher *[1]');
    }

    public function statusMessage(int $status): string
    {
        return $this->ffi->netcore_aes_status_message($status);
    }

    /**
     * @param ?int $index the index of the batch item at fault, from 0
     */
    public function failure(int $status, ?int $index = null): NetcoreAesException
    {
        return ExceptionFactory::fromStatus($status, $this->statusMessage($status), $index);
    }

    /**
     * The exact fault of arguments that netcore_aes_cipher_new() refused.
     */
    public function explain(
        int $scheme,
        #[\SensitiveParameter] string $key,
        #[\SensitiveParameter] ?string $iv,
    ): string {
        return $this->callWithBuffer(fn (CData $out, int $capacity, CData $size): int =>
            $this->ffi->netcore_aes_cipher_explain(
                $scheme,
                $key,
                \strlen($key),
                $iv,
                \strlen($iv ?? ''),
                $out,
                $capacity,
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
        return [$this->readGenerated($status, $key), $this->readGenerated($status, $iv)];
    }

    public function gcmKeygen(): string
    {
        $key = $this->ffi->new('char[' . $this->ffi->netcore_aes_gcm_key_size() . ']');
        return $this->readGenerated($this->ffi->netcore_aes_gcm_keygen($key), $key);
    }

    /**
     * @return string a JSON array of problems
     */
    public function checkEvents(#[\SensitiveParameter] string $payload, ?string $assetId, int $now): string
    {
        $errors = $this->ffi->new('size_t[1]');
        $warnings = $this->ffi->new('size_t[1]');
        return $this->callWithBuffer(fn (CData $out, int $capacity, CData $size): int =>
            $this->ffi->netcore_aes_check_events(
                $payload,
                \strlen($payload),
                $assetId,
                \strlen($assetId ?? ''),
                $now,
                $out,
                $capacity,
                $size,
                $errors,
                $warnings
            ));
    }

    public function requestUrl(int $region): string
    {
        return $this->callWithBuffer(fn (CData $out, int $capacity, CData $size): int =>
            $this->ffi->netcore_aes_request_url($region, $out, $capacity, $size));
    }

    /**
     * @return string lines, each ended by CR LF
     */
    public function requestHeaders(int $scheme, string $assetId, #[\SensitiveParameter] string $apiKey): string
    {
        return $this->callWithBuffer(fn (CData $out, int $capacity, CData $size): int =>
            $this->ffi->netcore_aes_request_headers(
                $scheme,
                $assetId,
                \strlen($assetId),
                $apiKey,
                \strlen($apiKey),
                $out,
                $capacity,
                $size
            ));
    }

    public function requestBody(int $scheme, #[\SensitiveParameter] string $text): string
    {
        return $this->callWithBuffer(fn (CData $out, int $capacity, CData $size): int =>
            $this->ffi->netcore_aes_request_body($scheme, $text, \strlen($text), $out, $capacity, $size));
    }

    /**
     * Calls a function that writes to a buffer, again with a larger one if it was too small.
     *
     * @param \Closure(CData, int, CData): int $call takes buffer, capacity and length, and returns a status; sensitive,
     *     since a trace would show the variables that it captures
     */
    private function callWithBuffer(#[\SensitiveParameter] \Closure $call): string
    {
        $buffer = $this->buffer ?? new OutputBuffer($this->ffi);
        $this->buffer = null;
        $status = $call($buffer->bytes, $buffer->capacity, $buffer->length);
        if ($status === Status::BufferTooSmall->value) {
            $buffer->reserve($buffer->length[0]);
            $status = $call($buffer->bytes, $buffer->capacity, $buffer->length);
        }
        if ($status !== Status::Ok->value) {
            throw $this->failure($status);
        }
        // Wiped, since headers contain the API key.
        $written = $buffer->readAndWipe($buffer->length[0]);
        if ($buffer->capacity <= OutputBuffer::MAX_KEPT) {
            $this->buffer = $buffer;
        }
        return $written;
    }

    /**
     * Reads a generated string, without the NUL at its end, and wipes the buffer.
     */
    private function readGenerated(int $status, CData $generated): string
    {
        if ($status !== Status::Ok->value) {
            throw $this->failure($status);
        }
        $string = \FFI::string($generated, \FFI::sizeof($generated) - 1);
        \FFI::memset($generated, 0, \FFI::sizeof($generated));
        return $string;
    }
}
