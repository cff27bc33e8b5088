<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Tests\Support\Fpm;
use NetcoreAes\Tests\Support\Place;
use NetcoreAes\Tests\Support\Process;
use NetcoreAes\Tests\Support\Release;
use PHPUnit\Framework\TestCase;

/**
 * A web server's PHP, with the package that Composer installed.
 */
final class FpmTest extends TestCase
{
    /** Works with each part of the package that calls the library, and tells what it may not. */
    private const PAGE = <<<'PHP'
        use NetcoreAes\{Cipher, Credentials, Library, UploadRequest};
        function attempt(string $name, Closure $call): void {
            try { $told = $call(); } catch (Throwable $e) { $told = $e->getMessage(); }
            echo "{$name}: {$told}\n";
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
        if (!Fpm::isThere()) {
            self::markTestSkipped('needs php-fpm and cgi-fcgi (Debian: php-fpm, libfcgi-bin)');
        }
    }

    /**
     * @param array<string, string> $settings of php.ini
     * @return array<string, string> what the page tells
     */
    private static function request(array $settings, string $before = ''): array
    {
        $page = Place::temporary() . '/page.php';
        $autoload = \var_export(Release::project() . '/vendor/autoload.php', true);
        \file_put_contents($page, "<?php require {$autoload}; {$before}\n" . self::PAGE);
        $fpm = new Fpm($settings);
        $first = $fpm->get($page);
        // The worker is used again, and then has things from the first request.
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
        $told = self::request(['opcache.preload' => Release::package() . '/preload.php']);
        self::assertSame('yes', $told['works']);
        self::assertSame(self::packaged(), $told['file']);
        self::assertStringContainsString('restricted', $told['own FFI'], 'nobody else may use FFI');
    }

    public function testPreloadedWithTheHeader(): void
    {
        $header = Place::temporary() . '/netcore_aes.h';
        $done = Process::run([Release::package() . '/bin/netcore-aes-ffi-header', Place::library()]);
        \file_put_contents($header, $done->output);
        $told = self::request([
            'opcache.preload' => Release::package() . '/preload.php',
            'ffi.preload' => $header,
        ]);
        self::assertSame('yes', $told['works']);
        self::assertSame('', $told['file'], 'it is the one that ffi.preload names');
        self::assertStringContainsString('restricted', $told['own FFI']);
    }

    public function testAScriptOfOnesOwnThatPreloadsMore(): void
    {
        $script = Place::temporary() . '/preload.php';
        \file_put_contents($script, '<?php require ' . \var_export(Release::project() . '/vendor/autoload.php', true)
            . '; class_exists(NetcoreAes\Cipher::class);'
            . ' require ' . \var_export(Release::package() . '/preload.php', true) . ';');
        self::assertSame('yes', self::request(['opcache.preload' => $script])['works']);
    }

    public function testFfiForEveryone(): void
    {
        $told = self::request(['ffi.enable' => 'true']);
        // Nothing is restricted, so the environment's choice counts as well.
        self::assertSame(['works' => 'yes', 'file' => Place::library(), 'own FFI' => 'allowed'], $told);
    }

    public function testNotPreloaded(): void
    {
        $told = self::request([]);
        $preload = \realpath(Release::package()) . '/preload.php';
        self::assertStringStartsWith('ffi.enable=preload lets only preloaded code use FFI here', $told['works']);
        self::assertStringContainsString("opcache.preload={$preload} and opcache.preload_user", $told['works']);
        self::assertStringContainsString('ffi.enable=true', $told['works']);
    }

    public function testFfiIsOff(): void
    {
        $told = self::request(['ffi.enable' => 'false']);
        self::assertStringStartsWith('FFI is turned off; in php.ini set ffi.enable=preload', $told['works']);
    }

    public function testAScriptCannotChooseTheLibraryOfAPreloadedPackage(): void
    {
        $settings = ['opcache.preload' => Release::package() . '/preload.php'];
        $library = \var_export(Place::library(), true);
        $told = self::request($settings, "putenv('NETCORE_AES_LIBRARY=' . {$library});");
        self::assertSame(['yes', self::packaged()], [$told['works'], $told['file']]);
        $told = self::request($settings, "try { NetcoreAes\Library::load({$library}); echo 'loaded: yes'; }"
            . " catch (NetcoreAes\Exception\LibraryException \$e) { echo 'loaded: ', \$e->getMessage(), \"\\n\"; }");
        self::assertStringContainsString('a script cannot choose the library', $told['loaded']);
        self::assertSame('yes', $told['works']);
    }

    public function testTheLibraryIsMissing(): void
    {
        $package = Place::temporary();
        \exec('cp -r ' . \escapeshellarg(Release::package()) . '/. ' . \escapeshellarg($package));
        \exec('rm -r ' . \escapeshellarg("{$package}/lib"));
        $page = "{$package}/page.php";
        \file_put_contents($page, "<?php require '{$package}/autoload.php';\n" . self::PAGE);
        $fpm = new Fpm(['opcache.preload' => "{$package}/preload.php"]);
        self::assertStringContainsString(
            'works: the library libnetcore_aes.so.1 cannot be loaded; install it, or let ffi.preload name it',
            $fpm->get($page)
        );
    }
}
