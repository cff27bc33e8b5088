<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * A cipher of scheme 11258 has encrypted 2^32 messages, the limit for one key (NIST SP 800-38D).
 */
final class KeyUsedUpException extends NetcoreAesException
{
    protected const STATUS = 12;
}
