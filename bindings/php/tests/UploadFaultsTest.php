<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Exception;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\Tests\Support\Sample;
use NetcoreAes\UploadStream;
use PHPUnit\Framework\TestCase;

/**
 * Faults of the stream of events, of its source and of its arguments; use after close.
 */
final class UploadFaultsTest extends TestCase
{
    private static function stream(mixed $source): UploadStream
    {
        return new UploadStream(Sample::cipher(), $source, 'asset', Sample::API_KEY);
    }

    private static function event(): string
    {
        return \json_encode(Sample::event());
    }

    /**
     * Reads up to the fault.
     *
     * @return array{list<int>, \Throwable} the events of each body, and the fault
     */
    private static function read(UploadStream $stream): array
    {
        $bodies = [];
        try {
            foreach ($stream as $upload) {
                $bodies[] = $upload->events;
            }
        } catch (\Throwable $fault) {
            return [$bodies, $fault];
        }
        self::fail('no fault');
    }

    public function testWhatIsBeforeAFaultComesFirstAndTheFaultAgain(): void
    {
        $one = '[' . self::event();
        $two = $one . ',' . self::event();
        foreach (["{$two}}" => \strlen($two), "{$one},{" => \strlen($one) + 2] as $json => $offset) {
            $stream = self::stream($json);
            foreach ([[$json === "{$two}}" ? 2 : 1], [], []] as $expected) {
                [$bodies, $fault] = self::read($stream);
                self::assertSame($expected, $bodies);
                self::assertInstanceOf(Exception\EventStreamException::class, $fault);
                self::assertSame([20, 20, $offset], [$fault->status(), $fault->getCode(), $fault->offset()]);
                self::assertSame("byte {$offset} of the stream: cannot find the next event; write a JSON array of "
                    . 'events, or one event per line', $fault->getMessage());
            }
        }
    }

    public function testASourceThatFailsDoesNotSeemToEnd(): void
    {
        $failing = (static function (): \Generator {
            yield self::event() . "\n";
            throw new \DomainException('no network');
        })();
        $stream = self::stream($failing);
        for ($i = 0; $i < 3; $i++) {
            [$bodies, $fault] = self::read($stream);
            self::assertSame([[], 'no network'], [$bodies, $fault->getMessage()]);
        }
    }

    public function testAnItemOfAnotherType(): void
    {
        $stream = self::stream([self::event(), "\n", 7, "\n"]);
        for ($i = 0; $i < 2; $i++) {
            [$bodies, $fault] = self::read($stream);
            self::assertSame([[], \TypeError::class], [$bodies, $fault::class]);
            self::assertSame('string 2 of the source must be a string, not int', $fault->getMessage());
        }
    }

    public function testAResourceThatCannotBeRead(): void
    {
        $folder = Paths::temporary();
        $closed = \tmpfile();
        $stream = self::stream($closed);
        \fclose($closed);
        foreach ([$stream, self::stream(\fopen("{$folder}/x", 'wb')), self::stream(\fopen($folder, 'rb'))] as $stream) {
            [, $fault] = self::read($stream);
            self::assertInstanceOf(Exception\SourceException::class, $fault);
            self::assertSame(-1, $fault->status());
            self::assertStringStartsWith('the source cannot be read; open it for reading', $fault->getMessage());
        }
    }

    public function testAResourceThatHasNoDataYet(): void
    {
        [$reader, $writer] = \stream_socket_pair(\STREAM_PF_UNIX, \STREAM_SOCK_STREAM, 0);
        \stream_set_blocking($reader, false);
        $stream = self::stream($reader);
        $half = \intdiv(\strlen(self::event()), 2);
        foreach (['', \substr(self::event(), 0, $half), \substr(self::event(), $half)] as $data) {
            \fwrite($writer, $data);
            [$bodies, $fault] = self::read($stream);
            self::assertSame([], $bodies);
            self::assertInstanceOf(Exception\SourceException::class, $fault);
            self::assertStringStartsWith('the source has no data yet;', $fault->getMessage());
        }
        \fclose($writer);
        [$body] = \iterator_to_array($stream);
        self::assertSame(1, $body->events);
    }

    public function testBadArguments(): void
    {
        $make = static fn (mixed ...$other): \Closure => static fn () => new UploadStream(...$other + [
            'cipher' => Sample::cipher(), 'source' => '', 'assetId' => 'asset', 'apiKey' => Sample::API_KEY,
        ]);
        $type = 'source must be a stream resource, a string or an iterable of strings, not ';
        $cases = [
            [Exception\AssetIdException::class, $make(assetId: ''), 'asset id'],
            [Exception\ApiKeyException::class, $make(apiKey: 'a b'), 'API key'],
            [Exception\UnknownRegionException::class, $make(region: 'mars'), 'use us, in or eu'],
            [\TypeError::class, $make(source: 7), "{$type}int"],
            [\TypeError::class, $make(source: null), "{$type}null"],
            [\TypeError::class, $make(source: new \stdClass()), "{$type}stdClass"],
            [\TypeError::class, $make(source: \stream_context_create()), "{$type}resource"],
            [\ValueError::class, $make(maxEvents: 0), 'maxEvents is 0; it must be at least 1'],
            [\ValueError::class, $make(maxPayloadBytes: -1), 'maxPayloadBytes is -1; it must be at least 1'],
            [\ValueError::class, $make(maxEventBytes: \PHP_INT_MIN), 'maxEventBytes is -9223372036854775808;'],
        ];
        foreach ($cases as [$class, $call, $words]) {
            try {
                $call();
                self::fail($words);
            } catch (\Throwable $refused) {
                self::assertSame($class, $refused::class, $refused->getMessage());
                self::assertStringContainsString($words, $refused->getMessage());
            }
        }
    }

    public function testUseAfterClose(): void
    {
        $stream = self::stream(\str_repeat(self::event() . "\n", 3000));
        foreach ($stream as $upload) {
            self::assertSame(1000, $upload->events);
            break;
        }
        self::assertSame(['url' => $stream->url(), 'closed' => false], $stream->__debugInfo());
        $stream->close();
        $stream->close();
        self::assertSame(['url' => $stream->url(), 'closed' => true], $stream->__debugInfo());
        [$bodies, $fault] = self::read($stream);
        self::assertSame([[], Exception\ClosedException::class], [$bodies, $fault::class]);
        self::assertSame('the stream is closed; make a new one', $fault->getMessage());
    }

    public function testAClosedCipherEncryptsNothing(): void
    {
        $cipher = Sample::cipher();
        $stream = new UploadStream($cipher, \str_repeat(self::event() . "\n", 17_000), 'asset', Sample::API_KEY);
        foreach ($stream as $upload) {
            $cipher->close();
            break;
        }
        [$bodies, $fault] = self::read($stream);
        // Fifteen bodies were encrypted beside the first.
        self::assertSame(\array_fill(0, 15, 1000), $bodies);
        self::assertSame(Exception\ClosedException::class, $fault::class);
        self::assertSame('the cipher is closed; make a new one', $fault->getMessage());
    }

    public function testItIsReadInOnePlaceAtATime(): void
    {
        $stream = null;
        $source = (static function () use (&$stream): \Generator {
            yield self::event();
            foreach ($stream as $upload) {
                self::fail('a nested read');
            }
        })();
        $stream = self::stream($source);
        [, $fault] = self::read($stream);
        self::assertSame(\LogicException::class, $fault::class);
        self::assertStringContainsString('in one place at a time', $fault->getMessage());
        $this->expectException(\Error::class);
        clone $stream;
    }
}
