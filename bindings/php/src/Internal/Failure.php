<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use NetcoreAes\Exception;
use NetcoreAes\Status;

/**
 * From the status of a call to the exception that says so.
 *
 * @internal
 */
final class Failure
{
    /**
     * @param string $message what is wrong, in the library's words
     * @param ?int $index the item of a batch at fault, counted from 0
     */
    public static function of(int $status, string $message, ?int $index = null): Exception\NetcoreAesException
    {
        $class = self::classOf(Status::tryFrom($status));
        if ($class === null) {
            return Exception\InternalException::withStatus($status, $message);
        }
        return $index === null ? new $class($message) : $class::atItem($index, $message);
    }

    /**
     * @return ?class-string<Exception\NetcoreAesException> none for statuses that no caller of this package can bring
     *     about
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
            Status::AssetId => Exception\AssetIdException::class,
            Status::ApiKey => Exception\ApiKeyException::class,
            Status::Region => Exception\UnknownRegionException::class,
            default => null,
        };
    }
}
