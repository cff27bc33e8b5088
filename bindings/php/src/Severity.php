<?php

declare(strict_types=1);

namespace NetcoreAes;

/**
 * How bad a problem of an event is.
 */
enum Severity: string
{
    /** The vendor would refuse or drop the event, or not be able to use it. */
    case Error = 'error';

    /** The event is stored all the same. */
    case Warning = 'warning';
}
