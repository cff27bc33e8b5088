<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use NetcoreAes\Exception\LibraryException;
use NetcoreAes\Library;

/**
 * Finds the library and makes sure that it is the one whose declarations this package has.
 *
 * Under ffi.enable=preload, scripts on a server may use native code only as far as preloaded files let them. Those that
 * let them load a library of their own choice would undo that, so there only the administrator's choice counts.
 *
 * @internal
 */
final class Loader
{
    private const SONAME = 'libnetcore_aes.so.1';
    private const SCOPE = 'NETCORE_AES';
    private const ABI_FUNCTION = 'uint32_t netcore_aes_abi_version(void);';

    /**
     * @param ?string $path the library's file; null to look for it
     * @return array{\FFI, string} the library and the file it was loaded from, if that is known
     * @throws LibraryException
     */
    public static function load(?string $path): array
    {
        self::checkPhp();
        if ($path !== null && self::isRestricted()) {
            throw new LibraryException(
                'under ffi.enable=preload a script cannot choose the library; let ffi.preload name it'
            );
        }
        $ffi = $path === null ? self::preloaded() : null;
        if ($ffi !== null) {
            return [self::checked($ffi, 'the library that ffi.preload names'), ''];
        }
        return self::first($path === null ? self::candidates() : [$path => 'the path given']);
    }

    /**
     * The declarations as FFI::cdef() takes them.
     */
    private static function declarations(): string
    {
        return \preg_replace('/^#.*\n/m', '', \file_get_contents(self::root() . '/ffi/netcore_aes.h'));
    }

    private static function root(): string
    {
        return \dirname(__DIR__, 2);
    }

    private static function isRestricted(): bool
    {
        return \PHP_SAPI !== 'cli' && \ini_get('ffi.enable') === 'preload';
    }

    private static function checkPhp(): void
    {
        if (!\class_exists(\FFI::class)) {
            throw new LibraryException(
                "PHP's extension ffi is missing; install it (Debian: php-common, Docker: docker-php-ext-install ffi)"
                . ' and enable it in php.ini'
            );
        }
        if (\PHP_INT_SIZE !== 8) {
            throw new LibraryException('this PHP is a 32-bit one; the library needs a 64-bit PHP');
        }
    }

    private static function preloaded(): ?\FFI
    {
        try {
            return \FFI::scope(self::SCOPE);
        } catch (\FFI\Exception $exception) {
            self::refuseIfDisabled($exception);
            return null;
        }
    }

    /**
     * Where to look, and what to call it in an error.
     *
     * @return array<string, string>
     */
    private static function candidates(): array
    {
        $named = (string) \getenv(Library::ENVIRONMENT);
        if ($named !== '' && !self::isRestricted()) {
            // Whoever names one wants that one.
            return [$named => 'named by ' . Library::ENVIRONMENT];
        }
        $folder = \strtolower(\PHP_OS_FAMILY) . '-' . \php_uname('m');
        return [
            self::root() . "/lib/{$folder}/" . self::SONAME => 'in the package',
            self::SONAME => 'where the system keeps its libraries',
        ];
    }

    /**
     * @param array<string, string> $candidates
     * @return array{\FFI, string}
     */
    private static function first(array $candidates): array
    {
        $declarations = self::declarations();
        $tried = [];
        foreach ($candidates as $file => $where) {
            if (\str_contains($file, '/') && !\is_file($file)) {
                $tried[] = "{$file} ({$where}): there is no such file";
                continue;
            }
            try {
                return [self::checked(\FFI::cdef($declarations, $file), $file), $file];
            } catch (\FFI\Exception $exception) {
                self::refuseIfDisabled($exception);
                self::refuseIfOther($file);
                $tried[] = "{$file} ({$where}): {$exception->getMessage()}";
            }
        }
        throw new LibraryException(
            'the library ' . self::SONAME . ' cannot be loaded; install it, or ' . (self::isRestricted()
                ? 'let ffi.preload name it (netcore-aes-ffi-header makes the header)'
                : 'set ' . Library::ENVIRONMENT . ' to its path')
            . '. Looked for: ' . \implode('; ', $tried)
        );
    }

    private static function refuseIfDisabled(\FFI\Exception $exception): void
    {
        if (!\str_contains($exception->getMessage(), 'restricted')) {
            return;
        }
        throw new LibraryException(self::isRestricted()
            ? 'ffi.enable=preload lets only preloaded code use FFI here; in php.ini set opcache.preload='
                . self::root() . '/preload.php and opcache.preload_user, or ffi.enable=true, and restart the server'
            : 'FFI is turned off; in php.ini set ffi.enable=preload, and for servers what preload.php says');
    }

    /**
     * A library that lacks a function cannot be loaded with all declarations; most likely it is of another version.
     */
    private static function refuseIfOther(string $file): void
    {
        try {
            $ffi = \FFI::cdef(self::ABI_FUNCTION, $file);
        } catch (\FFI\Exception) {
            return;
        }
        self::checked($ffi, $file);
    }

    private static function checked(\FFI $ffi, string $what): \FFI
    {
        $found = $ffi->netcore_aes_abi_version();
        if ($found !== Library::ABI_VERSION) {
            throw new LibraryException(
                "{$what} has version {$found} of the ABI, but this package needs " . Library::ABI_VERSION
                . '; install the package and the library of the same release'
            );
        }
        return $ffi;
    }
}
