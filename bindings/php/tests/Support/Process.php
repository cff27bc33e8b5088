<?php

declare(strict_types=1);

namespace NetcoreAes\Tests\Support;

/**
 * A command that ran, its exit status and its output.
 */
final class Process
{
    private function __construct(
        public readonly int $status,
        public readonly string $output,
        public readonly string $errors,
    ) {
    }

    /**
     * @param list<string> $command
     * @param array<string, ?string> $environment changes to it; null removes
     */
    public static function run(array $command, array $environment = [], ?string $folder = null, string $in = ''): self
    {
        $variables = \array_merge(\getenv(), $environment);
        $variables = \array_filter($variables, static fn (?string $value): bool => $value !== null);
        $errors = \tmpfile();
        $process = \proc_open($command, [['pipe', 'r'], ['pipe', 'w'], $errors], $pipes, $folder, $variables);
        \fwrite($pipes[0], $in);
        \fclose($pipes[0]);
        $output = \stream_get_contents($pipes[1]);
        $status = \proc_close($process);
        \rewind($errors);
        return new self($status, $output, \stream_get_contents($errors));
    }

    /**
     * Runs PHP code that may use the package.
     *
     * @param array<string, string> $settings of php.ini
     * @param array<string, ?string> $environment changes to it; null removes
     */
    public static function php(string $code, array $settings = [], array $environment = []): self
    {
        $command = [\PHP_BINARY];
        foreach ($settings as $name => $value) {
            \array_push($command, '-d', "{$name}={$value}");
        }
        $start = '<?php require ' . \var_export(Paths::package() . '/autoload.php', true) . ';';
        return self::run($command, $environment, null, $start . $code);
    }
}
