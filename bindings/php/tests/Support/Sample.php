<?php

declare(strict_types=1);

namespace NetcoreAes\Tests\Support;

use NetcoreAes\Cipher;
use NetcoreAes\Scheme;

/**
 * Sample keys, ciphers and events.
 */
final class Sample
{
    public const KEY = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0hL';
    public const IV = 'xY9zW8vU7tS6rQ5p';
    public const GCM_KEY = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=';
    public const API_KEY = 'wW2xX4yY6zZ8aA0b';
    public const PLAINTEXT = '[{"identity": "9999911111"}]';

    public static function cipher(Scheme $scheme = Scheme::CbcBase64): Cipher
    {
        return $scheme === Scheme::GcmBase64
            ? new Cipher(self::GCM_KEY, null, $scheme)
            : new Cipher(self::KEY, self::IV, $scheme);
    }

    /**
     * @param array<string, mixed> $changes
     * @return array<string, mixed>
     */
    public static function event(array $changes = []): array
    {
        return \array_merge([
            'asset_id' => 'asset',
            'activity_name' => 'form_submitted',
            'timestamp' => \gmdate('Y-m-d\TH:i:s\Z'),
            'identity' => '9999911111',
            'activity_source' => 'web',
            'activity_params' => ['day' => 'Tuesday'],
        ], $changes);
    }
}
