<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Internal\Loader;
use NetcoreAes\Internal\Native;

/**
 * The C library behind this package. It is loaded once, at first use: by itself, or from a path that you give.
 *
 * It is looked for, in this order: where ffi.preload has loaded it from; the file that the environment variable
 * NETCORE_AES_LIBRARY names; within this package (`lib/linux-x86_64/` and the like); where the system keeps its
 * libraries.
 */
final class Library
{
    /** The version of the library's ABI that this package is for. */
    public const ABI_VERSION = 1;

    /** The environment variable that may name the library's file. */
    public const ENVIRONMENT = 'NETCORE_AES_LIBRARY';

    private static ?Native $native = null;
    private static string $file = '';

    /**
     * Loads the library, if that was not done yet: to see early whether it can be, or to load it from a path of your
     * own.
     *
     * @param ?string $path the library's file; null to look for it
     * @throws Exception\LibraryException if it cannot be loaded or is not of this package's version
     * @throws \LogicException if another one is loaded already
     */
    public static function load(?string $path = null): void
    {
        if (self::$native === null) {
            [$ffi, self::$file] = Loader::load($path);
            self::$native = new Native($ffi);
        } elseif ($path !== null && $path !== self::$file) {
            throw new \LogicException('the library is loaded already; call Library::load() before anything else');
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
     * The file that the library was loaded from; empty if ffi.preload named it.
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
    public static function native(): Native
    {
        self::load();
        return self::$native;
    }
}
