<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * Events that were given as arrays or objects cannot be written as JSON.
 */
final class UnencodableEventsException extends NetcoreAesException
{
}
