<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The IV is neither 16 printable ASCII characters nor the base64 of 16 bytes; or it is missing, or not taken.
 */
final class InvalidIvException extends NetcoreAesException
{
    protected const STATUS = 4;
}
