<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The text is not valid base64 (standard alphabet, padded, no white space) or hexadecimal.
 */
final class EncodingException extends NetcoreAesException
{
    protected const STATUS = 8;
}
