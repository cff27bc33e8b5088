<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The base of all exceptions of this package. The message says what to do next.
 *
 * No exception contains a key, an IV, a plaintext or a ciphertext. (Before PHP 8.2, traces contain the arguments of
 * calls unless `zend.exception_ignore_args` is on, as in the php.ini that PHP recommends for servers.)
 */
abstract class NetcoreAesException extends \RuntimeException
{
    /** The status of a cause that only exists in PHP. */
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
     * The status code, which all languages share: see {@see \NetcoreAes\Status}. It is -1 for a cause that only exists
     * in PHP. `getCode()` returns the same.
     */
    public function status(): int
    {
        return $this->getCode();
    }

    /**
     * The index of the batch item at fault, from 0 in the order of the batch, whatever its keys are; `null` if no
     * single item is at fault.
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
