<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Internal\Batch;
use NetcoreAes\Internal\Failure;
use NetcoreAes\Internal\Handle;
use NetcoreAes\Internal\NotSerializable;

/**
 * Encrypts and decrypts under one scheme, key and IV.
 *
 * Make it once and share it: it cannot be changed. Copies made with `clone` are the same cipher, and are closed with
 * it. The key is wiped when the cipher is closed, or when the last reference goes. Nothing shows the key; it cannot be
 * serialized.
 *
 * Messages are strings of any bytes.
 */
final class Cipher
{
    use NotSerializable;

    private readonly Handle $handle;
    private readonly int $scheme;

    /**
     * @param string $key 32 printable ASCII characters, whose bytes are the key, or 32 bytes written as 44 characters
     *     of base64
     * @param ?string $iv likewise 16 characters, or 16 bytes as 24 characters of base64; none for scheme 11258, which
     *     draws a nonce for each message
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
        $this->handle = new Handle($native, $this->scheme, $key, $iv);
        $status = $this->handle->status;
        if ($status !== Status::Ok->value) {
            $message = $native->explain($this->scheme, $key, $iv);
            throw Failure::of($status, $message === '' ? $native->statusMessage($status) : $message);
        }
    }

    public function scheme(): Scheme
    {
        return Scheme::from($this->scheme);
    }

    /**
     * How the key was written.
     *
     * @throws Exception\ClosedException
     */
    public function keyForm(): KeyForm
    {
        return KeyForm::tryFrom($this->handle->keyForm()) ?? throw $this->failure(Status::Null->value);
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
            // What an event takes, in one method: calling another costs PHP as much as encrypting thirty bytes.
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
        // With more room, if that was it.
        $text = $handle->call(Handle::ENCRYPT, $plaintext, $aad);
        return \is_string($text) ? $text : throw $this->failure($text);
    }

    /**
     * Decrypts a text, with the associated data that it was encrypted with.
     *
     * Under CBC nothing tells whether a text was changed on its way, and the exception itself is a padding oracle to
     * whoever may try texts at will: never decrypt for a stranger.
     *
     * @throws Exception\EncodingException if the text is not strict base64 or hexadecimal
     * @throws Exception\DecryptException for every other cause
     * @throws Exception\AadNotTakenException
     * @throws Exception\OutOfMemoryException
     * @throws Exception\ClosedException
     */
    public function decrypt(#[\SensitiveParameter] string $text, #[\SensitiveParameter] string $aad = ''): string
    {
        $plaintext = $this->handle->call(Handle::DECRYPT, $text, $aad);
        return \is_string($plaintext) ? $plaintext : throw $this->failure($plaintext);
    }

    /**
     * Encrypts many messages in one call, without associated data. All or nothing.
     *
     * @template K of array-key
     * @param iterable<string>|array<K, string> $plaintexts
     * @return ($plaintexts is array<K, string> ? array<K, string> : list<string>) the texts: those of an array under
     *     its keys, those of any other iterable, whose keys may repeat, as a list
     *
     * @throws \TypeError if an item is no string
     * @throws Exception\NetcoreAesException those of {@see self::encrypt()}
     */
    public function encryptBatch(#[\SensitiveParameter] iterable $plaintexts): array
    {
        $texts = $this->handle->encryptBatch(new Batch(Library::native()->ffi, $plaintexts));
        return \is_array($texts) ? $texts : throw $this->failure($texts);
    }

    /**
     * Decrypts many texts in one call, without associated data. All or nothing.
     *
     * @template K of array-key
     * @param iterable<string>|array<K, string> $texts
     * @return ($texts is array<K, string> ? array<K, string> : list<string>) the plaintexts, under the keys as for
     *     {@see self::encryptBatch()}
     *
     * @throws \TypeError if an item is no string
     * @throws Exception\NetcoreAesException those of {@see self::decrypt()}; `index()` tells which item is at fault,
     *     counted from 0, and so does the message
     */
    public function decryptBatch(#[\SensitiveParameter] iterable $texts): array
    {
        $batch = new Batch(Library::native()->ffi, $texts);
        $plaintexts = $this->handle->decryptBatch($batch);
        return \is_array($plaintexts) ? $plaintexts : throw $this->failure($plaintexts, $batch->failed());
    }

    /**
     * Wipes the key and frees the cipher, which can no longer be used. Closing it again does nothing. A cipher that is
     * not closed is freed when the last reference to it goes.
     */
    public function close(): void
    {
        $this->handle->free();
    }

    /**
     * @return array<string, mixed> what dumps show
     */
    public function __debugInfo(): array
    {
        return ['scheme' => $this->scheme, 'closed' => $this->handle->isFreed()];
    }

    private function failure(int $status, ?int $index = null): Exception\NetcoreAesException
    {
        if ($this->handle->isFreed()) {
            return new Exception\ClosedException('the cipher was closed; make a new one');
        }
        if ($status === Status::Scheme->value) {
            return new Exception\AadNotTakenException(
                "scheme {$this->scheme} takes no associated data; leave it out, or use " . Scheme::GcmBase64->value
            );
        }
        return Library::native()->failure($status, $index);
    }
}
