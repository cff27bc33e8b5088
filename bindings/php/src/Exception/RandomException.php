<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The operating system returned no random bytes.
 */
final class RandomException extends NetcoreAesException
{
    protected const STATUS = 10;
}
