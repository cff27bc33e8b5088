<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Internal\Loader;
use NetcoreAes\Library;
use NetcoreAes\Tests\Support\Fake;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\Tests\Support\Process;
use PHPUnit\Framework\TestCase;

/**
 * The places where the library is looked for, and the errors if it is not found. Each test runs a process of its own,
 * since a process loads the library once.
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
        $path = Paths::library();
        $loaded = "loaded {$path} " . Library::version();
        $before = '$path = ' . \var_export($path, true) . ';';
        $report = self::report([Library::ENVIRONMENT => null], $before);
        self::assertSame($loaded, $report);
        // It takes precedence over the environment.
        $report = self::report([Library::ENVIRONMENT => '/no/such.so'], $before);
        self::assertSame($loaded, $report);
        $report = self::report([], '$path = "/no/such.so";');
        $wanted = '-1 the library libnetcore_aes.so.1 cannot be loaded; install it, or build it with `make lib` and';
        self::assertStringStartsWith($wanted, $report);
        self::assertStringContainsString('/no/such.so (the given path): file not found. This system is linux', $report);
    }

    public function testTheEnvironment(): void
    {
        $path = Paths::library();
        $loaded = "loaded {$path} " . Library::version();
        $report = self::report([Library::ENVIRONMENT => $path]);
        self::assertSame($loaded, $report);
        $report = self::report([Library::ENVIRONMENT => '/no/such.so']);
        self::assertStringContainsString('/no/such.so (named by NETCORE_AES_LIBRARY): file not found. This', $report);
        $report = self::report([Library::ENVIRONMENT => __FILE__]);
        self::assertStringContainsString("Failed loading '" . __FILE__ . "'", $report);
    }

    public function testTheSystem(): void
    {
        // The dynamic linker looks there, as in the folder of a system package.
        $environment = [Library::ENVIRONMENT => null, 'LD_LIBRARY_PATH' => \dirname(Paths::library())];
        self::assertSame('loaded libnetcore_aes.so.1 ' . Library::version(), self::report($environment));
        $report = self::report([Library::ENVIRONMENT => null]);
        $packaged = Paths::package() . '/lib/linux-' . \php_uname('m') . '/libnetcore_aes.so.1';
        self::assertStringContainsString("{$packaged} (in the package): file not found", $report);
        self::assertStringContainsString('libnetcore_aes.so.1 (in the system library folders): Failed', $report);
    }

    public function testTheLoaderThatIsMappedTellsTheCLibrary(): void
    {
        $maps = "7f00-7f01 r-xp 0 fe:00 1 /lib64/ld-linux-x86-64.so.2\n";
        self::assertSame('linux-x86_64', Loader::platform($maps, 'Linux', 'x86_64')[0]);
        self::assertSame('linux-x86_64', Loader::platform('', 'Linux', 'x86_64')[0]);
        $maps .= "7f02-7f03 r-xp 0 fe:00 2 /lib/ld-musl-x86_64.so.1\n";
        self::assertSame('linux-x86_64-musl', Loader::platform($maps, 'Linux', 'x86_64')[0]);
    }

    public function testWhereTheMapIsHiddenBothLibrariesAreTried(): void
    {
        $report = self::report([Library::ENVIRONMENT => null], '', ['open_basedir' => Paths::package()]);
        $tried = \preg_match_all('~/lib/(linux-[a-z0-9_]+(?:-musl)?)/lib[^ ]+ \(in the package\)~', $report, $found);
        $machine = \php_uname('m');
        self::assertSame([2, ["linux-{$machine}", "linux-{$machine}-musl"]], [$tried, $found[1]], $report);
    }

    public function testEachTargetOfARelease(): void
    {
        $done = Process::run(['python3', Paths::repository() . '/packaging/targets.py', '--folders']);
        $lines = \explode("\n", \trim($done->output));
        self::assertGreaterThanOrEqual(7, \count($lines), $done->errors);
        foreach ($lines as $line) {
            [, $folder, , $file] = \explode("\t", $line);
            [$system, $processor, $libc] = [...\explode('-', $folder), ''];
            $maps = $libc === 'musl' ? '/lib/ld-musl-' : '';
            [$family, $machine] = match ($system) {
                'macos' => ['Darwin', $processor === 'aarch64' ? 'arm64' : $processor],
                'windows' => ['Windows', 'AMD64'],
                'linux' => ['Linux', $processor],
            };
            self::assertSame([$folder, $file], Loader::platform($maps, $family, $machine));
        }
    }

    public function testAnotherAbi(): void
    {
        $expected = '~^-1 .*library\.so has ABI version 2, but this package needs version 1; install .* same release$~';
        foreach ([['-DFAKE_ABI=2'], ['-DFAKE_ABI=2', '-DFAKE_ABI_ONLY']] as $flags) {
            $report = self::report([Library::ENVIRONMENT => Fake::library($flags)]);
            self::assertMatchesRegularExpression($expected, $report);
        }
        // The right version, but without a function.
        $report = self::report([Library::ENVIRONMENT => Fake::library(['-DFAKE_ABI=1', '-DFAKE_ABI_ONLY'])]);
        self::assertStringContainsString("Failed resolving C function 'netcore_aes_version'", $report);
    }

    public function testItIsLoadedOnce(): void
    {
        Library::load();
        Library::load(Library::file());
        $this->expectException(\LogicException::class);
        $this->expectExceptionMessage('already loaded');
        Library::load('/another.so');
    }

    public function testFfiIsOff(): void
    {
        $report = self::report([], '', ['ffi.enable' => 'false']);
        self::assertStringStartsWith('-1 FFI is disabled; in php.ini set ffi.enable=preload', $report);
        // Debian's default, and the other setting that works.
        foreach (['preload', 'true'] as $setting) {
            self::assertStringStartsWith('loaded ', self::report([], '', ['ffi.enable' => $setting]));
        }
    }

    public function testWhatAServerNeeds(): void
    {
        self::assertSame('ffi.enable=true', Loader::setting('Windows'), 'it preloads nothing');
        self::assertStringStartsWith('opcache.preload=', Loader::setting('Linux'));
    }

    public function testFfiIsMissing(): void
    {
        $command = [\PHP_BINARY, '-n'];
        if (Process::run([...$command, '-r', 'echo (int) class_exists("FFI");'])->output !== '0') {
            self::markTestSkipped('ffi is compiled into this PHP');
        }
        $start = '<?php require ' . \var_export(Paths::package() . '/autoload.php', true) . ';';
        $done = Process::run($command, [], null, $start . self::REPORT);
        self::assertStringStartsWith("-1 PHP's extension ffi is missing; install it (Debian:", $done->output);
    }
}
