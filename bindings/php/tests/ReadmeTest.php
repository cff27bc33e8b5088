<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Credentials;
use NetcoreAes\Exception\NetcoreAesException;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\Tests\Support\Process;
use NetcoreAes\Tests\Support\Release;
use NetcoreAes\Tests\Support\Sample;
use PHPUnit\Framework\TestCase;

/**
 * Runs the code on the README, and compares its output with the comments.
 */
final class ReadmeTest extends TestCase
{
    private const NAMES = ['keygen.php', 'send.php', 'cipher.php', 'check.php', 'uploads.php', 'catch.php'];

    private static function readme(): string
    {
        return \file_get_contents(Paths::package() . '/README.md');
    }

    /**
     * @return array<string, string> code by its name
     */
    private static function blocks(): array
    {
        \preg_match_all('/^```php (\S+)\n(.+?)^```$/ms', self::readme(), $found);
        return \array_combine($found[1], $found[2]);
    }

    public function testEveryBlockHasAName(): void
    {
        self::assertSame(self::NAMES, \array_keys(self::blocks()));
        self::assertSame(\count(self::NAMES), \substr_count(self::readme(), '```php'));
    }

    /**
     * @return list<array{string}>
     */
    public static function names(): array
    {
        return \array_map(static fn (string $name): array => [$name], self::NAMES);
    }

    /**
     * @dataProvider names
     */
    public function testABlock(string $name): void
    {
        $folder = Paths::temporary();
        \symlink(Release::project() . '/vendor', "{$folder}/vendor");
        $code = self::blocks()[$name];
        \file_put_contents("{$folder}/{$name}", "<?php\n\n{$code}");
        $events = \array_map(static fn (string $source): string => \json_encode(Sample::event([
            'asset_id' => 'my-asset', 'activity_source' => $source,
        ])), ['web', 'tv', 'web']);
        \file_put_contents("{$folder}/events.ndjson", \implode("\n", $events));
        $credentials = Credentials::generate();
        $done = Process::run([\PHP_BINARY, $name], [
            'NETCORE_AES_LIBRARY' => null,
            'NETCORE_AES_KEY' => $credentials->key(),
            'NETCORE_AES_IV' => $credentials->iv(),
            'NETCORE_API_KEY' => 'the-api-key',
            // Nothing listens there; with tests/with_sandbox.py it arrives.
            'NETCORE_AES_ENDPOINT' => 'http://127.0.0.1:1/',
        ], $folder);
        self::assertSame([0, ''], [$done->status, $done->errors], $done->output);
        match ($name) {
            'keygen.php' => self::assertMatchesRegularExpression(
                '/^NETCORE_AES_KEY=\w{32}\nNETCORE_AES_IV=\w{16}\n$/D',
                $done->output
            ),
            'send.php' => self::assertSame("0\n", $done->output),
            // The output of a line stands behind it, or on lines of its own below.
            default => self::assertSame(self::commented($code), $done->output),
        };
    }

    private static function commented(string $code): string
    {
        \preg_match_all('~^\s*(?:echo .*?|)// (?=error|\[|\{|item|a message|/1|2 events)(.+)$~m', $code, $found);
        return \implode("\n", $found[1]) . "\n";
    }

    public function testTheTableOfExceptions(): void
    {
        \preg_match_all('/^\| (`\w+Exception`[^|]*) \| ([^|]+) \|/m', self::readme(), $rows, \PREG_SET_ORDER);
        $listed = [];
        foreach ($rows as [, $names, $statuses]) {
            \preg_match_all('/`(\w+)`/', $names, $found);
            $statuses = \explode(', ', $statuses);
            foreach ($found[1] as $index => $name) {
                $listed[$name] = $statuses[$index] ?? $statuses[0];
            }
        }
        $classes = [];
        foreach (\glob(Paths::package() . '/src/Exception/*.php') as $file) {
            $name = \basename($file, '.php');
            $class = "NetcoreAes\\Exception\\{$name}";
            if ($class !== NetcoreAesException::class) {
                $classes[$name] = $name === 'InternalException' ? 'any other' : (string) (new $class(''))->status();
            }
        }
        \ksort($listed);
        self::assertSame($classes, $listed);
    }
}
