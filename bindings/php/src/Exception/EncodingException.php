<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The text is not what encryption returns: not strict base64, or not hexadecimal.
 */
final class EncodingException extends NetcoreAesException
{
    protected const STATUS = 8;
}
