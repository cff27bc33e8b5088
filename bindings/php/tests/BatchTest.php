<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Exception\DecryptException;
use NetcoreAes\Exception\EncodingException;
use NetcoreAes\Scheme;
use NetcoreAes\Tests\Support\Sample;
use PHPUnit\Framework\TestCase;

/**
 * Batches of messages.
 */
final class BatchTest extends TestCase
{
    public function testABatchIsWhatSingleCallsGive(): void
    {
        foreach ([Scheme::CbcBase64, Scheme::CbcHex] as $scheme) {
            $cipher = Sample::cipher($scheme);
            $messages = [''];
            for ($size = 1; $size < 300; $size++) {
                $messages[] = \random_bytes($size);
            }
            $texts = $cipher->encryptBatch($messages);
            self::assertSame(\array_map($cipher->encrypt(...), $messages), $texts);
            self::assertSame($messages, $cipher->decryptBatch($texts));
        }
        $cipher = Sample::cipher(Scheme::GcmBase64);
        self::assertSame($messages, \array_map($cipher->decrypt(...), $cipher->encryptBatch($messages)));
    }

    public function testManyMessages(): void
    {
        $cipher = Sample::cipher();
        $messages = \array_map(\strval(...), \range(1, 100_000));
        self::assertSame($messages === $cipher->decryptBatch($cipher->encryptBatch($messages)), true);
    }

    public function testAnArrayKeepsItsKeys(): void
    {
        $cipher = Sample::cipher();
        $messages = ['b' => 'x', 7 => '', 'a' => 'z', 3 => "\0"];
        $texts = $cipher->encryptBatch($messages);
        self::assertSame(['b', 7, 'a', 3], \array_keys($texts));
        self::assertSame($messages, $cipher->decryptBatch($texts));
        self::assertSame([], $cipher->encryptBatch([]));
        self::assertSame([], $cipher->decryptBatch([]));
    }

    public function testAnyOtherIterableGivesAList(): void
    {
        $cipher = Sample::cipher();
        $repeating = static function (): \Generator {
            yield 'key' => 'x';
            yield 'key' => 'y';
        };
        self::assertSame(['x', 'y'], $cipher->decryptBatch($cipher->encryptBatch($repeating())));
        self::assertSame(['z'], $cipher->decryptBatch(new \ArrayIterator(['k' => $cipher->encrypt('z')])));
        self::assertSame([], $cipher->encryptBatch(new \EmptyIterator()));
    }

    public function testAnIterableMayUseTheCipher(): void
    {
        $cipher = Sample::cipher();
        $messages = (static function () use ($cipher): \Generator {
            for ($i = 0; $i < 5; $i++) {
                yield $cipher->encrypt("message {$i}");
            }
        })();
        $expected = \array_map(static fn (int $i): string => "message {$i}", \range(0, 4));
        self::assertSame($expected, $cipher->decryptBatch($messages));
    }

    public function testTheIndexOfTheItemAtFault(): void
    {
        $cipher = Sample::cipher();
        $good = $cipher->encrypt('x');
        foreach ([['AAAA', DecryptException::class], ['A', EncodingException::class]] as [$bad, $class]) {
            foreach (['a', 'b', 'c'] as $index => $key) {
                $texts = \array_replace(['a' => $good, 'b' => $good, 'c' => $good], [$key => $bad]);
                try {
                    $cipher->decryptBatch($texts);
                    self::fail('a bad text');
                } catch (DecryptException | EncodingException $exception) {
                    self::assertInstanceOf($class, $exception);
                    self::assertSame($index, $exception->index());
                    self::assertStringStartsWith("item {$index}: ", $exception->getMessage());
                }
            }
        }
        self::assertSame(['x'], $cipher->decryptBatch([$good]));
    }

    public function testItemsMustBeStrings(): void
    {
        $cipher = Sample::cipher();
        foreach ([5, null, ['x'], 1.5, true, new \stdClass()] as $item) {
            foreach ([$cipher->encryptBatch(...), $cipher->decryptBatch(...)] as $call) {
                try {
                    $call(['x', $item]);
                    self::fail('not a string');
                } catch (\TypeError $error) {
                    $type = \get_debug_type($item);
                    self::assertSame("item 1 of the batch must be a string, not {$type}", $error->getMessage());
                }
            }
        }
    }
}
