<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The asset id is empty, or contains a space or a byte outside printable ASCII.
 */
final class AssetIdException extends NetcoreAesException
{
    protected const STATUS = 30;
}
