<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Cipher;
use NetcoreAes\Events;
use NetcoreAes\Exception\NetcoreAesException;
use NetcoreAes\Problem;
use NetcoreAes\Status;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\UploadRequest;
use PHPUnit\Framework\TestCase;

/**
 * The vectors that all languages share.
 */
final class VectorsTest extends TestCase
{
    /** The least number of cases in each file: fewer would mean that some were lost. */
    private const LEAST = [
        '11256.json' => 235, '11257.json' => 234, '11258.json' => 206, 'golden.json' => 1,
        'events.json' => 162, 'requests.json' => 48,
    ];

    /**
     * @return iterable<string, array{array<string, mixed>}>
     */
    public static function messages(): iterable
    {
        foreach (['11256.json', '11257.json', '11258.json', 'golden.json'] as $name) {
            foreach (Paths::vectors($name, self::LEAST[$name]) as $case) {
                yield "{$name} {$case['id']}" => [$case];
            }
        }
    }

    /**
     * @dataProvider messages
     * @param array<string, mixed> $case
     */
    public function testMessage(array $case): void
    {
        $make = static fn (): Cipher => new Cipher($case['key'], $case['iv'], $case['scheme']);
        $error = $case['error'];
        [$plaintext, $aad] = [\hex2bin($case['plaintext']), \hex2bin($case['aad'])];
        if ($case['op'] === 'new' && $error !== null) {
            $this->assertRefused($error, $make);
            return;
        }
        $cipher = $make();
        self::assertSame($case['scheme'], $cipher->scheme()->value);
        match ($case['op']) {
            'new' => null,
            'roundtrip' => $this->assertRoundTrip($cipher, $plaintext, $case['text']),
            'encrypt' => $this->assertRefused($error, static fn () => $cipher->encrypt($plaintext, $aad)),
            'decrypt' => $error === null
                ? $this->assertDecrypts($cipher, $case['text'], $aad, $plaintext)
                : $this->assertRefused($error, static fn () => $cipher->decrypt($case['text'], $aad)),
        };
    }

    /**
     * @return iterable<string, array{array<string, mixed>}>
     */
    public static function events(): iterable
    {
        foreach (Paths::vectors('events.json', self::LEAST['events.json']) as $case) {
            yield $case['id'] => [$case];
        }
    }

    /**
     * @dataProvider events
     * @param array<string, mixed> $case
     */
    public function testEvents(array $case): void
    {
        $found = Events::check($case['payload'], $case['asset_id'], $case['now'] ?? Events::NO_TIME);
        self::assertSame($case['problems'], \array_map(static fn (Problem $problem): array => [
            'pointer' => $problem->pointer,
            'rule' => $problem->rule,
            'severity' => $problem->severity->value,
            'event' => $problem->event,
        ], $found));
        foreach ($found as $problem) {
            self::assertNotSame('', $problem->message);
        }
    }

    /**
     * @return iterable<string, array{array<string, mixed>}>
     */
    public static function requests(): iterable
    {
        foreach (Paths::vectors('requests.json', self::LEAST['requests.json']) as $case) {
            yield $case['id'] => [$case];
        }
    }

    /**
     * @dataProvider requests
     * @param array<string, mixed> $case
     */
    public function testRequest(array $case): void
    {
        $make = static fn (): UploadRequest => new UploadRequest(
            $case['text'],
            $case['scheme'],
            $case['asset_id'],
            $case['api_key'],
            $case['region'],
        );
        if ($case['error'] !== null) {
            $this->assertRefused($case['error'], $make);
            return;
        }
        $request = $make();
        self::assertSame('POST', $request->method());
        self::assertSame($case['url'], $request->url());
        self::assertSame($case['body'], $request->body());
        self::assertSame(\array_column($case['headers'], 1, 0), $request->headers());
        $lines = \array_map(static fn (array $pair): string => "{$pair[0]}: {$pair[1]}", $case['headers']);
        self::assertSame($lines, $request->headerLines());
    }

    private function assertRoundTrip(Cipher $cipher, string $plaintext, string $text): void
    {
        self::assertSame($text, $cipher->encrypt($plaintext));
        self::assertSame($plaintext, $cipher->decrypt($text));
        self::assertSame([$text, $text], $cipher->encryptBatch([$plaintext, $plaintext]));
        self::assertSame([$plaintext], $cipher->decryptBatch([$text]));
    }

    private function assertDecrypts(Cipher $cipher, string $text, string $aad, string $plaintext): void
    {
        self::assertSame($plaintext, $cipher->decrypt($text, $aad));
        self::assertSame($plaintext, $cipher->decrypt($cipher->encrypt($plaintext, $aad), $aad));
    }

    private function assertRefused(string $error, \Closure $call): void
    {
        $words = \str_replace(' ', '', \ucwords(\strtolower(\strtr($error, '_', ' '))));
        $status = \constant(Status::class . "::{$words}")->value;
        try {
            $call();
        } catch (NetcoreAesException $exception) {
            self::assertSame($status, $exception->status());
            self::assertNull($exception->getPrevious());
            return;
        }
        self::fail("{$error} should have been raised");
    }
}
