<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The asset id cannot stand in a header.
 */
final class AssetIdException extends NetcoreAesException
{
    protected const STATUS = 30;
}
