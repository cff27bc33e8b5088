<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * Memory could not be allocated, or PHP's memory_limit does not allow it.
 */
final class OutOfMemoryException extends NetcoreAesException
{
    protected const STATUS = 11;
}
