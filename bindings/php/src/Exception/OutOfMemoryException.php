<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * Memory could not be allocated, or the call would exceed PHP's memory_limit.
 */
final class OutOfMemoryException extends NetcoreAesException
{
    protected const STATUS = 11;
}
