<?php

declare(strict_types=1);

/*
 * Prints the outcome of every shared vector in PHP, in the format of ../README.md.
 */

use NetcoreAes\Cipher;
use NetcoreAes\Events;
use NetcoreAes\Exception\NetcoreAesException;
use NetcoreAes\Library;
use NetcoreAes\Problem;
use NetcoreAes\Scheme;
use NetcoreAes\Status;
use NetcoreAes\UploadRequest;

require getenv('NETCORE_AES_AUTOLOAD') ?: __DIR__ . '/../../../bindings/php/autoload.php';

const CASE_FILES = ['11256.json', '11257.json', '11258.json', 'golden.json'];
const NOW = 1_756_209_943;

function line(string|int ...$fields): void
{
    echo implode("\t", $fields), "\n";
}

function hex(string $bytes): string
{
    return $bytes === '' ? '-' : bin2hex($bytes);
}

/**
 * The name of a case in the header: `BufferTooSmall` is `BUFFER_TOO_SMALL`.
 */
function nameOf(UnitEnum $case): string
{
    return strtoupper(preg_replace('/(?<=[a-z])(?=[A-Z])/', '_', $case->name));
}

/**
 * @return list<array<string, mixed>>
 */
function cases(string $folder, string $file): array
{
    $vectors = json_decode(file_get_contents("{$folder}/{$file}"), true, 512, JSON_THROW_ON_ERROR);
    if (count($vectors['cases']) !== $vectors['count']) {
        throw new UnexpectedValueException("{$file} does not have as many cases as its count says");
    }
    return $vectors['cases'];
}

/**
 * @return list<string|int>
 */
function failure(NetcoreAesException $exception): array
{
    return ['error', nameOf(Status::from($exception->status())), $exception->status()];
}

/**
 * @param array<string, mixed> $case
 * @return list<string|int>
 */
function message(array $case): array
{
    try {
        $cipher = new Cipher($case['key'], $case['iv'], $case['scheme']);
    } catch (NetcoreAesException $exception) {
        return [...failure($exception), hex($exception->getMessage())];
    }
    $plaintext = hex2bin($case['plaintext']);
    $aad = hex2bin($case['aad']);
    try {
        switch ($case['op']) {
            case 'new':
                return ['ok', $cipher->scheme()->value, strtolower($cipher->keyForm()->name)];
            case 'roundtrip':
                $text = $cipher->encrypt($plaintext);
                return ['ok', $text, hex($cipher->decrypt($text))];
            case 'encrypt':
                return ['ok', $cipher->encrypt($plaintext, $aad)];
            default:
                $decrypted = $cipher->decrypt($case['text'], $aad);
                $again = $cipher->encrypt($decrypted, $aad);
                return ['ok', hex($decrypted), strlen($again), hex($cipher->decrypt($again, $aad))];
        }
    } catch (NetcoreAesException $exception) {
        return failure($exception);
    }
}

/**
 * @param array<string, mixed> $golden the case with the key and IV
 * @param list<string> $payloads
 */
function batches(array $golden, Scheme $scheme, array $payloads): void
{
    $cipher = new Cipher($golden['key'], $golden['iv'], $scheme);
    $texts = $cipher->encryptBatch($payloads);
    $decrypted = array_map(hex(...), $cipher->decryptBatch($texts));
    line('batch', $scheme->value, 'ok', count($texts), implode(',', $texts), implode(',', $decrypted));
    $texts[2] = $scheme === Scheme::CbcHex ? '00' : 'AAAA';
    try {
        $cipher->decryptBatch($texts);
        line('batch', $scheme->value, 'ok');
    } catch (NetcoreAesException $exception) {
        line('batch', $scheme->value, ...[...failure($exception), (int) $exception->index()]);
    }
}

/**
 * @param array<string, mixed> $case
 * @return list<string|int>
 */
function events(array $case): array
{
    $problems = Events::check($case['payload'], $case['asset_id'], $case['now'] ?? NOW);
    $errors = count(array_filter($problems, static fn (Problem $problem): bool => $problem->isError()));
    $fields = ['ok', $errors, count($problems) - $errors];
    foreach ($problems as $problem) {
        array_push(
            $fields,
            hex($problem->pointer),
            $problem->rule,
            $problem->severity->value,
            hex($problem->message),
        );
    }
    return $fields;
}

/**
 * @param array<string, mixed> $case
 * @return list<string|int>
 */
function request(array $case): array
{
    try {
        $request = new UploadRequest(
            $case['text'],
            $case['scheme'],
            $case['asset_id'],
            $case['api_key'],
            $case['region'],
        );
    } catch (NetcoreAesException $exception) {
        return failure($exception);
    }
    $fields = ['ok', $request->url()];
    foreach ($request->headers() as $name => $value) {
        array_push($fields, $name, hex($value));
    }
    return [...$fields, hex($request->body())];
}

function main(string $folder): void
{
    line('version', Library::version());
    line('abi', Library::ABI_VERSION);
    foreach (Scheme::cases() as $scheme) {
        line('scheme', $scheme->value, nameOf($scheme));
    }
    foreach (Status::cases() as $status) {
        if ($status !== Status::Ok) {
            line('status', $status->value, nameOf($status));
        }
    }
    $count = 0;
    foreach (CASE_FILES as $file) {
        foreach (cases($folder, $file) as $case) {
            line('case', $file, $case['id'], ...message($case));
            $count++;
        }
    }
    $events = cases($folder, 'events.json');
    $golden = cases($folder, 'golden.json')[0];
    foreach ([Scheme::CbcBase64, Scheme::CbcHex] as $scheme) {
        batches($golden, $scheme, array_column($events, 'payload'));
        $count += 2;
    }
    foreach ($events as $case) {
        line('events', $case['id'], ...events($case));
        $count++;
    }
    foreach (cases($folder, 'requests.json') as $case) {
        line('request', $case['id'], ...request($case));
        $count++;
    }
    line('end', $count);
}

if ($argc !== 2) {
    fwrite(STDERR, "usage: driver.php VECTORS_DIR\n");
    exit(2);
}
main($argv[1]);
