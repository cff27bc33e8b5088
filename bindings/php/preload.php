<?php

/*
 * Preloads the package, for PHP-FPM and other servers where ffi.enable=preload allows FFI only in preloaded files. In
 * php.ini:
 *
 *     opcache.preload=/path/to/vendor/netcore-aes/netcore-aes/preload.php
 *     opcache.preload_user=www-data
 *
 * If you already have a preload script, `require` this file from it instead.
 */

declare(strict_types=1);

(static function (): void {
    $compiled = get_included_files();
    foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator(__DIR__ . '/src')) as $file) {
        if ($file->getExtension() === 'php' && !in_array($file->getPathname(), $compiled, true)) {
            opcache_compile_file($file->getPathname());
        }
    }
})();
