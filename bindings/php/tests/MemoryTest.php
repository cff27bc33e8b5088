<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Cipher;
use NetcoreAes\Exception\InvalidKeyException;
use NetcoreAes\Tests\Support\Process;
use NetcoreAes\Tests\Support\Sample;
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
        $cipher = Sample::cipher();
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
        $done = Process::php($code, ['memory_limit' => '-1']);
        self::assertSame("1\n", \substr($done->output, -2), $done->errors);
        self::assertStringNotContainsString('memory_limit', $done->output);
    }
}
