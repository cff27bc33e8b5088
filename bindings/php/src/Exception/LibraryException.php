<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The library could not be loaded, or is not the one that this package is for; the message says how to mend it.
 */
final class LibraryException extends NetcoreAesException
{
}
