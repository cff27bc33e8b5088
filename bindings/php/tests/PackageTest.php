<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Library;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\Tests\Support\Process;
use NetcoreAes\Tests\Support\Release;
use PHPUnit\Framework\TestCase;

/**
 * The package, installed by Composer and without it.
 */
final class PackageTest extends TestCase
{
    private const USE_IT = <<<'PHP'
        $credentials = NetcoreAes\Credentials::generate();
        $cipher = new NetcoreAes\Cipher($credentials->key(), $credentials->iv());
        echo $cipher->decrypt($cipher->encrypt('it works'));
        PHP;

    /**
     * Runs code under an autoloader, with the given library in the environment, or none.
     */
    private static function useIt(string $autoload, ?string $library = null, string $more = ''): Process
    {
        $code = '<?php require ' . \var_export($autoload, true) . ';' . self::USE_IT . $more;
        return Process::run([\PHP_BINARY], [Library::ENVIRONMENT => $library], null, $code);
    }

    public function testItIsValid(): void
    {
        $done = Release::composer(Paths::package(), ['validate', '--strict']);
        self::assertSame(0, $done->status, $done->output . $done->errors);
    }

    public function testTheArchiveInstallsAndBringsItsLibrary(): void
    {
        $project = Release::project();
        $done = self::useIt("{$project}/vendor/autoload.php", null, 'echo NetcoreAes\Library::file();');
        $library = Release::package() . '/lib/linux-' . \php_uname('m') . '/libnetcore_aes.so.1';
        self::assertSame('it works' . $library, $done->output, $done->errors);
        $lock = \json_decode(\file_get_contents("{$project}/composer.lock"), true);
        self::assertSame(['netcore-aes/netcore-aes'], \array_column($lock['packages'], 'name'));
        self::assertSame(Library::version(), $lock['packages'][0]['version']);
        self::assertSame(['MIT', 'Apache-2.0'], $lock['packages'][0]['license']);
        $done = Process::run(["{$project}/vendor/bin/netcore-aes-ffi-header"], [Library::ENVIRONMENT => null]);
        self::assertStringContainsString("\n#define FFI_LIB \"{$library}\"\n", $done->output, $done->errors);
    }

    public function testTheArchiveIsTheSameEachTime(): void
    {
        self::assertFileEquals(Release::archive(), Release::archive());
    }

    public function testTheArchiveHasEveryFile(): void
    {
        foreach (['src', 'ffi', 'bin', 'examples', 'README.md', 'autoload.php', 'preload.php'] as $name) {
            $done = Process::run(['diff', '-r', Paths::package() . "/{$name}", Release::package() . "/{$name}"]);
            self::assertSame([0, ''], [$done->status, $done->output]);
        }
    }

    public function testTheSourceFolderAsAPackage(): void
    {
        $folder = Paths::temporary();
        \exec('cd ' . \escapeshellarg(Paths::package()) . ' && cp -r composer.json src ffi bin '
            . \escapeshellarg($folder));
        foreach ([['install'], ['dump-autoload', '--optimize', '--strict-psr']] as $arguments) {
            $done = Release::composer($folder, $arguments);
            self::assertSame(0, $done->status, $done->errors);
            $done = self::useIt("{$folder}/vendor/autoload.php", Paths::library());
            self::assertSame('it works', $done->output, $done->errors);
        }
    }

    public function testWithoutComposer(): void
    {
        $more = 'var_dump(class_exists("NetcoreAes\\\\Nothing"));';
        $done = self::useIt(Paths::package() . '/autoload.php', Paths::library(), $more);
        self::assertSame("it worksbool(false)\n", $done->output, $done->errors);
    }
}
