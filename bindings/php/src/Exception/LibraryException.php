<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The library cannot be loaded, or its ABI version differs from this package's; the message says how to mend it.
 */
final class LibraryException extends NetcoreAesException
{
}
