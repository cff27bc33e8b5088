<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The message is too long for the scheme or for the address space.
 */
final class TooLargeException extends NetcoreAesException
{
    protected const STATUS = 6;
}
