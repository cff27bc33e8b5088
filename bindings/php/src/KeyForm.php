<?php

declare(strict_types=1);

namespace NetcoreAes;

/**
 * How a key was given.
 */
enum KeyForm: int
{
    /** As 32 characters, whose bytes are the key. */
    case Text = 1;

    /** As 44 characters of base64 that hold the key. */
    case Base64 = 2;
}
