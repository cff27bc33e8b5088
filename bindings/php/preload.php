<?php

/*
 * For PHP-FPM and other servers, where ffi.enable=preload lets only preloaded code use FFI. In php.ini:
 *
 *     opcache.preload=/path/to/vendor/netcore-aes/netcore-aes/preload.php
 *     opcache.preload_user=www-data
 *
 * If you have a preload script already, `require` this file from it instead.
 */

declare(strict_types=1);

(static function (): void {
    $done = get_included_files();
    foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator(__DIR__ . '/src')) as $file) {
        if ($file->getExtension() === 'php' && !in_array($file->getPathname(), $done, true)) {
            opcache_compile_file($file->getPathname());
        }
    }
})();
