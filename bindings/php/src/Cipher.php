<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Internal\Batch;
use NetcoreAes\Internal\CipherHandle;
use NetcoreAes\Internal\ExceptionFactory;
use NetcoreAes\Internal\NotSerializable;

/**
 * Encrypts and decrypts under one scheme, key and IV.
 *
 * Create it once and reuse it: it is immutable. A `clone` is the same cipher, and is closed with it. The key is wiped
 * when the cipher is closed, or when the last reference to it goes. Dumps do not show the key, and a cipher cannot be
 * serialized.
 *
 * Messages are strings of any bytes.
 */
final class Cipher
{
    use NotSerializable;

    private readonly CipherHandle $handle;
    private readonly int $scheme;

    /**
     * @param string $key 32 printable ASCII characters, whose bytes are the key, or 44 characters of base64 that hold
     *     32 bytes
     * @param ?string $iv 16 printable ASCII characters, or 24 characters of base64 that hold 16 bytes; null for scheme
     *     11258, which draws a nonce for each message
     * @param Scheme|int $scheme the scheme, or its x-eCode: 11256 (CBC, base64), 11257 (CBC, hexadecimal), 11258 (GCM,
     *     base64)
     *
     * @throws Exception\UnknownSchemeException
     * @throws Exception\InvalidKeyException
     * @throws Exception\InvalidIvException
     * @throws Exception\LibraryException if the library cannot be loaded
     */
    public function __construct(
        #[\SensitiveParameter] string $key,
        #[\SensitiveParameter] ?string $iv = null,
        Scheme|int $scheme = Scheme::CbcBase64,
    ) {
        $native = Library::native();
        $this->scheme = Scheme::code($scheme);
        $this->handle = new CipherHandle($native, $this->scheme, $key, $iv);
        $status = $this->handle->status;
        if ($status !== Status::Ok->value) {
            $message = $native->explain($this->scheme, $key, $iv);
            throw ExceptionFactory::fromStatus($status, $message === '' ? $native->statusMessage($status) : $message);
        }
    }

    /**
     * The scheme that the cipher was created with.
     */
    public function scheme(): Scheme
    {
        return Scheme::from($this->scheme);
    }

    /**
     * How the key was given: as 32 characters or as base64.
     *
     * @throws Exception\ClosedException
     */
    public function keyForm(): KeyForm
    {
        return KeyForm::tryFrom($this->handle->keyForm()) ?? throw $this->failure(Status::Null->value);
    }

    /**
     * Whether the vendor has published the key as a sample, in a script or in its guide. Anyone can decrypt the texts
     * of a published key: never send events under it.
     *
     * @throws Exception\ClosedException
     */
    public function keyIsPublished(): bool
    {
        return $this->handle->keyIsPublished() ?? throw $this->failure(Status::Null->value);
    }

    /**
     * Encrypts a message to text: base64, or hexadecimal for scheme 11257.
     *
     * @param string $aad associated data, which scheme 11258 authenticates and does not encrypt; the CBC schemes take
     *     none
     *
     * @throws Exception\AadNotTakenException
     * @throws Exception\RandomException under 11258
     * @throws Exception\KeyUsedUpException under 11258, after 2^32 messages
     * @throws Exception\TooLargeException
     * @throws Exception\OutOfMemoryException
     * @throws Exception\ClosedException
     */
    public function encrypt(#[\SensitiveParameter] string $plaintext, #[\SensitiveParameter] string $aad = ''): string
    {
        $handle = $this->handle;
        $buffer = $handle->buffer;
        if ($buffer !== null && $aad === '') {
            // Repeats the short way of CipherHandle::call() on purpose: a method call costs PHP some 30 ns, as much as
            // encrypting thirty bytes.
            $handle->buffer = null;
            $bytes = $buffer->bytes;
            $length = $buffer->length;
            $size = \strlen($plaintext);
            $status = $handle->ffi->netcore_aes_encrypt(
                $handle->pointer,
                $plaintext,
                $size,
                $bytes,
                $buffer->capacity,
                $length
            );
            $text = $status === 0 ? \FFI::string($bytes, $length[0]) : null;
            $handle->buffer = $buffer;
            if ($text !== null) {
                return $text;
            }
        }
        // Grows the buffer if it was too small, and reports any other failure.
        $text = $handle->call(CipherHandle::ENCRYPT, $plaintext, $aad);
        return \is_string($text) ? $text : throw $this->failure($text);
    }

    /**
     * Decrypts a text, with the associated data that it was encrypted with.
     *
     * CBC does not detect a changed text, and the exception is a padding oracle for anyone who can submit texts: never
     * decrypt for a stranger.
     *
     * @throws Exception\EncodingException if the text is not valid base64 or hexadecimal
     * @throws Exception\DecryptException if the text cannot be decrypted, whatever the cause
     * @throws Exception\AadNotTakenException
     * @throws Exception\OutOfMemoryException
     * @throws Exception\ClosedException
     */
    public function decrypt(#[\SensitiveParameter] string $text, #[\SensitiveParameter] string $aad = ''): string
    {
        $plaintext = $this->handle->call(CipherHandle::DECRYPT, $text, $aad);
        return \is_string($plaintext) ? $plaintext : throw $this->failure($plaintext);
    }

    /**
     * Encrypts many messages in one call, without associated data. All or nothing.
     *
     * @template K of array-key
     * @param iterable<string>|array<K, string> $plaintexts
     * @return ($plaintexts is array<K, string> ? array<K, string> : list<string>) the texts; an array keeps its keys,
     *     any other iterable, whose keys may repeat, gives a list
     *
     * @throws \TypeError if an item is not a string
     * @throws Exception\NetcoreAesException as {@see self::encrypt()}
     */
    public function encryptBatch(#[\SensitiveParameter] iterable $plaintexts): array
    {
        return $this->callBatch(CipherHandle::ENCRYPT_BATCH, $plaintexts);
    }

    /**
     * Decrypts many texts in one call, without associated data. All or nothing.
     *
     * @template K of array-key
     * @param iterable<string>|array<K, string> $texts
     * @return ($texts is array<K, string> ? array<K, string> : list<string>) the plaintexts, under the keys as for
     *     {@see self::encryptBatch()}
     *
     * @throws \TypeError if an item is not a string
     * @throws Exception\NetcoreAesException as {@see self::decrypt()}; `index()` and the message give the index of the
     *     item at fault, from 0
     */
    public function decryptBatch(#[\SensitiveParameter] iterable $texts): array
    {
        return $this->callBatch(CipherHandle::DECRYPT_BATCH, $texts);
    }

    /**
     * Wipes the key and frees the cipher, which can no longer be used. Closing it twice is allowed. A cipher that is
     * not closed is freed when the last reference to it goes.
     */
    public function close(): void
    {
        $this->handle->free();
    }

    /**
     * @internal
     */
    public function handle(): CipherHandle
    {
        return $this->handle;
    }

    /**
     * @return array<string, mixed> the properties that dumps show
     */
    public function __debugInfo(): array
    {
        return ['scheme' => $this->scheme, 'closed' => $this->handle->isFreed()];
    }

    /**
     * @param CipherHandle::ENCRYPT_BATCH|CipherHandle::DECRYPT_BATCH $function
     * @param iterable<string> $items
     * @return array<string>
     */
    private function callBatch(string $function, #[\SensitiveParameter] iterable $items): array
    {
        $batch = new Batch(Library::native()->ffi, $items);
        $results = $this->handle->callBatch($function, $batch);
        return \is_array($results) ? $results : throw $this->failure($results, $batch->failed());
    }

    private function failure(int $status, ?int $index = null): Exception\NetcoreAesException
    {
        if ($this->handle->isFreed()) {
            return new Exception\ClosedException('the cipher is closed; make a new one');
        }
        if ($status === Status::Scheme->value) {
            return new Exception\AadNotTakenException(
                "scheme {$this->scheme} does not take associated data; leave it out, or use scheme "
                . Scheme::GcmBase64->value
            );
        }
        return Library::native()->failure($status, $index);
    }
}
