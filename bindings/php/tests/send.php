<?php

declare(strict_types=1);

/*
 * For tests/with_sandbox.py: sends an event with the README's code (`by-readme`), or with the example as a page of
 * PHP-FPM (`by-fpm`).
 */

use NetcoreAes\Tests\Support\Fpm;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\Tests\Support\Process;
use NetcoreAes\Tests\Support\Release;

require __DIR__ . '/bootstrap.php';

function byReadme(): string
{
    preg_match('/^```php send\.php\n(.+?)^```$/ms', file_get_contents(Paths::package() . '/README.md'), $found);
    $done = Process::run([PHP_BINARY], [], Release::project(), "<?php {$found[1]}");
    return trim($done->output . $done->errors);
}

function byFpm(): string
{
    $fpm = new Fpm(['opcache.preload' => Release::package() . '/preload.php']);
    return trim($fpm->get(Release::package() . '/examples/send.php') . $fpm->log());
}

[$answer, $expected] = match ($argv[1]) {
    'by-readme' => [byReadme(), '200'],
    'by-fpm' => [byFpm(), 'accepted, HTTP status 200'],
};
if ($answer !== $expected) {
    fwrite(STDERR, "{$answer}\n");
    exit(1);
}
