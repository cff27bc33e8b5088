<?php

declare(strict_types=1);

namespace NetcoreAes;

/**
 * Whether a problem is an error or a warning.
 */
enum Severity: string
{
    /** The vendor refuses or drops the event, or cannot use it. */
    case Error = 'error';

    /** The vendor stores the event, but perhaps not as intended. */
    case Warning = 'warning';
}
