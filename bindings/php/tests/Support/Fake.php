<?php

declare(strict_types=1);

namespace NetcoreAes\Tests\Support;

/**
 * Shared libraries that a test compiles from C.
 */
final class Fake
{
    /**
     * @param list<string> $flags
     * @return string the library's path
     */
    public static function library(array $flags): string
    {
        return self::compile(Paths::package() . '/tests/native/fake.c', $flags);
    }

    /**
     * A library for LD_PRELOAD: the operating system returns no random bytes once FAIL_RANDOM is set.
     */
    public static function failingRandom(): string
    {
        return self::compile(Paths::repository() . '/netcore-aes-py/tests/failing_random.c', []);
    }

    /**
     * @param list<string> $flags
     */
    private static function compile(string $source, array $flags): string
    {
        $library = Paths::temporary() . '/library.so';
        $include = '-I' . Paths::repository() . '/include';
        $done = Process::run(['cc', '-shared', '-fPIC', $include, ...$flags, '-o', $library, $source]);
        if ($done->status !== 0) {
            throw new \RuntimeException($done->errors);
        }
        return $library;
    }
}
