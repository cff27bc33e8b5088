<?php

declare(strict_types=1);

namespace NetcoreAes\Tests\Support;

/**
 * A PHP-FPM process, on a socket in a temporary folder.
 */
final class Fpm
{
    private string $folder;

    /** @var resource */
    private $process;

    /**
     * @param array<string, string> $settings of php.ini
     */
    public function __construct(array $settings)
    {
        $this->folder = Paths::temporary();
        $root = \posix_geteuid() === 0;
        \file_put_contents("{$this->folder}/fpm.conf", \implode("\n", [
            '[global]', 'daemonize = no', "error_log = {$this->folder}/log",
            '[www]', "listen = {$this->folder}/socket", 'pm = static', 'pm.max_children = 1', 'clear_env = no',
            'catch_workers_output = yes', ...($root ? ['user = www-data', 'group = www-data'] : []),
        ]) . "\n");
        $command = [self::binary(), '--nodaemonize', '--fpm-config', "{$this->folder}/fpm.conf"];
        if ($root && isset($settings['opcache.preload'])) {
            $settings['opcache.preload_user'] = 'www-data';
        }
        foreach ($settings as $name => $value) {
            \array_push($command, '-d', "{$name}={$value}");
        }
        $null = ['file', '/dev/null', 'r+'];
        $this->process = \proc_open($command, [$null, $null, ['file', "{$this->folder}/errors", 'w']], $pipes);
        for ($tries = 0; !\file_exists("{$this->folder}/socket"); $tries++) {
            if ($tries === 200 || !\proc_get_status($this->process)['running']) {
                throw new \RuntimeException('PHP-FPM did not start: ' . $this->log());
            }
            \usleep(50_000);
        }
    }

    public function __destruct()
    {
        \proc_terminate($this->process);
        \proc_close($this->process);
    }

    public static function isInstalled(): bool
    {
        return self::binary() !== '' && Process::run(['sh', '-c', 'command -v cgi-fcgi'])->status === 0;
    }

    /**
     * Requests a page and returns the body of the response.
     */
    public function get(string $page): string
    {
        $done = Process::run(['cgi-fcgi', '-bind', '-connect', "{$this->folder}/socket"], [
            'SCRIPT_FILENAME' => $page,
            'REQUEST_METHOD' => 'GET',
        ]);
        [, $body] = \explode("\r\n\r\n", $done->output, 2) + [1 => $done->output . $done->errors];
        return $body;
    }

    /**
     * The log, without the notices of start and stop.
     */
    public function log(): string
    {
        $log = @\file_get_contents("{$this->folder}/log") . \file_get_contents("{$this->folder}/errors");
        return \implode("\n", \array_filter(
            \explode("\n", $log),
            static fn (string $line): bool => !\preg_match('/NOTICE: (?!PHP message)/', $line),
        ));
    }

    private static function binary(): string
    {
        $name = 'php-fpm' . \PHP_MAJOR_VERSION . '.' . \PHP_MINOR_VERSION;
        $find = "PATH=\$PATH:/usr/sbin; command -v {$name} || command -v php-fpm";
        return \trim(Process::run(['sh', '-c', $find])->output);
    }
}
