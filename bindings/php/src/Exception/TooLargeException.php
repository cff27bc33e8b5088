<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The message is longer than the scheme or the machine can take.
 */
final class TooLargeException extends NetcoreAesException
{
    protected const STATUS = 6;
}
