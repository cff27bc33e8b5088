<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Exception\ClosedException;
use NetcoreAes\Tests\Support\Sample;
use NetcoreAes\UploadBody;
use NetcoreAes\UploadStream;
use PHPUnit\Framework\TestCase;

/**
 * Signals and forks in the middle of calls.
 *
 * @requires extension pcntl
 * @requires extension posix
 */
final class InterruptTest extends TestCase
{
    protected function tearDown(): void
    {
        \pcntl_async_signals(false);
        \pcntl_signal(\SIGUSR1, \SIG_DFL);
    }

    /**
     * Runs code in a child process, and returns the signal that ends it: SIGKILL if the code returned 0.
     */
    private static function inChild(\Closure $code): int
    {
        $child = \pcntl_fork();
        if ($child === 0) {
            // Ends by a signal, so that no code of PHPUnit runs in the child.
            $status = 99;
            try {
                $status = $code();
            } finally {
                \posix_kill(\getmypid(), $status === 0 ? \SIGKILL : \SIGTERM);
            }
        }
        \pcntl_waitpid($child, $status);
        return \pcntl_wtermsig($status);
    }

    /**
     * Starts a child that keeps sending signals to this process.
     */
    private static function signaller(): int
    {
        $parent = \getmypid();
        $child = \pcntl_fork();
        if ($child === 0) {
            \pcntl_signal(\SIGUSR1, \SIG_IGN);
            while (\posix_getppid() === $parent) {
                \posix_kill($parent, \SIGUSR1);
                \usleep(20);
            }
            \posix_kill(\getmypid(), \SIGKILL);
        }
        return $child;
    }

    public function testASignalHandlerMayUseTheSameCipher(): void
    {
        $cipher = Sample::cipher();
        $expected = \array_map($cipher->encrypt(...), ['first message', 'another message, of another length']);
        $handled = 0;
        $wrong = 0;
        \pcntl_async_signals(true);
        \pcntl_signal(\SIGUSR1, static function () use ($cipher, $expected, &$handled, &$wrong): void {
            $handled++;
            $wrong += (int) ($cipher->encrypt('another message, of another length') !== $expected[1]);
        });
        $child = self::signaller();
        for ($end = \microtime(true) + 1; \microtime(true) < $end || $handled < 100;) {
            $wrong += (int) ($cipher->encrypt('first message') !== $expected[0]);
            $wrong += (int) ($cipher->decrypt($expected[0]) !== 'first message');
            $wrong += (int) ($cipher->encryptBatch(['first message']) !== [$expected[0]]);
        }
        \posix_kill($child, \SIGKILL);
        \pcntl_waitpid($child, $status);
        self::assertSame(0, $wrong);
    }

    public function testASignalHandlerMayCloseTheCipher(): void
    {
        $cipher = Sample::cipher();
        \pcntl_async_signals(true);
        \pcntl_signal(\SIGUSR1, static function () use (&$cipher): void {
            $cipher->close();
        });
        $child = self::signaller();
        $closed = 0;
        while ($closed < 200) {
            $cipher = Sample::cipher();
            try {
                while (true) {
                    $cipher->encrypt('message');
                }
            } catch (ClosedException) {
                $closed++;
            }
        }
        \posix_kill($child, \SIGKILL);
        \pcntl_waitpid($child, $status);
        self::assertSame(200, $closed);
    }

    public function testASignalHandlerMayCloseAStreamOfEvents(): void
    {
        $cipher = Sample::cipher();
        $events = \str_repeat(\json_encode(Sample::event()) . "\n{}\n", 100);
        $stream = null;
        \pcntl_async_signals(true);
        \pcntl_signal(\SIGUSR1, static function () use (&$stream): void {
            $stream?->close();
        });
        $child = self::signaller();
        $closed = 0;
        while ($closed < 200) {
            $stream = new UploadStream($cipher, $events, 'asset', Sample::API_KEY, maxEvents: 3);
            try {
                while (true) {
                    foreach ($stream as $upload) {
                        self::assertNotSame('', $upload instanceof UploadBody ? $upload->body() : $upload->event());
                    }
                }
            } catch (ClosedException) {
                $closed++;
            }
        }
        \posix_kill($child, \SIGKILL);
        \pcntl_waitpid($child, $status);
        self::assertSame(200, $closed);
    }

    public function testParentAndChildGoOnWithACipher(): void
    {
        $cipher = Sample::cipher();
        $text = $cipher->encrypt('message');
        $signal = self::inChild(static function () use ($cipher, $text): int {
            $works = $cipher->decrypt($text) === 'message' && $cipher->encrypt('message') === $text;
            $cipher->close();
            return $works && Sample::cipher()->decrypt($text) === 'message' ? 0 : 1;
        });
        self::assertSame(\SIGKILL, $signal);
        self::assertSame('message', $cipher->decrypt($text));
    }
}
