<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use NetcoreAes\Exception;
use NetcoreAes\Status;

/**
 * Makes the exception for a status of the library.
 *
 * @internal
 */
final class ExceptionFactory
{
    /**
     * @param string $message the library's message
     * @param ?int $index the index of the batch item at fault, from 0
     */
    public static function fromStatus(int $status, string $message, ?int $index = null): Exception\NetcoreAesException
    {
        $class = self::classOf(Status::tryFrom($status));
        if ($class === null) {
            return Exception\InternalException::withStatus($status, $message);
        }
        return $index === null ? new $class($message) : $class::atItem($index, $message);
    }

    /**
     * @return ?class-string<Exception\NetcoreAesException> null for a status that no caller of this package can cause
     */
    private static function classOf(?Status $status): ?string
    {
        return match ($status) {
            Status::Scheme => Exception\UnknownSchemeException::class,
            Status::Key => Exception\InvalidKeyException::class,
            Status::Iv => Exception\InvalidIvException::class,
            Status::TooLarge => Exception\TooLargeException::class,
            Status::Encoding => Exception\EncodingException::class,
            Status::Decrypt => Exception\DecryptException::class,
            Status::Random => Exception\RandomException::class,
            Status::Memory => Exception\OutOfMemoryException::class,
            Status::Limit => Exception\KeyUsedUpException::class,
            Status::EventStream => Exception\EventStreamException::class,
            Status::AssetId => Exception\AssetIdException::class,
            Status::ApiKey => Exception\ApiKeyException::class,
            Status::Region => Exception\UnknownRegionException::class,
            default => null,
        };
    }
}
