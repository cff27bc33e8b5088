<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Library;
use NetcoreAes\Tests\Support\Fake;
use NetcoreAes\Tests\Support\Place;
use NetcoreAes\Tests\Support\Process;
use PHPUnit\Framework\TestCase;

/**
 * Where the library is looked for, and what is said when it is not there. Each in a process of its own, since a process
 * loads it once.
 */
final class LibraryTest extends TestCase
{
    private const REPORT = <<<'PHP'
        try {
            NetcoreAes\Library::load($path ?? null);
            echo 'loaded ', NetcoreAes\Library::file(), ' ', NetcoreAes\Library::version();
        } catch (NetcoreAes\Exception\LibraryException $e) {
            echo "{$e->status()} {$e->getMessage()}";
        }
        PHP;

    /**
     * @param array<string, ?string> $environment
     * @param array<string, string> $settings
     */
    private static function report(array $environment, string $before = '', array $settings = []): string
    {
        $done = Process::php($before . self::REPORT, $settings, $environment);
        self::assertSame([0, ''], [$done->status, $done->errors], $done->output);
        return $done->output;
    }

    public function testThePathGiven(): void
    {
        $path = Place::library();
        $loaded = "loaded {$path} " . Library::version();
        $before = '$path = ' . \var_export($path, true) . ';';
        $report = self::report([Library::ENVIRONMENT => null], $before);
        self::assertSame($loaded, $report);
        // It comes before the environment's.
        $report = self::report([Library::ENVIRONMENT => '/no/such.so'], $before);
        self::assertSame($loaded, $report);
        $report = self::report([], '$path = "/no/such.so";');
        self::assertStringStartsWith('-1 the library libnetcore_aes.so.1 cannot be loaded; install it, or', $report);
        self::assertStringEndsWith('/no/such.so (the path given): there is no such file', $report);
    }

    public function testTheEnvironment(): void
    {
        $path = Place::library();
        $loaded = "loaded {$path} " . Library::version();
        $report = self::report([Library::ENVIRONMENT => $path]);
        self::assertSame($loaded, $report);
        $report = self::report([Library::ENVIRONMENT => '/no/such.so']);
        self::assertStringEndsWith('/no/such.so (named by NETCORE_AES_LIBRARY): there is no such file', $report);
        $report = self::report([Library::ENVIRONMENT => __FILE__]);
        self::assertStringContainsString("Failed loading '" . __FILE__ . "'", $report);
    }

    public function testTheSystem(): void
    {
        // The dynamic linker looks there first, as it does where a package of the system's puts it.
        $environment = [Library::ENVIRONMENT => null, 'LD_LIBRARY_PATH' => \dirname(Place::library())];
        self::assertSame('loaded libnetcore_aes.so.1 ' . Library::version(), self::report($environment));
        $report = self::report([Library::ENVIRONMENT => null]);
        $packaged = Place::package() . '/lib/linux-' . \php_uname('m') . '/libnetcore_aes.so.1';
        self::assertStringContainsString("{$packaged} (in the package): there is no such file", $report);
        self::assertStringContainsString('libnetcore_aes.so.1 (where the system keeps its libraries): Failed', $report);
    }

    public function testAnotherAbi(): void
    {
        $expected = '~^-1 .*library\.so has version 2 of the ABI, but this package needs 1; install .* same release$~';
        foreach ([['-DFAKE_ABI=2'], ['-DFAKE_ABI=2', '-DFAKE_ABI_ONLY']] as $flags) {
            $report = self::report([Library::ENVIRONMENT => Fake::library($flags)]);
            self::assertMatchesRegularExpression($expected, $report);
        }
        // Of our version, and yet without a function: that is no library of ours.
        $report = self::report([Library::ENVIRONMENT => Fake::library(['-DFAKE_ABI=1', '-DFAKE_ABI_ONLY'])]);
        self::assertStringContainsString("Failed resolving C function 'netcore_aes_version'", $report);
    }

    public function testItIsLoadedOnce(): void
    {
        Library::load();
        Library::load(Library::file());
        $this->expectException(\LogicException::class);
        $this->expectExceptionMessage('loaded already');
        Library::load('/another.so');
    }

    public function testFfiIsOff(): void
    {
        $report = self::report([], '', ['ffi.enable' => 'false']);
        self::assertStringStartsWith('-1 FFI is turned off; in php.ini set ffi.enable=preload', $report);
        // As Debian has it, and as it may be set.
        foreach (['preload', 'true'] as $setting) {
            self::assertStringStartsWith('loaded ', self::report([], '', ['ffi.enable' => $setting]));
        }
    }

    public function testFfiIsMissing(): void
    {
        $command = [\PHP_BINARY, '-n'];
        if (Process::run([...$command, '-r', 'echo (int) class_exists("FFI");'])->output !== '0') {
            self::markTestSkipped('ffi is compiled into this PHP');
        }
        $start = '<?php require ' . \var_export(Place::package() . '/autoload.php', true) . ';';
        $done = Process::run($command, [], null, $start . self::REPORT);
        self::assertStringStartsWith("-1 PHP's extension ffi is missing; install it (Debian:", $done->output);
    }
}
