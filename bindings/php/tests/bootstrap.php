<?php

declare(strict_types=1);

use NetcoreAes\Library;
use NetcoreAes\Tests\Support\Paths;

require __DIR__ . '/../autoload.php';

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'NetcoreAes\\Tests\\')) {
        require __DIR__ . '/' . strtr(substr($class, strlen('NetcoreAes\\Tests\\')), '\\', '/') . '.php';
    }
});

if (getenv(Library::ENVIRONMENT) === false) {
    putenv(Library::ENVIRONMENT . '=' . Paths::library());
}
