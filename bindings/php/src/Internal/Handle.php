<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use FFI\CData;
use NetcoreAes\Status;

/**
 * A cipher of the library's, and the calls that take it. It is freed with the object, or by hand; after that its
 * pointer is null, which the library refuses by itself.
 *
 * A signal handler or a destructor may run in the middle of a method, and use or close the same cipher. So a method
 * takes the buffer away while it uses it (the other one then makes its own), and where the pointer is an argument, no
 * other argument is a call: nothing can free the cipher between the reading of the pointer and its use. What is public
 * here is so for Cipher::encrypt(), which keeps to the same rules.
 *
 * @internal
 */
final class Handle
{
    /** The functions that call() takes; their like with associated data end in _aad. */
    public const ENCRYPT = 'netcore_aes_encrypt';
    public const DECRYPT = 'netcore_aes_decrypt';

    /** The status of making it: there is no cipher unless it is 0. */
    public readonly int $status;

    public ?CData $pointer = null;

    /** Null while it is in use. */
    public ?Buffer $buffer = null;

    public readonly \FFI $ffi;

    public function __construct(
        Native $native,
        int $scheme,
        #[\SensitiveParameter] string $key,
        #[\SensitiveParameter] ?string $iv,
    ) {
        $this->ffi = $native->ffi;
        $slot = $this->ffi->new($native->slot);
        $this->status = $this->ffi->netcore_aes_cipher_new(
            $scheme,
            $key,
            \strlen($key),
            $iv,
            \strlen($iv ?? ''),
            $slot
        );
        if ($this->status === Status::Ok->value) {
            $this->pointer = $slot[0];
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
        $buffer = $this->buffer ?? new Buffer($this->ffi);
        $this->buffer = null;
        $length = $buffer->length;
        $size = \strlen($message);
        $aadSize = \strlen($aad);
        do {
            $bytes = $buffer->bytes;
            // Without associated data no arguments for it: handing over the two takes PHP some 40 ns.
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
        } while ($result !== 0 && self::isToBeTriedWithMoreRoom($result, $buffer, $length[0]));
        if ($result === 0) {
            $result = \FFI::string($bytes, $length[0]);
            if ($function === self::DECRYPT) {
                \FFI::memset($bytes, 0, $length[0]);
            }
        }
        if ($buffer->capacity <= Buffer::MOST_KEPT) {
            $this->buffer = $buffer;
        }
        return $result;
    }

    /**
     * Encrypts many messages.
     *
     * @return array<string>|int the texts under the keys of the messages, or a status that is not 0
     */
    public function encryptBatch(Batch $batch): array|int
    {
        $buffer = $this->buffer ?? new Buffer($this->ffi);
        $this->buffer = null;
        do {
            $status = $this->ffi->netcore_aes_encrypt_batch(
                $this->pointer,
                $batch->data,
                $batch->offsets,
                $batch->count,
                $buffer->bytes,
                $buffer->capacity,
                $batch->outOffsets
            );
        } while ($status !== 0 && self::isToBeTriedWithMoreRoom($status, $buffer, $batch->outSize()));
        $texts = $status === 0 ? $batch->split($buffer->read($batch->outSize())) : $status;
        if ($buffer->capacity <= Buffer::MOST_KEPT) {
            $this->buffer = $buffer;
        }
        return $texts;
    }

    /**
     * Decrypts many texts.
     *
     * @return array<string>|int as encryptBatch()
     */
    public function decryptBatch(Batch $batch): array|int
    {
        $buffer = $this->buffer ?? new Buffer($this->ffi);
        $this->buffer = null;
        do {
            $status = $this->ffi->netcore_aes_decrypt_batch(
                $this->pointer,
                $batch->data,
                $batch->offsets,
                $batch->count,
                $buffer->bytes,
                $buffer->capacity,
                $batch->outOffsets,
                $batch->failed
            );
        } while ($status !== 0 && self::isToBeTriedWithMoreRoom($status, $buffer, $batch->outSize()));
        $plaintexts = $status === 0 ? $batch->split($buffer->readSecret($batch->outSize())) : $status;
        if ($buffer->capacity <= Buffer::MOST_KEPT) {
            $this->buffer = $buffer;
        }
        return $plaintexts;
    }

    private static function isToBeTriedWithMoreRoom(int $status, Buffer $buffer, int $needed): bool
    {
        if ($status !== Status::BufferTooSmall->value) {
            return false;
        }
        $buffer->reserve($needed);
        return true;
    }
}
