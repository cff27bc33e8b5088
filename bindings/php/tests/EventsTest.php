<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Events;
use NetcoreAes\Exception\EventsException;
use NetcoreAes\Exception\UnencodableEventsException;
use NetcoreAes\Problem;
use NetcoreAes\Region;
use NetcoreAes\Scheme;
use NetcoreAes\Severity;
use NetcoreAes\Tests\Support\Sample;
use NetcoreAes\UploadRequest;
use PHPUnit\Framework\TestCase;

/**
 * Events in PHP's types, and requests built from them.
 */
final class EventsTest extends TestCase
{
    public function testFormsOfEvents(): void
    {
        $event = Sample::event();
        $object = (object) $event;
        $serializable = new class ($event) implements \JsonSerializable {
            /** @param array<string, mixed> $event */
            public function __construct(private array $event)
            {
            }

            /** @return array<array<string, mixed>> */
            public function jsonSerialize(): array
            {
                return [$this->event];
            }
        };
        $json = '[' . \json_encode($event) . ']';
        foreach ([[$event], $event, $object, [$object], $serializable, [3 => $event], $json] as $form) {
            self::assertSame($json, Events::toJson($form));
            self::assertSame([], Events::check($form));
        }
        self::assertSame('[{"a":"é/","b":1.0}]', Events::toJson(['a' => 'é/', 'b' => 1.0]));
        self::assertSame('not JSON', Events::toJson('not JSON'));
    }

    public function testProblems(): void
    {
        $found = Events::check([Sample::event(), Sample::event(['identity' => '', 'more' => 1])], 'other');
        $expected = new Problem('/1/identity', 1, 'empty', Severity::Error, 'empty string; fill it in');
        self::assertContainsEquals($expected, $found);
        self::assertSame('/1/identity: empty string; fill it in', (string) $expected);
        $rules = \array_map(static fn (Problem $problem): array => [$problem->rule, $problem->isError()], $found);
        \sort($rules);
        $expected = [['asset-id', true], ['asset-id', true], ['empty', true], ['unknown-field', false]];
        self::assertSame($expected, $rules);
        $empty = Events::check([])[0];
        self::assertNull($empty->event);
        self::assertStringStartsWith('the payload: the array is empty', (string) $empty);
    }

    public function testEmptyArraysOfPhp(): void
    {
        $rules = static fn (mixed $params): array =>
            \array_column(Events::check(Sample::event(['activity_params' => $params])), 'rule', 'pointer');
        self::assertSame(['/0/activity_params/items' => 'empty-array'], $rules(['items' => []]));
        self::assertSame(['/0/activity_params/a/b/0' => 'empty-array'], $rules(['a' => ['b' => [[]]]]));
        self::assertSame(['/0/activity_params'], \array_keys($rules([])));
        self::assertSame([], $rules(new \stdClass()));
        self::assertSame([], $rules(['items' => new \stdClass()]));
    }

    public function testTheTime(): void
    {
        $event = Sample::event(['timestamp' => '2025-08-26T12:05:43Z']);
        $rules = static fn (mixed $now): array => \array_column(Events::check($event, null, $now), 'rule');
        self::assertSame(['timestamp-old'], $rules(null));
        self::assertSame([], $rules(1_756_209_943));
        self::assertSame([], $rules(new \DateTimeImmutable('2025-08-26T14:05:43+02:00')));
        self::assertSame(['timestamp-future'], $rules(0));
        self::assertSame([], $rules(Events::NO_TIME));
    }

    public function testManyProblems(): void
    {
        $found = Events::check(\array_fill(0, 1000, new \stdClass()));
        self::assertCount(6000, $found);
    }

    public function testARequestFromEvents(): void
    {
        $events = [Sample::event(), Sample::event(['identity' => 5, 'activity_name' => 'नमस्ते 🙏'])];
        $cipher = Sample::cipher(Scheme::CbcHex);
        foreach ([$events, \json_encode($events)] as $form) {
            $request = UploadRequest::fromEvents($cipher, $form, 'asset', Sample::API_KEY, Region::India);
            self::assertSame('https://apiin2.netcoresmartech.com/v1/activity/upload', $request->url());
            self::assertSame('11257', $request->headers()['x-eCode']);
            $text = \json_decode($request->body(), true)['encryptedRequest'];
            self::assertSame($events, \json_decode($cipher->decrypt($text), true));
        }
        $one = UploadRequest::fromEvents($cipher, $events[0], 'asset', Sample::API_KEY, 'eu');
        self::assertSame([$events[0]], \json_decode($cipher->decrypt(
            \json_decode($one->body(), true)['encryptedRequest']
        ), true));
    }

    public function testBadEventsMakeNoRequest(): void
    {
        $bad = [
            Sample::event(),
            Sample::event(['identity' => '', 'extra' => 1]),
            Sample::event(['asset_id' => 'another']),
        ];
        try {
            UploadRequest::fromEvents(Sample::cipher(), $bad, 'asset', Sample::API_KEY);
            self::fail('bad events');
        } catch (EventsException $exception) {
            $rules = \array_column($exception->problems(), 'rule');
            self::assertSame(['empty', 'unknown-field', 'asset-id'], $rules);
            self::assertMatchesRegularExpression('~/1/identity: .* \(first of 2 errors\)$~', $exception->getMessage());
            self::assertSame(-1, $exception->status());
        }
    }

    public function testWarningsDoNotStopARequest(): void
    {
        $old = Sample::event(['timestamp' => '2025-08-26T12:05:43Z']);
        $request = UploadRequest::fromEvents(Sample::cipher(), $old, 'asset', Sample::API_KEY);
        self::assertStringStartsWith('{"encryptedRequest":"', $request->body());
    }

    public function testWhatJsonCannotWrite(): void
    {
        $recursive = ['a' => 1];
        $recursive['self'] = &$recursive;
        foreach ([["\xff"], [\NAN], ['a' => ['b' => "\xff"]], $recursive] as $events) {
            try {
                Events::check($events);
                self::fail('no JSON');
            } catch (UnencodableEventsException $exception) {
                self::assertStringStartsWith('the events cannot be written as JSON: ', $exception->getMessage());
            }
        }
        self::assertSame('json', Events::check("[{\"a\":\"\xff\"}]")[0]->rule);
    }
}
