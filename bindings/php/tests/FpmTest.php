<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Tests\Support\Fpm;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\Tests\Support\Process;
use NetcoreAes\Tests\Support\Release;
use PHPUnit\Framework\TestCase;

/**
 * PHP-FPM with the package that Composer installed.
 */
final class FpmTest extends TestCase
{
    /** Calls every part of the package that uses the library, and tries FFI of its own. */
    private const PAGE = <<<'PHP'
        use NetcoreAes\{Cipher, Credentials, Library, UploadRequest};
        function attempt(string $name, Closure $call): void {
            try { $output = $call(); } catch (Throwable $e) { $output = $e->getMessage(); }
            echo "{$name}: {$output}\n";
        }
        attempt('works', static function (): string {
            $credentials = Credentials::generate();
            $cipher = new Cipher($credentials->key(), $credentials->iv());
            $request = new UploadRequest($cipher->encryptBatch(['x'])[0], 11256, 'asset', 'key');
            return $cipher->decrypt(json_decode($request->body(), true)['encryptedRequest']) === 'x' ? 'yes' : 'no';
        });
        attempt('file', static fn (): string => Library::file());
        attempt('own FFI', static function (): string { FFI::cdef('int getpid(void);'); return 'allowed'; });
        PHP;

    protected function setUp(): void
    {
        if (!Fpm::isInstalled()) {
            self::markTestSkipped('needs php-fpm and cgi-fcgi (Debian: php-fpm, libfcgi-bin)');
        }
    }

    /**
     * @param array<string, string> $settings of php.ini
     * @return array<string, string> the page's output, by name
     */
    private static function request(array $settings, string $before = ''): array
    {
        $page = Paths::temporary() . '/page.php';
        $autoload = \var_export(Release::project() . '/vendor/autoload.php', true);
        \file_put_contents($page, "<?php require {$autoload}; {$before}\n" . self::PAGE);
        $fpm = new Fpm($settings);
        $first = $fpm->get($page);
        // The same worker again, which keeps state from the first request.
        self::assertSame($first, $fpm->get($page));
        self::assertSame('', $fpm->log());
        \preg_match_all('/^(.+?): (.*)$/m', $first, $found);
        return \array_combine($found[1], $found[2]);
    }

    private static function packaged(): string
    {
        return Release::package() . '/lib/linux-' . \php_uname('m') . '/libnetcore_aes.so.1';
    }

    public function testPreloaded(): void
    {
        $output = self::request(['opcache.preload' => Release::package() . '/preload.php']);
        self::assertSame('yes', $output['works']);
        self::assertSame(self::packaged(), $output['file']);
        self::assertStringContainsString('restricted', $output['own FFI'], 'other scripts may not use FFI');
    }

    public function testPreloadedWithTheHeader(): void
    {
        $header = Paths::temporary() . '/netcore_aes.h';
        $done = Process::run([Release::package() . '/bin/netcore-aes-ffi-header', Paths::library()]);
        \file_put_contents($header, $done->output);
        $output = self::request([
            'opcache.preload' => Release::package() . '/preload.php',
            'ffi.preload' => $header,
        ]);
        self::assertSame('yes', $output['works']);
        self::assertSame('', $output['file'], 'ffi.preload loaded it');
        self::assertStringContainsString('restricted', $output['own FFI']);
    }

    public function testAPreloadScriptThatPreloadsMore(): void
    {
        $script = Paths::temporary() . '/preload.php';
        \file_put_contents($script, '<?php require ' . \var_export(Release::project() . '/vendor/autoload.php', true)
            . '; class_exists(NetcoreAes\Cipher::class);'
            . ' require ' . \var_export(Release::package() . '/preload.php', true) . ';');
        self::assertSame('yes', self::request(['opcache.preload' => $script])['works']);
    }

    public function testFfiForEveryone(): void
    {
        $output = self::request(['ffi.enable' => 'true']);
        // Without the restriction, the environment variable counts too.
        self::assertSame(['works' => 'yes', 'file' => Paths::library(), 'own FFI' => 'allowed'], $output);
    }

    public function testNotPreloaded(): void
    {
        $output = self::request([]);
        $preload = \realpath(Release::package()) . '/preload.php';
        self::assertStringStartsWith('ffi.enable=preload allows FFI only in preloaded files', $output['works']);
        self::assertStringContainsString("opcache.preload={$preload} and opcache.preload_user", $output['works']);
        self::assertStringContainsString('ffi.enable=true', $output['works']);
    }

    public function testFfiIsOff(): void
    {
        $output = self::request(['ffi.enable' => 'false']);
        self::assertStringStartsWith('FFI is disabled; in php.ini set ffi.enable=preload', $output['works']);
    }

    public function testAScriptCannotChooseTheLibraryOfAPreloadedPackage(): void
    {
        $settings = ['opcache.preload' => Release::package() . '/preload.php'];
        $library = \var_export(Paths::library(), true);
        $output = self::request($settings, "putenv('NETCORE_AES_LIBRARY=' . {$library});");
        self::assertSame(['yes', self::packaged()], [$output['works'], $output['file']]);
        $output = self::request($settings, "try { NetcoreAes\Library::load({$library}); echo 'loaded: yes'; }"
            . " catch (NetcoreAes\Exception\LibraryException \$e) { echo 'loaded: ', \$e->getMessage(), \"\\n\"; }");
        self::assertStringContainsString('a script cannot choose the library', $output['loaded']);
        self::assertSame('yes', $output['works']);
    }

    public function testTheLibraryIsMissing(): void
    {
        $package = Paths::temporary();
        \exec('cp -r ' . \escapeshellarg(Release::package()) . '/. ' . \escapeshellarg($package));
        \exec('rm -r ' . \escapeshellarg("{$package}/lib"));
        $page = "{$package}/page.php";
        \file_put_contents($page, "<?php require '{$package}/autoload.php';\n" . self::PAGE);
        $fpm = new Fpm(['opcache.preload' => "{$package}/preload.php"]);
        self::assertStringContainsString(
            'works: the library libnetcore_aes.so.1 cannot be loaded; install it, or build it with `make lib` and'
            . ' let ffi.preload name it',
            $fpm->get($page)
        );
    }
}
