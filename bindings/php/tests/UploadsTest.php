<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Cipher;
use NetcoreAes\EventProblems;
use NetcoreAes\Events;
use NetcoreAes\Exception;
use NetcoreAes\Problem;
use NetcoreAes\Region;
use NetcoreAes\Scheme;
use NetcoreAes\Severity;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\Tests\Support\Sample;
use NetcoreAes\UploadBody;
use NetcoreAes\UploadRequest;
use NetcoreAes\UploadStream;
use PHPUnit\Framework\TestCase;

/**
 * The stream of events, compared with the plain way, one step after the other.
 */
final class UploadsTest extends TestCase
{
    private const MAX_EVENT_BYTES = 1000;

    private static function stream(Cipher $cipher, mixed $source, int $maxEvents = 1000): UploadStream
    {
        return new UploadStream(
            $cipher,
            $source,
            'asset',
            Sample::API_KEY,
            maxEvents: $maxEvents,
            maxEventBytes: self::MAX_EVENT_BYTES,
        );
    }

    /**
     * @param array<string, mixed> $changes
     */
    private static function event(array $changes = []): string
    {
        return \json_encode(Sample::event($changes), \JSON_UNESCAPED_UNICODE);
    }

    /**
     * @return list<string>
     */
    private static function events(): array
    {
        $good = self::event(['activity_params' => ['é' => '🙏']]);
        $bad = self::event(['activity_source' => 'mail']);
        $long = self::event(['identity' => \str_repeat('8', 3000)]);
        return [$good, $good, $bad, $good, self::event(['extra' => 1]), $long, $good, '{}', $good];
    }

    /**
     * What comes out: bodies and problems, each in their order, since they may change places.
     *
     * @param iterable<UploadBody|EventProblems> $uploads
     * @return array{list<mixed>, list<mixed>}
     */
    private static function shown(Cipher $cipher, iterable $uploads): array
    {
        $bodies = [];
        $problems = [];
        $event = '';
        foreach ($uploads as $upload) {
            if ($upload instanceof UploadBody) {
                $payload = self::payload($cipher, $upload->body());
                $bodies[] = [$upload->events, $upload->first, $upload->last, $payload];
                continue;
            }
            $event .= $upload->event();
            if ($upload->isLast) {
                // The white space at the end of a line that is too long comes with it.
                $problems[] = [$upload->index, \rtrim($event), $upload->isRefused, $upload->problems];
                $event = '';
            }
        }
        return [$bodies, $problems];
    }

    /**
     * Under CBC the body too, since equal payloads have equal bodies.
     */
    private static function payload(Cipher $cipher, string $body): string
    {
        $payload = $cipher->decrypt(\json_decode($body, true)['encryptedRequest']);
        return $payload . ($cipher->scheme() === Scheme::GcmBase64 ? '' : $body);
    }

    /**
     * The same by the functions for one payload, two events in each.
     *
     * @param list<string> $events
     * @return array{list<mixed>, list<mixed>}
     */
    private static function plainly(Cipher $cipher, array $events): array
    {
        $bodies = [];
        $problems = [];
        $open = [];
        foreach ($events as $index => $event) {
            $found = self::check($event, $index);
            $isRefused = \array_filter($found, static fn (Problem $problem): bool => $problem->isError()) !== [];
            if ($found !== []) {
                $problems[] = [$index, $event, $isRefused, $found];
            }
            if (!$isRefused) {
                $open[$index] = $event;
            }
            if (\count($open) === 2 || $index === \count($events) - 1 && $open !== []) {
                $text = $cipher->encrypt('[' . \implode(',', $open) . ']');
                $body = (new UploadRequest($text, $cipher->scheme(), 'asset', Sample::API_KEY))->body();
                $payload = self::payload($cipher, $body);
                $bodies[] = [\count($open), \array_key_first($open), \array_key_last($open), $payload];
                $open = [];
            }
        }
        return [$bodies, $problems];
    }

    /**
     * @return list<Problem>
     */
    private static function check(string $event, int $index): array
    {
        if (\strlen($event) > self::MAX_EVENT_BYTES) {
            $message = "longer than 1000 bytes; shorten the event, or raise the stream's limit";
            return [new Problem("/{$index}", $index, 'too-long', Severity::Error, $message)];
        }
        return \array_map(static fn (Problem $problem): Problem => new Problem(
            "/{$index}" . \substr($problem->pointer, 2),
            $index,
            $problem->rule,
            $problem->severity,
            $problem->message,
        ), Events::check("[{$event}]", 'asset'));
    }

    /**
     * @return iterable<mixed> the same events as each kind of source, in pieces of several sizes
     */
    private static function sources(string $events): iterable
    {
        yield $events;
        $file = Paths::temporary() . '/events';
        \file_put_contents($file, $events);
        yield \fopen($file, 'rb');
        yield \fopen('data:,' . \rawurlencode($events), 'rb');
        foreach ([1, 2, 7, 64, 999, 100_000] as $size) {
            yield \str_split($events, $size);
            yield (static fn () => yield from \str_split($events, $size))();
        }
        yield new \ArrayObject(['', ...\str_split($events, 300), '', '']);
    }

    /**
     * @dataProvider NetcoreAes\Tests\CipherTest::schemes
     */
    public function testAStreamGivesWhatThePlainWayGives(Scheme $scheme): void
    {
        $cipher = Sample::cipher($scheme);
        $events = self::events();
        $expected = self::plainly($cipher, $events);
        self::assertSame([3, 4], \array_map('count', $expected));
        $forms = [
            \implode("\n", $events),
            \implode("\r\n\n", $events) . "\n",
            '[' . \implode(',', $events) . ']',
            ' [ ' . \implode(" ,\n", $events) . ' ] ',
        ];
        foreach ($forms as $form) {
            foreach (self::sources($form) as $source) {
                self::assertEquals($expected, self::shown($cipher, self::stream($cipher, $source, 2)));
            }
        }
    }

    public function testALongEventComesInParts(): void
    {
        $cipher = Sample::cipher();
        $stream = self::stream($cipher, \str_split(\implode("\n", self::events()), 500));
        $parts = [];
        foreach ($stream as $upload) {
            if ($upload instanceof EventProblems && $upload->index === 5) {
                $parts[] = [$upload->isLast, $upload->isRefused, $upload->event() !== ''];
            }
        }
        self::assertGreaterThan(3, \count($parts));
        self::assertSame([...\array_fill(0, \count($parts) - 1, [false, true, true]), [true, true, true]], $parts);
    }

    public function testAThousandEventsMakeABody(): void
    {
        $cipher = Sample::cipher();
        $stream = self::stream($cipher, \str_repeat(self::event() . "\n", 17_001), 5000);
        $numbers = [];
        foreach ($stream as $body) {
            $numbers[] = [$body->events, $body->first, $body->last];
        }
        $expected = \array_map(static fn (int $i): array => [1000, 1000 * $i, 1000 * $i + 999], \range(0, 16));
        self::assertSame([...$expected, [1, 17_000, 17_000]], $numbers);
        self::assertStringStartsWith('[' . self::event() . ']{', self::payload($cipher, $body->body()));
    }

    public function testTheLongestPayload(): void
    {
        $two = 2 * \strlen(self::event()) + \strlen('[,]');
        foreach ([1 => 3, $two - 1 => 3, $two => 2] as $max => $count) {
            $events = \str_repeat(self::event() . "\n", 3);
            $stream = new UploadStream(Sample::cipher(), $events, 'asset', Sample::API_KEY, maxPayloadBytes: $max);
            self::assertCount($count, \iterator_to_array($stream));
        }
    }

    public function testTheRequestIsThatOfAnUploadRequest(): void
    {
        $cipher = Sample::cipher(Scheme::CbcHex);
        $events = '[' . self::event() . ']';
        $plain = UploadRequest::fromEvents($cipher, $events, 'asset', Sample::API_KEY, Region::India);
        $stream = new UploadStream($cipher, $events, 'asset', Sample::API_KEY, 'in');
        [$body] = \iterator_to_array($stream);
        self::assertSame(
            [$plain->method(), $plain->url(), $plain->headers(), $plain->headerLines(), $plain->body()],
            [$stream->method(), $stream->url(), $stream->headers(), $stream->headerLines(), $body->body()],
        );
    }

    public function testALoopThatWasLeftGoesOn(): void
    {
        $cipher = Sample::cipher();
        $stream = self::stream($cipher, \implode("\n", self::events()), 2);
        $found = [];
        for ($loops = 0; $loops < 9; $loops++) {
            foreach ($stream as $upload) {
                $found[] = $upload;
                break;
            }
        }
        \array_push($found, ...\iterator_to_array($stream));
        self::assertEquals(self::plainly($cipher, self::events()), self::shown($cipher, $found));
        self::assertSame([], \iterator_to_array($stream));
    }

    public function testNothingGivesNothing(): void
    {
        foreach (['', [], '[]', " \n", ['', ''], new \EmptyIterator(), \fopen('data:,', 'r')] as $source) {
            $stream = self::stream(Sample::cipher(), $source);
            self::assertSame([[], []], [\iterator_to_array($stream), \iterator_to_array($stream)]);
        }
    }
}
