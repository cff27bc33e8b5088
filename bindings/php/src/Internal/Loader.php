<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use NetcoreAes\Exception\LibraryException;
use NetcoreAes\Library;

/**
 * Finds and loads the library, and checks its ABI version.
 *
 * Under ffi.enable=preload, a server's scripts may call native code only through preloaded files. A script that could
 * choose the library would get around that, so there only the administrator chooses it.
 *
 * @internal
 */
final class Loader
{
    /** The library's file, by PHP_OS_FAMILY; that of every other system is Linux's. */
    private const FILES = [
        'Linux' => 'libnetcore_aes.so.1',
        'Darwin' => 'libnetcore_aes.1.dylib',
        'Windows' => 'netcore_aes.dll',
    ];
    /** What uname calls processors on macOS and Windows. */
    private const PROCESSORS = ['arm64' => 'aarch64', 'AMD64' => 'x86_64'];
    private const SCOPE = 'NETCORE_AES';
    private const ABI_FUNCTION = 'uint32_t netcore_aes_abi_version(void);';

    /**
     * @param ?string $path the library's file; null to look for it
     * @return array{\FFI, string} the library and its file; the file is empty if ffi.preload loaded it
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
            return [self::requireAbi($ffi, 'the library of ffi.preload'), ''];
        }
        return self::loadFirst($path === null ? self::candidates() : [$path => 'the given path']);
    }

    /**
     * The declarations for FFI::cdef().
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
                "PHP's extension ffi is missing; install it (Debian: php-common; Docker: libffi-dev, then"
                . ' docker-php-ext-install ffi) and enable it in php.ini'
            );
        }
        if (\PHP_INT_SIZE !== 8) {
            throw new LibraryException('this is a 32-bit PHP; the library needs a 64-bit PHP');
        }
    }

    private static function preloaded(): ?\FFI
    {
        try {
            return \FFI::scope(self::SCOPE);
        } catch (\FFI\Exception $exception) {
            self::throwIfFfiDisabled($exception);
            return null;
        }
    }

    /**
     * The folder and the file of a system's library: by the system, the processor and the C library, which is musl
     * where musl's loader is mapped into this process.
     *
     * @param string $maps the contents of /proc/self/maps; empty where there is none
     * @param string $family as PHP_OS_FAMILY
     * @param string $machine as of php_uname('m')
     * @return array{string, string}
     */
    public static function platform(string $maps, string $family, string $machine): array
    {
        $libc = \str_contains($maps, '/ld-musl-') ? '-musl' : '';
        $system = $family === 'Darwin' ? 'macos' : \strtolower($family);
        $processor = self::PROCESSORS[$machine] ?? $machine;
        return ["{$system}-{$processor}{$libc}", self::FILES[$family] ?? self::FILES['Linux']];
    }

    /**
     * The folder and the file of this system's library.
     *
     * @return array{string, string}
     */
    private static function here(): array
    {
        return self::platform(self::maps(), \PHP_OS_FAMILY, \php_uname('m'));
    }

    /**
     * What is mapped into this process; empty where that cannot be read.
     */
    private static function maps(): string
    {
        return (string) @\file_get_contents('/proc/self/maps');
    }

    /**
     * The files to try in turn, each with a description for an error message.
     *
     * @return array<string, string>
     */
    private static function candidates(): array
    {
        $named = (string) \getenv(Library::ENVIRONMENT);
        if ($named !== '' && !self::isRestricted()) {
            // Named explicitly, so no other file may take its place.
            return [$named => 'named by ' . Library::ENVIRONMENT];
        }
        [$folder, $file] = self::here();
        // Where open_basedir hides which C library runs PHP, that for musl comes second.
        $isHidden = \PHP_OS_FAMILY === 'Linux' && self::maps() === '';
        $candidates = [];
        foreach ($isHidden ? [$folder, "{$folder}-musl"] : [$folder] as $each) {
            // Windows' loader wants its own separator.
            $candidates[\implode(\DIRECTORY_SEPARATOR, [self::root(), 'lib', $each, $file])] = 'in the package';
        }
        return $candidates + [$file => 'in the system library folders'];
    }

    /**
     * @param array<string, string> $candidates
     * @return array{\FFI, string}
     */
    private static function loadFirst(array $candidates): array
    {
        $declarations = self::declarations();
        $tried = [];
        foreach ($candidates as $file => $where) {
            if (\strpbrk($file, '/' . \DIRECTORY_SEPARATOR) !== false && !\is_file($file)) {
                $tried[] = "{$file} ({$where}): file not found";
                continue;
            }
            try {
                return [self::requireAbi(\FFI::cdef($declarations, $file), $file), $file];
            } catch (\FFI\Exception $exception) {
                self::throwIfFfiDisabled($exception);
                self::throwIfOtherAbi($file);
                $tried[] = "{$file} ({$where}): {$exception->getMessage()}";
            }
        }
        throw new LibraryException(
            'the library ' . self::here()[1] . ' cannot be loaded; install it, or build it with `make lib` and '
            . (self::isRestricted()
                ? 'let ffi.preload name it (netcore-aes-ffi-header makes the header)'
                : 'set ' . Library::ENVIRONMENT . ' to its path')
            . '. Tried: ' . \implode('; ', $tried) . '. This system is ' . self::here()[0] . self::packaged()
        );
    }

    /**
     * The systems whose library is in the package, for an error message.
     */
    private static function packaged(): string
    {
        $folders = \array_map(\basename(...), \glob(self::root() . '/lib/*', \GLOB_ONLYDIR) ?: []);
        return $folders === [] ? '' : '; the package has the library for ' . \implode(', ', $folders);
    }

    private static function throwIfFfiDisabled(\FFI\Exception $exception): void
    {
        if (!\str_contains($exception->getMessage(), 'restricted')) {
            return;
        }
        throw new LibraryException(self::isRestricted()
            ? 'ffi.enable=preload allows FFI only in preloaded files; in php.ini set '
                . self::setting(\PHP_OS_FAMILY) . ', and restart the server'
            : 'FFI is disabled; in php.ini set ffi.enable=preload, and on a server see preload.php');
    }

    /**
     * What lets a server's scripts use FFI. PHP on Windows preloads nothing.
     *
     * @param string $family as PHP_OS_FAMILY
     */
    public static function setting(string $family): string
    {
        $preload = 'opcache.preload=' . self::root() . '/preload.php and opcache.preload_user, or ';
        return ($family === 'Windows' ? '' : $preload) . 'ffi.enable=true';
    }

    /**
     * FFI refuses a library that lacks a declared function. Its ABI version explains why, if it differs.
     */
    private static function throwIfOtherAbi(string $file): void
    {
        try {
            $ffi = \FFI::cdef(self::ABI_FUNCTION, $file);
        } catch (\FFI\Exception) {
            return;
        }
        self::requireAbi($ffi, $file);
    }

    private static function requireAbi(\FFI $ffi, string $name): \FFI
    {
        $found = $ffi->netcore_aes_abi_version();
        if ($found !== Library::ABI_VERSION) {
            throw new LibraryException(
                "{$name} has ABI version {$found}, but this package needs version " . Library::ABI_VERSION
                . '; install the package and the library from the same release'
            );
        }
        return $ffi;
    }
}
