<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Cipher;
use NetcoreAes\Events;
use NetcoreAes\Exception;
use NetcoreAes\Internal\ExceptionFactory;
use NetcoreAes\Library;
use NetcoreAes\Scheme;
use NetcoreAes\Status;
use NetcoreAes\Tests\Support\Fake;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\Tests\Support\Process;
use NetcoreAes\Tests\Support\Sample;
use NetcoreAes\UploadRequest;
use PHPUnit\Framework\TestCase;

/**
 * Every exception: its class, status and message, and that it contains no secret.
 */
final class ErrorsTest extends TestCase
{
    /** Provoked by other tests, most of them with a fake library that fails. */
    private const ELSEWHERE = [
        Exception\EventStreamException::class, Exception\InternalException::class, Exception\KeyUsedUpException::class,
        Exception\LibraryException::class, Exception\OutOfMemoryException::class, Exception\RandomException::class,
        Exception\SourceException::class, Exception\TooLargeException::class,
    ];

    /**
     * The statuses are numbers here, since they must never change.
     *
     * @return list<array{class-string<Exception\NetcoreAesException>, int, \Closure(): mixed, string, 4?: int}>
     */
    public static function refusals(): array
    {
        return [...self::refusalsToMakeACipher(), ...self::refusalsOfACipher(), ...self::refusalsOfEventsAndRequests()];
    }

    /**
     * @return list<array<mixed>>
     */
    private static function refusalsToMakeACipher(): array
    {
        [$scheme, $key, $iv] = [
            Exception\UnknownSchemeException::class,
            Exception\InvalidKeyException::class,
            Exception\InvalidIvException::class,
        ];
        $make = static fn (string $change, int $x = 11256): \Closure => static fn () => match ($change) {
            '' => new Cipher(Sample::KEY, Sample::IV, $x),
            'key-short' => new Cipher(\substr(Sample::KEY, 1), Sample::IV, $x),
            'key-empty' => new Cipher('', Sample::IV, $x),
            'key-newline' => new Cipher(Sample::KEY . "\n", Sample::IV, $x),
            'key-utf8' => new Cipher(\substr(Sample::KEY, 0, -1) . 'é', Sample::IV, $x),
            'key-base64' => new Cipher(\substr(Sample::GCM_KEY, 0, -1) . '!', null, $x),
            'iv-long' => new Cipher(Sample::KEY, Sample::IV . 'x', $x),
            'iv-nul' => new Cipher(Sample::KEY, \substr(Sample::IV, 0, -1) . "\0", $x),
            'iv-base64' => new Cipher(Sample::KEY, Sample::IV . \substr(Sample::IV, 8), $x),
            'iv-none' => new Cipher(Sample::KEY, null, $x),
            'iv-empty' => new Cipher(Sample::KEY, '', $x),
            'iv-not-taken' => new Cipher(Sample::GCM_KEY, Sample::IV, $x),
        };
        return [
            [$scheme, 2, $make('', 11255), '11255 is unknown; use x-eCode 11256, 11257 or 11258'],
            [$scheme, 2, $make('', -1), '-1 is unknown; use x-eCode 11256, 11257 or 11258'],
            [$scheme, 2, $make('', 1 << 32), '4294967296 is unknown'],
            [$key, 3, $make('key-short'), 'key has 31 bytes'],
            [$key, 3, $make('key-empty'), 'key has 0 bytes'],
            [$key, 3, $make('key-newline'), 'position 32'],
            [$key, 3, $make('key-utf8'), 'position 31'],
            [$key, 3, $make('key-base64', 11258), '44 characters'],
            [$iv, 4, $make('iv-long'), 'IV has 17 bytes'],
            [$iv, 4, $make('iv-nul', 11257), 'position 15'],
            [$iv, 4, $make('iv-base64'), '24 characters'],
            [$iv, 4, $make('iv-none'), 'needs an IV'],
            [$iv, 4, $make('iv-empty'), 'needs an IV'],
            [$iv, 4, $make('iv-not-taken', 11258), 'does not take an IV'],
        ];
    }

    /**
     * @return list<array<mixed>>
     */
    private static function refusalsOfACipher(): array
    {
        $cipher = Sample::cipher(...);
        $text = static fn (): string => $cipher()->encrypt(Sample::PLAINTEXT);
        $closed = static function () use ($cipher): void {
            $closed = $cipher();
            $closed->close();
            $closed->encrypt(Sample::PLAINTEXT);
        };
        [$aad, $encoding, $decrypt] = [
            Exception\AadNotTakenException::class,
            Exception\EncodingException::class,
            Exception\DecryptException::class,
        ];
        return [
            [$aad, 2, static fn () => $cipher()->encrypt(Sample::PLAINTEXT, 'y'), '11256 does not take associated'],
            [$aad, 2, static fn () => $cipher(Scheme::CbcHex)->decrypt('00', 'y'), '11257 does not .* 11258'],
            [$encoding, 8, static fn () => $cipher()->decrypt($text() . ' '), 'not valid base64'],
            [$encoding, 8, static fn () => $cipher(Scheme::CbcHex)->decrypt('0'), 'hexadecimal'],
            [$encoding, 8, static fn () => $cipher()->decryptBatch(['a' => $text(), 'b' => 'A']), '^item 1: ', 1],
            [$decrypt, 9, static fn () => $cipher()->decrypt('AAAA'), 'cannot be decrypted'],
            [$decrypt, 9, static fn () => $cipher()->decrypt(''), 'cannot be decrypted'],
            [$decrypt, 9, static fn () => $cipher(Scheme::GcmBase64)->decrypt(\str_repeat('A', 64)), 'cannot be decr'],
            [$decrypt, 9, static fn () => $cipher()->decryptBatch(['', $text()]), '^item 0: .* decrypted', 0],
            [Exception\ClosedException::class, -1, $closed, 'make a new one'],
        ];
    }

    /**
     * @return list<array<mixed>>
     */
    private static function refusalsOfEventsAndRequests(): array
    {
        $text = Sample::cipher()->encrypt('x');
        $request = static fn (string $asset, string $more, string $region = 'us', int $scheme = 11256): \Closure =>
            static fn () => new UploadRequest($text, $scheme, $asset, Sample::API_KEY . $more, $region);
        $noKey = static fn () => new UploadRequest($text, 11256, 'asset', '');
        $plain = static fn () => new UploadRequest(Sample::PLAINTEXT, 11256, 'asset', Sample::API_KEY);
        $events = static fn () => UploadRequest::fromEvents(
            Sample::cipher(),
            ['identity' => Sample::PLAINTEXT],
            'asset',
            Sample::API_KEY,
        );
        $notUtf8 = static fn () => Events::check(['identity' => Sample::PLAINTEXT . "\xff"]);
        [$asset, $key] = [Exception\AssetIdException::class, Exception\ApiKeyException::class];
        return [
            [Exception\EventsException::class, -1, $events, '/0/asset_id: missing field'],
            [Exception\UnencodableEventsException::class, -1, $notUtf8, 'Malformed UTF-8'],
            [Exception\UnknownSchemeException::class, 2, $request('asset', '', 'us', 1), '11256, 11257 or 11258'],
            [Exception\EncodingException::class, 8, $plain, 'base64'],
            [$asset, 30, $request('', ''), 'asset id'],
            [$asset, 30, $request("a\r\nb: c", ''), 'asset id'],
            [$asset, 30, static fn () => Events::check('[]', "\xff"), 'asset id'],
            [$key, 31, $request('asset', "\n"), 'API key'],
            [$key, 31, $noKey, 'API key'],
            [Exception\UnknownRegionException::class, 32, $request('asset', '', 'US'), 'use us, in or eu'],
        ];
    }

    /**
     * @dataProvider refusals
     * @param class-string<Exception\NetcoreAesException> $class
     * @param \Closure(): mixed $call
     */
    public function testARefusal(string $class, int $status, \Closure $call, string $words, ?int $index = null): void
    {
        \ini_set('zend.exception_ignore_args', '0');
        try {
            $call();
        } catch (Exception\NetcoreAesException $exception) {
            self::assertSame($class, $exception::class);
            self::assertSame($status, $exception->status());
            self::assertSame($status, $exception->getCode());
            self::assertSame($index, $exception->index());
            self::assertMatchesRegularExpression("~{$words}~", $exception->getMessage());
            self::assertStringNotContainsString("\n", $exception->getMessage());
            $this->assertCarriesNoSecret($exception);
            return;
        } finally {
            \ini_restore('zend.exception_ignore_args');
        }
        self::fail("{$class} should have been raised");
    }

    private function assertCarriesNoSecret(Exception\NetcoreAesException $exception): void
    {
        self::assertNull($exception->getPrevious());
        if (\PHP_VERSION_ID < 80200) {
            return;
        }
        $frames = \array_filter($exception->getTrace(), static function (array $frame): bool {
            $class = $frame['class'] ?? '';
            return \str_starts_with($class, 'NetcoreAes\\') && !\str_starts_with($class, __NAMESPACE__);
        });
        self::assertNotEmpty($frames);
        $shown = $exception . \print_r(\array_column($frames, 'args'), true);
        self::assertStringContainsString('SensitiveParameterValue', $shown);
        foreach ([Sample::KEY, Sample::IV, Sample::GCM_KEY, Sample::API_KEY, Sample::PLAINTEXT] as $secret) {
            for ($start = 0; $start + 8 <= \strlen($secret); $start++) {
                self::assertStringNotContainsString(\substr($secret, $start, 8), $shown);
            }
        }
    }

    public function testEveryClassIsRaised(): void
    {
        $classes = [];
        foreach (\glob(Paths::package() . '/src/Exception/*.php') as $file) {
            $class = new \ReflectionClass('NetcoreAes\\Exception\\' . \basename($file, '.php'));
            if (!$class->isAbstract()) {
                self::assertTrue($class->isSubclassOf(Exception\NetcoreAesException::class));
                $classes[] = $class->getName();
            }
        }
        $raised = \array_unique([...\array_column(self::refusals(), 0), ...self::ELSEWHERE]);
        \sort($raised);
        self::assertSame($classes, $raised);
    }

    public function testEveryStatusHasItsExceptionOrIsInternal(): void
    {
        $internal = ['Ok', 'Null', 'BufferTooSmall', 'Overlap', 'Offsets', 'Panic'];
        foreach (Status::cases() as $status) {
            $exception = ExceptionFactory::fromStatus($status->value, 'words');
            self::assertSame($status->value, $exception->status());
            $isInternal = $exception instanceof Exception\InternalException;
            self::assertSame(\in_array($status->name, $internal, true), $isInternal, $status->name);
        }
        self::assertInstanceOf(Exception\InternalException::class, ExceptionFactory::fromStatus(12345, 'words'));
        self::assertSame(12345, ExceptionFactory::fromStatus(12345, 'words')->status());
    }

    /**
     * @return list<array{int, string}>
     */
    public static function statusesOutOfReach(): array
    {
        return [
            [6, 'TooLargeException'], [10, 'RandomException'], [11, 'OutOfMemoryException'],
            [12, 'KeyUsedUpException'], [100, 'InternalException'], [77, 'InternalException'],
        ];
    }

    /**
     * @dataProvider statusesOutOfReach
     */
    public function testWhenTheLibraryFails(int $status, string $class): void
    {
        $code = <<<'PHP'
            use NetcoreAes\{Cipher, Credentials, Events, UploadRequest, UploadStream};
            function report(Closure $call): void {
                try { $call(); } catch (NetcoreAes\Exception\NetcoreAesException $e) {
                    echo basename(strtr($e::class, '\\', '/')), " {$e->status()} {$e->getMessage()}\n";
                }
            }
            $cipher = new Cipher('key');
            foreach (['keygen' => 11256, 'gcm' => 11258] as $scheme) {
                report(fn () => Credentials::generate($scheme));
            }
            report(fn () => $cipher->encrypt('x'));
            report(fn () => $cipher->decrypt('x'));
            report(fn () => $cipher->encryptBatch(['x']));
            report(fn () => $cipher->decryptBatch([]));
            report(fn () => Events::check('[]'));
            report(fn () => new UploadRequest('x', 11256, 'a', 'k'));
            report(fn () => new NetcoreAes\Internal\UploadHandle(1, 1, 1));
            // It fails where it reads, where it ends, and where it writes a body or an event.
            foreach (['', '=0', '=1', '=2'] as $kind) {
                $status = getenv('FAKE_STATUS');
                putenv('FAKE_STATUS=0');
                $stream = new UploadStream($cipher, 'x', 'a', 'k');
                putenv("FAKE_STATUS={$status}");
                putenv("FAKE_KIND{$kind}");
                report(fn () => iterator_to_array($stream));
            }
            putenv('FAKE_NEW=1');
            report(fn () => new Cipher('key'));
            PHP;
        static $fake = null;
        $fake ??= Fake::library(['-DFAKE_ABI=1']);
        $done = Process::php($code, [], ['NETCORE_AES_LIBRARY' => $fake, 'FAKE_STATUS' => (string) $status]);
        self::assertSame('', $done->errors);
        $lines = \explode("\n", \trim($done->output));
        self::assertCount(14, $lines, $done->output);
        foreach ($lines as $line) {
            $words = "/^{$class} {$status} (item 0: |status {$status}: )?the message$/";
            self::assertMatchesRegularExpression($words, $line);
        }
    }

    public function testNoRandomBytes(): void
    {
        $code = <<<'PHP'
            use NetcoreAes\{Cipher, Credentials};
            $cbc = new Cipher(str_repeat('k', 32), str_repeat('i', 16));
            $gcm = new Cipher(str_repeat('k', 32), null, 11258);
            $text = $gcm->encrypt('x');
            $events = json_encode(['asset_id' => 'a', 'activity_name' => 'n', 'timestamp' => gmdate('Y-m-d\TH:i:s\Z'),
                'identity' => 1, 'activity_source' => 'web', 'activity_params' => (object) []]);
            $uploads = new NetcoreAes\UploadStream($gcm, $events, 'a', 'k');
            putenv('FAIL_RANDOM=1');
            $calls = [
                fn () => Credentials::generate(), fn () => Credentials::generate(11258),
                fn () => $gcm->encrypt('x'), fn () => $gcm->encryptBatch(['x']), fn () => iterator_to_array($uploads),
            ];
            foreach ($calls as $call) {
                try { $call(); } catch (NetcoreAes\Exception\RandomException $e) { echo $e->status(), "\n"; }
            }
            echo $gcm->decrypt($text), $cbc->decrypt($cbc->encrypt('y'));
            putenv('FAIL_RANDOM');
            echo count(iterator_to_array($uploads));
            PHP;
        // PHP binds a library to libc before all else, so the library is loaded beforehand too.
        $done = Process::php($code, [], ['LD_PRELOAD' => Fake::failingRandom() . ' ' . Library::file()]);
        self::assertSame("10\n10\n10\n10\n10\nxy1", $done->output, $done->errors);
    }
}
