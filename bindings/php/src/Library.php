<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Internal\Loader;
use NetcoreAes\Internal\NativeLibrary;

/**
 * The C library behind this package. It is loaded once, at first use, or by {@see self::load()}.
 *
 * It is looked for in this order: preloaded by ffi.preload; the file that the environment variable NETCORE_AES_LIBRARY
 * names; within this package (`lib/linux-x86_64/` and the like); in the system's library folders.
 */
final class Library
{
    /** The version of the library's ABI that this package needs. */
    public const ABI_VERSION = 1;

    /** The environment variable that can name the library's file. */
    public const ENVIRONMENT = 'NETCORE_AES_LIBRARY';

    private static ?NativeLibrary $native = null;
    private static string $file = '';

    /**
     * Loads the library unless it is loaded: call it to fail early, or to load the library from your own path.
     *
     * @param ?string $path the library's file; null to look for it
     * @throws Exception\LibraryException if it cannot be loaded, or its ABI version differs from this package's
     * @throws \LogicException if the library is already loaded from another path
     */
    public static function load(?string $path = null): void
    {
        if (self::$native === null) {
            [$ffi, self::$file] = Loader::load($path);
            self::$native = new NativeLibrary($ffi);
        } elseif ($path !== null && $path !== self::$file) {
            throw new \LogicException('the library is already loaded from another path; call load() first');
        }
    }

    /**
     * The library's version, such as "0.1.0".
     *
     * @throws Exception\LibraryException if it cannot be loaded
     */
    public static function version(): string
    {
        return self::native()->ffi->netcore_aes_version();
    }

    /**
     * The file that the library was loaded from; empty if ffi.preload loaded it.
     *
     * @throws Exception\LibraryException if it cannot be loaded
     */
    public static function file(): string
    {
        self::load();
        return self::$file;
    }

    /**
     * @internal
     */
    public static function native(): NativeLibrary
    {
        self::load();
        return self::$native;
    }
}
