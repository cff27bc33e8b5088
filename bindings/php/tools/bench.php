<?php

/*
 * Prints what an event of 400 bytes takes, alone and in batches of 1000, beside what PHP's openssl takes for it.
 */

declare(strict_types=1);

use NetcoreAes\Cipher;
use NetcoreAes\Credentials;

require __DIR__ . '/../autoload.php';

const ROUNDS = 60;
const EVENTS = 2000;

$credentials = Credentials::generate();
[$key, $iv] = [$credentials->key(), $credentials->iv()];
$cipher = new Cipher($key, $iv);
$event = str_repeat('x', 400);
$text = $cipher->encrypt($event);
$events = array_fill(0, 1000, $event);
$texts = $cipher->encryptBatch($events);
$mode = 'aes-256-cbc';
$work = [
    'encrypt' => static function () use ($cipher, $event): void {
        for ($i = 0; $i < EVENTS; $i++) {
            $cipher->encrypt($event);
        }
    },
    'openssl_encrypt' => static function () use ($mode, $event, $key, $iv): void {
        for ($i = 0; $i < EVENTS; $i++) {
            openssl_encrypt($event, $mode, $key, 0, $iv);
        }
    },
    'encryptBatch' => static function () use ($cipher, $events): void {
        for ($i = 0; $i < EVENTS; $i += 1000) {
            $cipher->encryptBatch($events);
        }
    },
    'decrypt' => static function () use ($cipher, $text): void {
        for ($i = 0; $i < EVENTS; $i++) {
            $cipher->decrypt($text);
        }
    },
    'openssl_decrypt' => static function () use ($mode, $text, $key, $iv): void {
        for ($i = 0; $i < EVENTS; $i++) {
            openssl_decrypt($text, $mode, $key, 0, $iv);
        }
    },
    'decryptBatch' => static function () use ($cipher, $texts): void {
        for ($i = 0; $i < EVENTS; $i += 1000) {
            $cipher->decryptBatch($texts);
        }
    },
];
// All in turn, round for round, so that a busy moment hits none alone.
$best = array_fill_keys(array_keys($work), INF);
for ($round = 0; $round < ROUNDS; $round++) {
    foreach ($work as $name => $run) {
        $start = hrtime(true);
        $run();
        $best[$name] = min($best[$name], (hrtime(true) - $start) / EVENTS);
    }
}
foreach ($best as $name => $nanoseconds) {
    printf("%-16s %5.0f ns an event\n", $name, $nanoseconds);
}
