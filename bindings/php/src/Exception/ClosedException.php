<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The cipher is closed and can no longer be used.
 */
final class ClosedException extends NetcoreAesException
{
}
