<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * Why a call was refused; the message says what to do next. What all exceptions of this package have in common.
 *
 * None carries a key, an IV, a plaintext or a ciphertext, in its message or anywhere else. (Before PHP 8.2 the
 * arguments of calls are part of a trace unless `zend.exception_ignore_args` is on, as it is in the php.ini that PHP
 * advises for servers.)
 */
abstract class NetcoreAesException extends \RuntimeException
{
    /** Of causes that only PHP meets. */
    protected const STATUS = -1;

    private ?int $index = null;

    /**
     * @internal
     */
    final public function __construct(string $message)
    {
        parent::__construct($message, static::STATUS);
    }

    /**
     * The number by which every language knows the cause, see {@see \NetcoreAes\Status}; -1 for one that only PHP
     * meets. `getCode()` returns the same.
     */
    public function status(): int
    {
        return $this->getCode();
    }

    /**
     * The item of a batch at fault, counted from 0 in the order of the batch, whatever its keys are; `null` if the
     * fault is no single item's.
     */
    public function index(): ?int
    {
        return $this->index;
    }

    /**
     * @internal
     */
    final public static function atItem(int $index, string $message): static
    {
        $exception = new static("item {$index}: {$message}");
        $exception->index = $index;
        return $exception;
    }
}
