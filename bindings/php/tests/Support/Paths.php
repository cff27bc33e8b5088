<?php

declare(strict_types=1);

namespace NetcoreAes\Tests\Support;

/**
 * Paths of the repository, the package, the library and temporary folders.
 */
final class Paths
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
     * Reads a file of vectors and checks its count.
     *
     * @return list<array<string, mixed>> the cases
     */
    public static function vectors(string $name, int $atLeast): array
    {
        $path = self::repository() . "/tests/vectors/{$name}";
        $file = \json_decode(\file_get_contents($path), true, 512, \JSON_THROW_ON_ERROR);
        if (\count($file['cases']) !== $file['count'] || $file['count'] < $atLeast) {
            throw new \UnexpectedValueException("{$name} does not have as many cases as its count says");
        }
        return $file['cases'];
    }

    /**
     * Creates a folder that everyone can read, removed at the end of the process.
     */
    public static function temporary(): string
    {
        $folder = \sys_get_temp_dir() . '/netcore-aes-php-' . \bin2hex(\random_bytes(6));
        \mkdir($folder);
        \chmod($folder, 0755);
        $owner = \getmypid();
        \register_shutdown_function(static function () use ($folder, $owner): void {
            // Not in a forked child.
            if (\getmypid() === $owner) {
                \exec('rm -rf ' . \escapeshellarg($folder));
            }
        });
        return $folder;
    }
}
