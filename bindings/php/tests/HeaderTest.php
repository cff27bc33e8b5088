<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Events;
use NetcoreAes\KeyForm;
use NetcoreAes\Library;
use NetcoreAes\Region;
use NetcoreAes\Scheme;
use NetcoreAes\Status;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\Tests\Support\Process;
use PHPUnit\Framework\TestCase;

/**
 * Constants and declarations that repeat the C header.
 */
final class HeaderTest extends TestCase
{
    /**
     * @return array<string, string> values by name, both as text
     */
    private static function constants(): array
    {
        $header = \file_get_contents(Paths::repository() . '/include/netcore_aes.h');
        \preg_match_all('/^#define NETCORE_AES_(\w+) (.+)$/m', $header, $found);
        return \array_combine($found[1], $found[2]);
    }

    /**
     * @return array<string, int> the constants with a prefix, without it
     */
    private static function named(string $prefix): array
    {
        $named = [];
        foreach (self::constants() as $name => $value) {
            if (\str_starts_with($name, $prefix)) {
                $named[\substr($name, \strlen($prefix))] = (int) $value;
            }
        }
        return $named;
    }

    private static function snake(string $name): string
    {
        return \strtoupper(\preg_replace('/(?<=[a-z])(?=[A-Z])/', '_', $name));
    }

    public function testTheDeclarationsAreThoseOfTheHeader(): void
    {
        $done = Process::run([\PHP_BINARY, Paths::package() . '/tools/generate-declarations.php', '--check']);
        self::assertSame([0, ''], [$done->status, $done->errors]);
    }

    public function testStatuses(): void
    {
        $ours = [];
        foreach (Status::cases() as $status) {
            $name = $status === Status::Ok ? 'OK' : 'ERR_' . self::snake($status->name);
            $named = Library::native()->ffi->netcore_aes_status_name($status->value);
            self::assertSame("NETCORE_AES_{$name}", $named);
            $ours[$name] = $status->value;
        }
        self::assertSame(['OK' => 0] + \array_combine(
            \array_map(static fn (string $name): string => "ERR_{$name}", \array_keys(self::named('ERR_'))),
            self::named('ERR_'),
        ), $ours);
        for ($number = -10; $number < 1000; $number++) {
            $isNamed = Library::native()->ffi->netcore_aes_status_name($number) !== null;
            self::assertSame($isNamed, Status::tryFrom($number) !== null, "status {$number}");
        }
    }

    public function testConstants(): void
    {
        $ours = static fn (array $cases): array => \array_combine(
            \array_map(static fn (\UnitEnum $case): string => self::snake($case->name), $cases),
            \array_map(static fn ($case): int => $case instanceof Region ? $case->code() : $case->value, $cases),
        );
        self::assertSame(self::named('SCHEME_'), $ours(Scheme::cases()));
        self::assertSame(self::named('KEY_FORM_'), $ours(KeyForm::cases()));
        self::assertSame(self::named('REGION_'), $ours(Region::cases()));
        self::assertSame((int) self::constants()['ABI_VERSION'], Library::ABI_VERSION);
        $declarations = \file_get_contents(Paths::package() . '/ffi/netcore_aes.h');
        self::assertStringContainsString('"libnetcore_aes.so.' . Library::ABI_VERSION . '"', $declarations);
        self::assertSame('INT64_MIN', self::constants()['NO_TIME']);
        self::assertSame(\PHP_INT_MIN, Events::NO_TIME);
    }

    public function testTheVersion(): void
    {
        self::assertSame(self::constants()['VERSION'], '"' . Library::version() . '"');
        $cargo = \file_get_contents(Paths::repository() . '/Cargo.toml');
        self::assertStringContainsString("\nversion = \"" . Library::version() . '"', $cargo);
    }
}
