<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Cipher;
use NetcoreAes\Exception\InvalidKeyException;
use NetcoreAes\Internal\Batch;
use NetcoreAes\Library;
use NetcoreAes\Scheme;
use NetcoreAes\Tests\Support\Process;
use NetcoreAes\Tests\Support\Sample;
use NetcoreAes\UploadStream;
use PHPUnit\Framework\TestCase;

/**
 * Memory is freed, wiped, and kept within PHP's limit.
 */
final class MemoryTest extends TestCase
{
    private static function resident(): int
    {
        return (int) \explode(' ', \file_get_contents('/proc/self/statm'))[1] * 4096;
    }

    public function testForgottenCiphersAreFreed(): void
    {
        $round = static function (int $count): void {
            for ($i = 0; $i < $count; $i++) {
                $cipher = new Cipher(Sample::KEY, Sample::IV);
                if ($i % 1000 === 0) {
                    $cipher->decrypt($cipher->encrypt(Sample::PLAINTEXT));
                    $cycle = new \stdClass();
                    $cycle->self = $cycle;
                    $cycle->cipher = $cipher;
                    try {
                        new Cipher('short', Sample::IV);
                    } catch (InvalidKeyException) {
                    }
                }
            }
            unset($cipher, $cycle);
            \gc_collect_cycles();
        };
        $round(10_000);
        $before = self::resident();
        $round(100_000);
        self::assertLessThan(1 << 20, self::resident() - $before);
    }

    public function testCallsKeepNothing(): void
    {
        $cipher = Sample::cipher();
        $round = static function (int $count) use ($cipher): void {
            for ($i = 0; $i < $count; $i++) {
                $cipher->decryptBatch($cipher->encryptBatch(['a', 'b', \str_repeat('c', $i)]));
                $cipher->decrypt($cipher->encrypt(\str_repeat('x', 3 * $i)));
            }
        };
        $round(3_000);
        $before = \memory_get_usage();
        $round(3_000);
        self::assertLessThan(10_000, \memory_get_usage() - $before);
        // Large buffers are freed.
        $cipher->encrypt(\str_repeat('x', 10_000_000));
        $cipher->encryptBatch([\str_repeat('x', 10_000_000)]);
        self::assertLessThan(2 << 20, \memory_get_usage() - $before);
    }

    public function testThePlaintextIsWiped(): void
    {
        $cipher = Sample::cipher(Scheme::CbcHex);
        $text = $cipher->encrypt(Sample::PLAINTEXT);
        $read = static function () use ($cipher): string {
            $handle = (new \ReflectionProperty(Cipher::class, 'handle'))->getValue($cipher);
            $buffer = (new \ReflectionProperty($handle, 'buffer'))->getValue($handle);
            return \FFI::string($buffer->bytes, $buffer->capacity);
        };
        self::assertStringStartsWith($text, $read(), 'it reads the buffer');
        self::assertSame(Sample::PLAINTEXT, $cipher->decrypt($text));
        self::assertStringNotContainsString(\substr(Sample::PLAINTEXT, 0, 4), $read());
        $cipher->decryptBatch([$text, $text]);
        self::assertStringNotContainsString(\substr(Sample::PLAINTEXT, 0, 4), $read());
        // To its end, around the sizes of the buffer and far beyond. No text in hexadecimal contains an s.
        foreach ([1, 16, 2031, 2048, 4095, 4096, 4097, 65_537, 500_000] as $size) {
            $plaintext = \str_repeat('s', $size);
            $text = $cipher->encrypt($plaintext);
            self::assertSame($plaintext === $cipher->decrypt($text), true);
            self::assertStringNotContainsString('s', $read(), "{$size} bytes");
            self::assertSame([$plaintext] === $cipher->decryptBatch([$text]), true);
            self::assertStringNotContainsString('s', $read(), "a batch of {$size} bytes");
        }
    }

    public function testTheApiKeyIsWiped(): void
    {
        $native = Library::native();
        $read = static function () use ($native): string {
            $buffer = (new \ReflectionProperty($native, 'buffer'))->getValue($native);
            return \FFI::string($buffer->bytes, $buffer->capacity);
        };
        foreach ([1, 100, 5000, 70_000] as $size) {
            $lines = $native->requestHeaders(11256, 'asset', \str_repeat('~', $size));
            self::assertStringContainsString('Bearer ~', $lines);
            self::assertSame('', \trim($read(), "\0"), "{$size} bytes");
        }
    }

    public function testPhpsLimit(): void
    {
        $code = <<<'PHP'
            use NetcoreAes\{Cipher, Events};
            $cipher = new Cipher(str_repeat('k', 32), str_repeat('i', 16));
            $large = str_repeat('A', 20 << 20);
            $calls = [
                fn () => $cipher->encrypt($large), fn () => $cipher->decrypt($large),
                fn () => $cipher->encryptBatch([$large]), fn () => $cipher->decryptBatch([$large]),
                fn () => $cipher->encryptBatch([$large, $large, $large]),
            ];
            foreach ($calls as $call) {
                try { $call(); } catch (NetcoreAes\Exception\NetcoreAesException $e) {
                    echo $e->status(), preg_replace('/\d+/', 'N', " {$e->getMessage()}\n");
                }
            }
            // The exception's trace references the argument.
            unset($large, $e, $call, $calls);
            $x = str_repeat('x', 8 << 20);
            echo (int) ($x === $cipher->decrypt($cipher->encrypt($x))), "\n";
            PHP;
        $message = "cannot allocate N bytes within PHP's memory_limit; raise it, or pass less data at once";
        foreach (['48M', (string) (48 << 20), '49152k'] as $limit) {
            $done = Process::php($code, ['memory_limit' => $limit]);
            self::assertSame(\str_repeat("11 {$message}\n", 5) . "1\n", $done->output, $done->errors);
        }
        foreach (['-1', '1G', '1048576K', '1g'] as $limit) {
            $done = Process::php($code, ['memory_limit' => $limit]);
            self::assertSame("1\n", \substr($done->output, -2), $done->errors);
            self::assertStringNotContainsString('memory_limit', $done->output);
        }
    }

    public function testNoSizeExceedsPhpsLimitUnnoticed(): void
    {
        // Each size ends in a result or an exception, never in PHP's fatal error.
        $code = <<<'PHP'
            $cipher = new NetcoreAes\Cipher(str_repeat('k', 32), str_repeat('i', 16));
            for ($size = 1 << 17; $size < 5 << 20; $size += 1 << 17) {
                $x = str_repeat('x', $size);
                $calls = [
                    fn () => $cipher->encrypt($x), fn () => $cipher->encryptBatch([$x]),
                    fn () => $cipher->encryptBatch([$x, '', 'x']), fn () => $cipher->encryptBatch(['x', 'x']),
                ];
                foreach ($calls as $call) {
                    try { $call(); echo 1; } catch (NetcoreAes\Exception\OutOfMemoryException) { echo 0; }
                }
                unset($x, $calls, $call);
            }
            PHP;
        foreach (['11M', '12M', '16M'] as $limit) {
            $done = Process::php($code, ['memory_limit' => $limit]);
            self::assertSame(0, $done->status, $done->output . $done->errors);
            self::assertMatchesRegularExpression('/^1{16}[01]+(0001)+$/', $done->output);
        }
    }

    public function testStreamsOfEventsAreFreed(): void
    {
        $cipher = Sample::cipher();
        $events = \str_repeat(\json_encode(Sample::event()) . "\n", 20) . '{}';
        $round = static function (int $count) use ($cipher, $events): void {
            for ($i = 0; $i < $count; $i++) {
                $stream = new UploadStream($cipher, $events, 'asset', Sample::API_KEY);
                // Some are not read, some are read in part, some to their end.
                foreach ($i % 3 === 0 ? [] : $stream as $upload) {
                    if ($i % 3 === 1) {
                        break;
                    }
                }
                if ($i % 10 === 0) {
                    $stream->close();
                    $cycle = new \stdClass();
                    $cycle->self = $cycle;
                    $cycle->stream = new UploadStream($cipher, [$events], 'asset', Sample::API_KEY);
                }
            }
            unset($stream, $upload, $cycle);
            \gc_collect_cycles();
        };
        $round(3000);
        [$before, $own] = [self::resident(), \memory_get_usage()];
        $round(3000);
        self::assertLessThan(10_000, \memory_get_usage() - $own);
        self::assertLessThan(2 << 20, self::resident() - $before);
    }

    public function testPhpsLimitLosesNoEvent(): void
    {
        // The sixteen bodies take 44 MB. Each limit ends in bodies or an exception, never in PHP's fatal error.
        $code = <<<'PHP'
            use NetcoreAes\{Cipher, UploadBody, UploadStream};
            $event = json_encode(['asset_id' => 'a', 'activity_name' => 'n', 'timestamp' => gmdate('Y-m-d\TH:i:s\Z'),
                'identity' => 1, 'activity_source' => 'web', 'activity_params' => ['x' => str_repeat('x', 1900)]]);
            $source = (static function () use ($event) { for ($i = 0; $i < 16_500; $i++) { yield "{$event}\n"; } })();
            $cipher = new Cipher(str_repeat('k', 32), str_repeat('i', 16));
            $stream = new UploadStream($cipher, $source, 'a', 'k');
            for ([$limit, $events] = [8, 0]; $events < 16_500; $limit += 2) {
                ini_set('memory_limit', "{$limit}M");
                try {
                    foreach ($stream as $upload) { $events += $upload->events; }
                } catch (NetcoreAes\Exception\OutOfMemoryException) { echo 'no '; }
            }
            echo $events;
            PHP;
        $done = Process::php($code, ['memory_limit' => '8M']);
        self::assertMatchesRegularExpression('/^(no ){10,30}16500$/', $done->output . $done->errors);
    }

    /**
     * 32 bits of offsets: the last messages lie beyond 4 GiB. It takes 5 GiB: the check `differential` of `make harden`
     * sets the variable.
     */
    public function testOffsetsBeyond4GiB(): void
    {
        if (\getenv('NETCORE_AES_BEYOND_4_GIB') === false) {
            $this->expectNotToPerformAssertions();
            return;
        }
        $messages = [...\array_fill(0, 65, \str_repeat("\0", 1 << 26)), 'one', 'two'];
        $batch = new Batch(Library::native()->ffi, $messages);
        self::assertSame([65 << 26, (65 << 26) + 3], [$batch->offsets[65], $batch->offsets[66]]);
        self::assertSame('onetwo', \substr($batch->data, $batch->offsets[65]));
    }
}
