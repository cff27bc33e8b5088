<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The IV is neither 16 printable ASCII characters nor 24 characters of base64 that hold 16 bytes; or a CBC scheme was
 * given none, or scheme 11258 was given one.
 */
final class InvalidIvException extends NetcoreAesException
{
    protected const STATUS = 4;
}
