<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * A fault in the library or in this package: please report it. Nothing was done.
 */
final class InternalException extends NetcoreAesException
{
    /**
     * @internal
     */
    public static function withStatus(int $status, string $message): self
    {
        $exception = new self("status {$status}: {$message}");
        $exception->code = $status;
        return $exception;
    }
}
