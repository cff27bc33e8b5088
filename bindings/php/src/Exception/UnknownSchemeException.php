<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * No scheme has this x-eCode. The schemes are 11256, 11257 and 11258.
 */
final class UnknownSchemeException extends NetcoreAesException
{
    protected const STATUS = 2;
}
