<?php

/*
 * See README.md.
 */

declare(strict_types=1);

use NetcoreAes\Cipher;
use NetcoreAes\Exception\NetcoreAesException;
use NetcoreAes\Scheme;
use NetcoreAes\UploadRequest;

require __DIR__ . '/../../../../bindings/php/autoload.php';

const KEY = '0123456789abcdefghijklmnopqrstuv';
const IV = '0123456789abcdef';
const EVENTS = '[{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": "2025-08-26T12:05:43Z",'
    . ' "identity": "9999911111", "activity_source": "web", "activity_params": {"day": "Tuesday"}}]';

function make(Scheme $scheme): Cipher
{
    return new Cipher(KEY, $scheme === Scheme::GcmBase64 ? null : IV, $scheme);
}

function required(bool $condition, string $what): void
{
    if (!$condition) {
        throw new RuntimeException($what);
    }
}

function refused(callable $call): void
{
    try {
        $call();
    } catch (NetcoreAesException) {
        return;
    }
    throw new RuntimeException('it was not refused');
}

/**
 * @param list<string> $messages
 */
function step(Cipher $cipher, array $messages): Cipher
{
    $aad = $cipher->scheme() === Scheme::GcmBase64 ? 'data' : '';
    $badText = str_repeat('0', 32);
    foreach ($messages as $message) {
        required($cipher->decrypt($cipher->encrypt($message, $aad), $aad) === $message, 'another message');
    }
    required($cipher->decryptBatch($cipher->encryptBatch($messages)) === $messages, 'another batch');
    refused(static fn () => $cipher->decrypt($badText));
    refused(static fn () => $cipher->decryptBatch([$cipher->encrypt('event'), $badText]));
    refused(static fn () => new Cipher('short', IV, $cipher->scheme()));
    required(UploadRequest::fromEvents($cipher, EVENTS, 'my-asset', 'key')->body() !== '', 'no body');
    make($cipher->scheme())->close();
    // In a reference cycle, which only the collector frees.
    $forgotten = new stdClass();
    $forgotten->self = $forgotten;
    return $forgotten->cipher = make($cipher->scheme());
}

$meter = FFI::cdef(
    'size_t meter_library(void); size_t meter_malloc(void); size_t meter_resident(void);',
    getenv('NETCORE_AES_METER'),
);
$part = intdiv((int) $argv[1], 10);
$leak = ($argv[2] ?? '') === 'leak';
$messages = array_map(static fn (int $number): string => "event {$number}", range(0, 99));
$ciphers = array_map(make(...), Scheme::cases());
$kept = [];
for ($turn = 0; $turn < 20; $turn++) {
    for ($number = 0; $number < $part; $number++) {
        foreach ($ciphers as $index => $cipher) {
            $made = step($cipher, $messages);
            if ($leak && $number % 3 === 0 && $index === 0) {
                $kept[] = $made;
            }
        }
    }
    unset($made);
    gc_collect_cycles();
    $native = [$meter->meter_library(), $meter->meter_malloc(), $meter->meter_resident()];
    vprintf("reading %d %d %d %d\n", [...$native, memory_get_usage()]);
}
