<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The API key cannot stand in a header.
 */
final class ApiKeyException extends NetcoreAesException
{
    protected const STATUS = 31;
}
