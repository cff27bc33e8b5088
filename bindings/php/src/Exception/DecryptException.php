<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The text cannot be decrypted. One exception for every cause, so that it tells an attacker as little as possible.
 */
final class DecryptException extends NetcoreAesException
{
    protected const STATUS = 9;
}
