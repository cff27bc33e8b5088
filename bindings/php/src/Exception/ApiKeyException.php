<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The API key is empty, or contains a space or a byte outside printable ASCII.
 */
final class ApiKeyException extends NetcoreAesException
{
    protected const STATUS = 31;
}
