<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Cipher;
use NetcoreAes\Credentials;
use NetcoreAes\Exception\ClosedException;
use NetcoreAes\Exception\DecryptException;
use NetcoreAes\Exception\UnknownSchemeException;
use NetcoreAes\KeyForm;
use NetcoreAes\Scheme;
use NetcoreAes\Tests\Support\Sample;
use PHPUnit\Framework\TestCase;

/**
 * Ciphers: messages, schemes, associated data, and use after close.
 */
final class CipherTest extends TestCase
{
    /**
     * @return iterable<string, array{Scheme}>
     */
    public static function schemes(): iterable
    {
        foreach (Scheme::cases() as $scheme) {
            yield $scheme->name => [$scheme];
        }
    }

    /**
     * @dataProvider schemes
     */
    public function testStringsOfAnyBytesAndSizes(Scheme $scheme): void
    {
        $cipher = Sample::cipher($scheme);
        $messages = ['', "\0", "a\0b\0", "\xff\xfe", 'नमस्ते 🙏', \str_repeat('0', 400)];
        // Around the sizes at which the buffer grows, and back to small ones.
        foreach ([3000, 4095, 4097, 1 << 20, (1 << 20) + 1, 5_000_000, 3, (3 << 18) - 20, 1 << 19] as $size) {
            $messages[] = \random_bytes($size);
        }
        foreach ($messages as $message) {
            $text = $cipher->encrypt($message);
            self::assertSame($message === $cipher->decrypt($text), true, \strlen($message) . ' bytes');
            self::assertMatchesRegularExpression('~^[A-Za-z0-9+/]+=*$~', $text);
        }
        self::assertSame($messages === $cipher->decryptBatch($cipher->encryptBatch($messages)), true);
    }

    public function testSchemes(): void
    {
        self::assertSame(Scheme::CbcBase64, (new Cipher(Sample::KEY, Sample::IV))->scheme());
        foreach (Scheme::cases() as $scheme) {
            $iv = $scheme === Scheme::GcmBase64 ? null : Sample::IV;
            self::assertSame($scheme, (new Cipher(Sample::KEY, $iv, $scheme))->scheme());
            self::assertSame($scheme, (new Cipher(Sample::KEY, $iv, $scheme->value))->scheme());
        }
        // Numbers that are a scheme's code if cut to 32 bits.
        foreach ([11256 + (1 << 32), 11256 - (1 << 32), -1, \PHP_INT_MIN] as $number) {
            try {
                new Cipher(Sample::KEY, Sample::IV, $number);
                self::fail("{$number} is not a scheme");
            } catch (UnknownSchemeException $exception) {
                self::assertStringContainsString("scheme {$number} is unknown", $exception->getMessage());
            }
        }
    }

    public function testKeyForms(): void
    {
        self::assertSame(KeyForm::Text, Sample::cipher()->keyForm());
        self::assertSame(KeyForm::Base64, Sample::cipher(Scheme::GcmBase64)->keyForm());
    }

    public function testPublishedKeys(): void
    {
        self::assertFalse(Sample::cipher()->keyIsPublished());
        foreach (['JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4', 'SmpxSnh4Skp4RHNZeUppVndXYXZhUDBBZWpaYjVuVzQ='] as $key) {
            self::assertTrue((new Cipher($key, scheme: Scheme::GcmBase64))->keyIsPublished());
        }
    }

    public function testAssociatedData(): void
    {
        $cipher = Sample::cipher(Scheme::GcmBase64);
        $text = $cipher->encrypt('message', "aad\0");
        self::assertSame('message', $cipher->decrypt($text, "aad\0"));
        self::assertNotSame($text, $cipher->encrypt('message', "aad\0"), 'each call draws another nonce');
        foreach (['aad', ''] as $other) {
            self::assertRefused($cipher, $text, $other);
        }
        // Each byte counts, however many there are; with the buffer of an earlier call and without.
        foreach ([1, 255, 256, 65_535, 65_536, 65_537, 1 << 20] as $size) {
            $aad = \str_repeat('a', $size);
            foreach ([$cipher, Sample::cipher(Scheme::GcmBase64)] as $either) {
                $text = $either->encrypt('message', $aad);
                self::assertSame('message', $either->decrypt($text, $aad));
                self::assertRefused($either, $text, \substr($aad, 1) . 'b');
                self::assertRefused($either, $text, \substr($aad, 1));
            }
        }
    }

    private static function assertRefused(Cipher $cipher, string $text, string $aad): void
    {
        try {
            $cipher->decrypt($text, $aad);
            self::fail('other associated data');
        } catch (DecryptException $exception) {
            self::assertSame(9, $exception->status());
        }
    }

    public function testUseAfterClose(): void
    {
        $cipher = Sample::cipher();
        $text = $cipher->encrypt('x');
        $copy = clone $cipher;
        $cipher->close();
        $cipher->close();
        foreach ([$cipher, $copy] as $closed) {
            $calls = [
                static fn () => $closed->encrypt('x'),
                static fn () => $closed->decrypt($text),
                static fn () => $closed->encryptBatch(['x']),
                static fn () => $closed->encryptBatch([]),
                static fn () => $closed->decryptBatch([$text]),
                static fn () => $closed->keyForm(),
                static fn () => $closed->keyIsPublished(),
            ];
            foreach ($calls as $call) {
                try {
                    $call();
                    self::fail('the cipher is closed');
                } catch (ClosedException $exception) {
                    self::assertSame(-1, $exception->status());
                }
            }
        }
        self::assertSame(Scheme::CbcBase64, $cipher->scheme());
    }

    public function testACloneIsTheSameCipher(): void
    {
        $cipher = Sample::cipher();
        $copy = clone $cipher;
        unset($cipher);
        self::assertSame('x', $copy->decrypt($copy->encrypt('x')));
    }

    public function testCredentials(): void
    {
        foreach ([Scheme::CbcBase64, 11257] as $scheme) {
            $credentials = Credentials::generate($scheme);
            self::assertMatchesRegularExpression('/^[A-Za-z0-9]{32}$/D', $credentials->key());
            self::assertMatchesRegularExpression('/^[A-Za-z0-9]{16}$/D', $credentials->iv());
            self::assertNotSame($credentials->key(), Credentials::generate($scheme)->key());
        }
        $credentials = Credentials::generate(Scheme::GcmBase64);
        self::assertSame(32, \strlen(\base64_decode($credentials->key(), true)));
        self::assertNull($credentials->iv());
        $cipher = new Cipher($credentials->key(), $credentials->iv(), Scheme::GcmBase64);
        self::assertSame('x', $cipher->decrypt($cipher->encrypt('x')));
        self::assertSame($credentials->key(), (clone $credentials)->key());
    }
}
