<?php

/*
 * Loads the classes in a program without Composer: `require '…/autoload.php';`.
 */

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'NetcoreAes\\')) {
        $file = __DIR__ . '/src/' . strtr(substr($class, strlen('NetcoreAes\\')), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
