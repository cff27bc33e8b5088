<?php

/*
 * One event and batches of 1000: NetcoreAes\Cipher beside PHP's openssl.
 *
 * usage: bench.php ROUNDS EVENTS, a file of events; prints a line for each candidate: the group, the name, and the nanoseconds that an event took in each
 * round, with tabs between.
 */

declare(strict_types=1);

use NetcoreAes\Cipher;
use NetcoreAes\UploadStream;

require __DIR__ . '/../../bindings/php/autoload.php';

const KEY = 'JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4'; // the vendor's published sample pair
const IV = '5TOMPCQvDu6uHuMw';
const BATCH = 1000;
const SLICE = 3e6;

/** As in the manual's examples, with openssl's base64. */
function documented(string $event): string
{
    return openssl_encrypt($event, 'aes-256-cbc', KEY, 0, IV);
}

/** The same with PHP's own base64. No state can be kept from one call to the next. */
function tuned(string $event): string
{
    return base64_encode(openssl_encrypt($event, 'aes-256-cbc', KEY, OPENSSL_RAW_DATA, IV));
}

function measure(Closure $work, int $times): float
{
    $start = hrtime(true);
    for ($i = 0; $i < $times; $i++) {
        $work();
    }
    return hrtime(true) - $start;
}

function calibrate(Closure $work): int
{
    for ($times = 1; ($taken = measure($work, $times)) < SLICE / 2; $times *= 2);
    return max(1, (int) ($times * SLICE / $taken));
}

function compare(string $group, int $events, int $rounds, array $candidates): void
{
    $results = array_map(static fn (Closure $work): mixed => $work(), $candidates);
    if (count(array_unique(array_map(serialize(...), $results))) !== 1) {
        throw new LogicException("$group: not all write the same");
    }
    $times = array_map(calibrate(...), $candidates);
    $names = array_keys($candidates);
    $taken = array_fill_keys($names, []);
    for ($round = 0; $round < $rounds; $round++) {
        foreach ($names as $turn => $_) {
            $name = $names[($round + $turn) % count($names)];
            $taken[$name][] = sprintf('%.3f', measure($candidates[$name], $times[$name]) / $times[$name] / $events);
        }
    }
    foreach ($taken as $name => $values) {
        echo implode("\t", [$group, $name, ...$values]), "\n";
    }
}

$cipher = new Cipher(KEY, IV);
$one = str_repeat('0123456789abcdef', 25);
$events = array_map(static fn (int $number): string => sprintf('%08d', $number) . substr($one, 8), range(1, BATCH));
echo "version\tPHP\t", PHP_VERSION, "\n";
// Each in a closure of the same shape, so that its call takes the same time for all.
compare('php-one', 1, (int) $argv[1], [
    'ours' => static fn (): string => $cipher->encrypt($one),
    'documented' => static fn (): string => documented($one),
    'tuned' => static fn (): string => tuned($one),
]);
compare('php-batch', BATCH, (int) $argv[1], [
    'ours-batch' => static fn (): array => $cipher->encryptBatch($events),
    'documented' => static fn (): array => array_map(documented(...), $events),
    'tuned' => static fn (): array => array_map(tuned(...), $events),
]);
$lines = file_get_contents($argv[2]);
$way = static function () use ($cipher, $lines): int {
    $events = 0;
    foreach (new UploadStream($cipher, $lines, 'a1b2c3d4e5', 'key') as $upload) {
        $events += $upload->events;
    }
    return $events;
};
compare('php-way', $way(), (int) $argv[1], ['ours' => $way]);
