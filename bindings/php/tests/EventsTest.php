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
        $serializable = self::serializable([$event]);
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
        self::assertSame(['/0/activity_params/activity_params' => 'empty-array'], $rules(['activity_params' => []]));
        self::assertSame(['/0/activity_params' => 'type'], $rules([1]));
        self::assertSame([], $rules([]));
        self::assertSame([], $rules(new \stdClass()));
        self::assertSame([], $rules(['items' => (object) []]));
    }

    public function testTheMessageForAnEmptyArrayNamesTheCureInPhp(): void
    {
        $events = [Sample::event(['activity_params' => ['items' => []]])];
        $message = 'empty array in activity_params: the vendor drops such an event silently; leave the field out, '
            . 'or write {} for an empty object';
        self::assertSame("{$message}, in PHP (object) []", Events::check($events)[0]->message);
        self::assertSame($message, Events::check(\json_encode($events))[0]->message);
        try {
            UploadRequest::fromEvents(Sample::cipher(), $events, 'asset', Sample::API_KEY);
            self::fail('an empty array');
        } catch (EventsException $exception) {
            self::assertStringEndsWith("/items: {$message}, in PHP (object) []", $exception->getMessage());
        }
        $json = \json_encode([Sample::event(['activity_params' => []])]);
        $found = \array_map(static fn (Problem $problem): string => (string) $problem, Events::check($json));
        self::assertSame([
            "/0/activity_params: found an empty array; expected an object, the event's parameters ({} for none)",
        ], $found);
    }

    public function testActivityParamsOfAnEmptyArrayAreAnObject(): void
    {
        $event = Sample::event(['activity_params' => []]);
        $ofParams = Sample::event(['activity_params' => self::serializable([])]);
        $json = '[' . \str_replace('"activity_params":[]', '"activity_params":{}', \json_encode($event)) . ']';
        $forms = [
            $event, [$event], [3 => $event], (object) $event, [(object) $event], $ofParams, (object) $ofParams,
            self::serializable($event), self::serializable([3 => $event]), self::serializable((object) $event),
            [self::serializable(self::serializable($event))],
        ];
        foreach ($forms as $form) {
            self::assertSame($json, Events::toJson($form));
            self::assertSame([], Events::check($form));
        }
        $request = UploadRequest::fromEvents(Sample::cipher(), $event, 'asset', Sample::API_KEY);
        $text = \json_decode($request->body(), true)['encryptedRequest'];
        self::assertSame($json, Sample::cipher()->decrypt($text));
        $itself = self::serializable();
        $itself->activity_params = [];
        self::assertSame('[{"activity_params":{}}]', Events::toJson($itself));
        self::assertSame('[{"activity_params":{}}]', Events::toJson([$itself]));
    }

    public function testOtherEmptyArraysStay(): void
    {
        $event = ['activity_params' => ['activity_params' => []], 'more' => []];
        self::assertSame('[' . \json_encode($event) . ']', Events::toJson($event));
        $json = '[{"activity_params":[]}]';
        self::assertSame($json, Events::toJson($json));
    }

    public function testTheCallersEventStaysAsItIs(): void
    {
        $params = [];
        $event = ['activity_params' => &$params];
        $object = (object) ['activity_params' => []];
        self::assertSame('[{"activity_params":{}},{"activity_params":{}}]', Events::toJson([$event, $object]));
        self::assertSame([], $params);
        self::assertSame([], $object->activity_params);
    }

    /**
     * An object that JSON writes as the value; without a value, as itself.
     */
    private static function serializable(mixed $value = null): \JsonSerializable
    {
        return new #[\AllowDynamicProperties] class ($value) implements \JsonSerializable {
            public function __construct(private mixed $value)
            {
            }

            public function jsonSerialize(): mixed
            {
                return $this->value ?? $this;
            }
        };
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
