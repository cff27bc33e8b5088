<?php

declare(strict_types=1);

namespace NetcoreAes\Tests\Support;

/**
 * Shared libraries made from C for a test.
 */
final class Fake
{
    /**
     * @param list<string> $flags
     * @return string the library's path
     */
    public static function library(array $flags): string
    {
        return self::compile(Place::package() . '/tests/native/fake.c', $flags);
    }

    /**
     * One to preload, under which the operating system gives no random bytes once FAIL_RANDOM is set.
     */
    public static function failingRandom(): string
    {
        return self::compile(Place::repository() . '/netcore-aes-py/tests/failing_random.c', []);
    }

    /**
     * @param list<string> $flags
     */
    private static function compile(string $source, array $flags): string
    {
        $library = Place::temporary() . '/library.so';
        $include = '-I' . Place::repository() . '/include';
        $done = Process::run(['cc', '-shared', '-fPIC', $include, ...$flags, '-o', $library, $source]);
        if ($done->status !== 0) {
            throw new \RuntimeException($done->errors);
        }
        return $library;
    }
}
