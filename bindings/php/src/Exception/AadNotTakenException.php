<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * Associated data was given to a CBC scheme, which cannot authenticate it.
 */
final class AadNotTakenException extends NetcoreAesException
{
    protected const STATUS = 2;
}
