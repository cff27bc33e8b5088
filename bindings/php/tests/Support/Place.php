<?php

declare(strict_types=1);

namespace NetcoreAes\Tests\Support;

/**
 * Where things are.
 */
final class Place
{
    public static function repository(): string
    {
        return \dirname(__DIR__, 4);
    }

    public static function package(): string
    {
        return \dirname(__DIR__, 2);
    }

    public static function library(): string
    {
        return self::repository() . '/build/lib/libnetcore_aes.so.1';
    }

    /**
     * A file of vectors, its count checked.
     *
     * @return list<array<string, mixed>> the cases
     */
    public static function vectors(string $name, int $atLeast): array
    {
        $path = self::repository() . "/tests/vectors/{$name}";
        $file = \json_decode(\file_get_contents($path), true, 512, \JSON_THROW_ON_ERROR);
        if (\count($file['cases']) !== $file['count'] || $file['count'] < $atLeast) {
            throw new \UnexpectedValueException("{$name} has another number of cases than it says");
        }
        return $file['cases'];
    }

    /**
     * A new folder that everyone may read and that is removed at the end of the process.
     */
    public static function temporary(): string
    {
        $folder = \sys_get_temp_dir() . '/netcore-aes-php-' . \bin2hex(\random_bytes(6));
        \mkdir($folder);
        \chmod($folder, 0755);
        $owner = \getmypid();
        \register_shutdown_function(static function () use ($folder, $owner): void {
            // A forked child ends too.
            if (\getmypid() === $owner) {
                \exec('rm -rf ' . \escapeshellarg($folder));
            }
        });
        return $folder;
    }
}
