<?php

/*
 * Sends one encrypted event. Key, IV and API key come from NETCORE_AES_KEY, NETCORE_AES_IV and NETCORE_API_KEY. It
 * posts to NETCORE_AES_ENDPOINT if that is set, to the sandbox for example, otherwise to the vendor.
 *
 *     php examples/send.php
 *
 * It also runs as a page of a web server that has these variables in its environment.
 */

declare(strict_types=1);

use NetcoreAes\Cipher;
use NetcoreAes\Exception\EventsException;
use NetcoreAes\Exception\NetcoreAesException;
use NetcoreAes\UploadRequest;

// In your program: require 'vendor/autoload.php';
require __DIR__ . '/../autoload.php';

const TRIES = 3;

/**
 * Returns an environment variable that must be set.
 */
function requireVariable(string $name): string
{
    $value = (string) getenv($name);
    return $value !== '' ? $value : throw new RuntimeException("set {$name}");
}

/**
 * Posts a request and returns the HTTP status; 0 if there is no answer.
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
 * Whether to retry: no answer, a timeout, too early, too many requests, or a server error.
 */
function isRetryable(int $status): bool
{
    return $status === 0 || in_array($status, [408, 425, 429], true) || $status >= 500;
}

/**
 * Posts a request, with retries; returns whether it was accepted.
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
        if (!isRetryable($status)) {
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
        $cipher = new Cipher(requireVariable('NETCORE_AES_KEY'), requireVariable('NETCORE_AES_IV'));
        return send(UploadRequest::fromEvents($cipher, [$event], 'my-asset', requireVariable('NETCORE_API_KEY')));
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
