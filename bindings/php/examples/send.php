<?php

/*
 * Sends one event, encrypted. Key, IV and API key come from NETCORE_AES_KEY, NETCORE_AES_IV and NETCORE_API_KEY; it
 * goes to NETCORE_AES_ENDPOINT if that is set, such as the sandbox's address, and else to the vendor.
 *
 *     php examples/send.php
 *
 * It also runs as a page of a web server whose environment has these variables.
 */

declare(strict_types=1);

use NetcoreAes\Cipher;
use NetcoreAes\Exception\EventsException;
use NetcoreAes\Exception\NetcoreAesException;
use NetcoreAes\UploadRequest;

// In a program of yours: require 'vendor/autoload.php';
require __DIR__ . '/../autoload.php';

const TRIES = 3;

/**
 * A variable of the environment that must be there.
 */
function needed(string $name): string
{
    $value = (string) getenv($name);
    return $value !== '' ? $value : throw new RuntimeException("set {$name}");
}

/**
 * Posts a request; returns the HTTP status, 0 if there was no answer.
 */
function post(string $url, UploadRequest $request): int
{
    $curl = curl_init($url);
    curl_setopt_array($curl, [
        CURLOPT_POST => true,
        CURLOPT_HTTPHEADER => $request->headerLines(),
        CURLOPT_POSTFIELDS => $request->body(),
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_CONNECTTIMEOUT => 10,
        CURLOPT_TIMEOUT => 30,
    ]);
    return curl_exec($curl) === false ? 0 : curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
}

/**
 * Whether it is worth another try: no answer, a timeout, too early, too many requests, a fault of the server's.
 */
function isWorthAnotherTry(int $status): bool
{
    return $status === 0 || in_array($status, [408, 425, 429], true) || $status >= 500;
}

/**
 * @return bool whether it was accepted
 */
function send(UploadRequest $request): bool
{
    $url = (string) getenv('NETCORE_AES_ENDPOINT') ?: $request->url();
    for ($try = 1; $try <= TRIES; $try++) {
        $status = post($url, $request);
        if ($status >= 200 && $status < 300) {
            echo "accepted, HTTP status {$status}\n";
            return true;
        }
        echo $status === 0 ? "no answer\n" : "refused, HTTP status {$status}\n";
        if (!isWorthAnotherTry($status)) {
            return false;
        }
        if ($try < TRIES) {
            sleep(2 ** $try);
        }
    }
    return false;
}

function main(): bool
{
    $event = [
        'asset_id' => 'my-asset',
        'activity_name' => 'form_submitted',
        'timestamp' => gmdate('Y-m-d\TH:i:s\Z'),
        'identity' => '9999911111',
        'activity_source' => 'web',
        'activity_params' => ['day' => 'Tuesday'],
    ];
    try {
        $cipher = new Cipher(needed('NETCORE_AES_KEY'), needed('NETCORE_AES_IV'));
        return send(UploadRequest::fromEvents($cipher, [$event], 'my-asset', needed('NETCORE_API_KEY')));
    } catch (EventsException $exception) {
        echo implode("\n", $exception->problems()), "\n";
    } catch (NetcoreAesException | RuntimeException $exception) {
        echo $exception->getMessage(), "\n";
    }
    return false;
}

$accepted = main();
if (PHP_SAPI === 'cli') {
    exit($accepted ? 0 : 1);
}
