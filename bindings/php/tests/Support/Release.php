<?php

declare(strict_types=1);

namespace NetcoreAes\Tests\Support;

/**
 * The release archive, and a project into which Composer installed it.
 */
final class Release
{
    private static ?string $project = null;

    /**
     * The project's folder; its `vendor` holds the package.
     */
    public static function project(): string
    {
        return self::$project ??= self::install();
    }

    public static function package(): string
    {
        return self::project() . '/vendor/netcore-aes/netcore-aes';
    }

    /**
     * @return string the archive's path
     */
    public static function archive(): string
    {
        $folder = Paths::temporary();
        $done = Process::run([Paths::package() . '/dist.sh', \dirname(Paths::library()), $folder]);
        if ($done->status !== 0) {
            throw new \RuntimeException($done->errors);
        }
        return \trim($done->output);
    }

    /**
     * @param list<string> $arguments
     */
    public static function composer(string $folder, array $arguments): Process
    {
        $environment = [
            'COMPOSER_ALLOW_SUPERUSER' => '1',
            'COMPOSER_HOME' => Paths::temporary(),
            'COMPOSER_DISABLE_NETWORK' => '1',
        ];
        return Process::run(['composer', '--no-interaction', '--no-ansi', ...$arguments], $environment, $folder);
    }

    private static function install(): string
    {
        $project = Paths::temporary();
        \mkdir("{$project}/artifacts");
        \copy($archive = self::archive(), "{$project}/artifacts/" . \basename($archive));
        \file_put_contents("{$project}/composer.json", '{}');
        $commands = [
            ['config', 'repositories.packagist.org', 'false'],
            // From here on the README's commands.
            ['config', 'repositories.netcore-aes', 'artifact', 'artifacts'],
            ['require', 'netcore-aes/netcore-aes'],
        ];
        foreach ($commands as $command) {
            $done = self::composer($project, $command);
            if ($done->status !== 0) {
                throw new \RuntimeException($done->errors);
            }
        }
        \exec('chmod -R a+rX ' . \escapeshellarg($project));
        return $project;
    }
}
