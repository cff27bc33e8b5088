<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The key is neither 32 printable ASCII characters nor 44 characters of base64 that hold 32 bytes.
 */
final class InvalidKeyException extends NetcoreAesException
{
    protected const STATUS = 3;
}
