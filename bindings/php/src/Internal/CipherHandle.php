<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use FFI\CData;
use NetcoreAes\Status;

/**
 * A cipher in the library, and the functions that take it. It is freed with the object or by free(); afterwards the
 * pointer is null, which the library refuses.
 *
 * A signal handler or a destructor may run in the middle of a method, and use or close the same cipher. So a method
 * sets the buffer to null while it uses it (a nested call then makes its own), and where the pointer is an argument, no
 * other argument is a call: nothing can free the cipher between reading the pointer and using it. The public properties
 * are for Cipher::encrypt(), which follows the same rules.
 *
 * @internal
 */
final class CipherHandle
{
    /** The functions for call(); the variants for associated data end in _aad. */
    public const ENCRYPT = 'netcore_aes_encrypt';
    public const DECRYPT = 'netcore_aes_decrypt';

    /** The functions for callBatch(). */
    public const ENCRYPT_BATCH = 'netcore_aes_encrypt_batch';
    public const DECRYPT_BATCH = 'netcore_aes_decrypt_batch';

    /** The status of netcore_aes_cipher_new(); unless it is 0, there is no cipher. */
    public readonly int $status;

    public ?CData $pointer = null;

    /** Null while it is in use. */
    public ?OutputBuffer $buffer = null;

    public readonly \FFI $ffi;

    public function __construct(
        NativeLibrary $native,
        int $scheme,
        #[\SensitiveParameter] string $key,
        #[\SensitiveParameter] ?string $iv,
    ) {
        $this->ffi = $native->ffi;
        $handle = $this->ffi->new($native->handleType);
        $this->status = $this->ffi->netcore_aes_cipher_new(
            $scheme,
            $key,
            \strlen($key),
            $iv,
            \strlen($iv ?? ''),
            $handle
        );
        if ($this->status === Status::Ok->value) {
            $this->pointer = $handle[0];
        }
    }

    public function __destruct()
    {
        $this->free();
    }

    public function free(): void
    {
        $pointer = $this->pointer;
        $this->pointer = null;
        $this->ffi->netcore_aes_cipher_free($pointer);
    }

    public function isFreed(): bool
    {
        return $this->pointer === null;
    }

    public function keyForm(): int
    {
        return $this->ffi->netcore_aes_cipher_key_form($this->pointer);
    }

    /** Null if the cipher is closed. */
    public function keyIsPublished(): ?bool
    {
        return $this->pointer === null ? null : $this->ffi->netcore_aes_cipher_key_is_published($this->pointer) === 1;
    }

    /**
     * Encrypts or decrypts one message.
     *
     * @param self::ENCRYPT|self::DECRYPT $function
     * @return string|int the result, or a status that is not 0
     */
    public function call(
        string $function,
        #[\SensitiveParameter] string $message,
        #[\SensitiveParameter] string $aad,
    ): string|int {
        $buffer = $this->buffer ?? new OutputBuffer($this->ffi);
        $this->buffer = null;
        $length = $buffer->length;
        $size = \strlen($message);
        $aadSize = \strlen($aad);
        do {
            $bytes = $buffer->bytes;
            // Two functions, since passing the two arguments of associated data costs PHP some 40 ns.
            $result = $aadSize === 0
                ? $this->ffi->$function($this->pointer, $message, $size, $bytes, $buffer->capacity, $length)
                : $this->ffi->{$function . '_aad'}(
                    $this->pointer,
                    $message,
                    $size,
                    $aad,
                    $aadSize,
                    $bytes,
                    $buffer->capacity,
                    $length
                );
        } while ($result !== 0 && self::growIfTooSmall($result, $buffer, $length[0]));
        if ($result === 0) {
            $result = \FFI::string($bytes, $length[0]);
            if ($function === self::DECRYPT) {
                \FFI::memset($bytes, 0, $length[0]);
            }
        }
        if ($buffer->capacity <= OutputBuffer::MAX_KEPT) {
            $this->buffer = $buffer;
        }
        return $result;
    }

    /**
     * Encrypts or decrypts a batch.
     *
     * @param self::ENCRYPT_BATCH|self::DECRYPT_BATCH $function
     * @return array<string>|int the results under the keys of the messages, or a status that is not 0
     */
    public function callBatch(string $function, Batch $batch): array|int
    {
        $buffer = $this->buffer ?? new OutputBuffer($this->ffi);
        $this->buffer = null;
        $failed = $function === self::DECRYPT_BATCH ? [$batch->failed] : [];
        do {
            $status = $this->ffi->$function(
                $this->pointer,
                $batch->data,
                $batch->offsets,
                $batch->count,
                $buffer->bytes,
                $buffer->capacity,
                $batch->outOffsets,
                ...$failed
            );
        } while ($status !== 0 && self::growIfTooSmall($status, $buffer, $batch->outSize()));
        $results = $status;
        if ($status === 0) {
            $size = $batch->outSize();
            $results = $batch->split($failed === [] ? $buffer->read($size) : $buffer->readAndWipe($size));
        }
        if ($buffer->capacity <= OutputBuffer::MAX_KEPT) {
            $this->buffer = $buffer;
        }
        return $results;
    }

    /**
     * Grows the buffer if the status asks for it. Returns whether it did, so that the call is repeated.
     */
    private static function growIfTooSmall(int $status, OutputBuffer $buffer, int $needed): bool
    {
        if ($status !== Status::BufferTooSmall->value) {
            return false;
        }
        $buffer->reserve($needed);
        return true;
    }
}
