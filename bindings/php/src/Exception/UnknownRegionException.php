<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * No region has this name. The regions are us, in and eu.
 */
final class UnknownRegionException extends NetcoreAesException
{
    protected const STATUS = 32;
}
