<?php

declare(strict_types=1);

namespace NetcoreAes;

/**
 * Where a panel's data lives, and so which host its events are posted to.
 */
enum Region: string
{
    /** United States: api2.netcoresmartech.com, as in the vendor's guide. */
    case Us = 'us';

    /** India: apiin2.netcoresmartech.com. */
    case India = 'in';

    /** European Union: apieu2.netcoresmartech.com. */
    case Eu = 'eu';

    /**
     * The region of a short name.
     *
     * @internal
     * @throws Exception\UnknownRegionException
     */
    public static function of(self|string $region): self
    {
        $found = $region instanceof self ? $region : self::tryFrom($region);
        if ($found === null) {
            $known = implode(', ', array_column(self::cases(), 'value'));
            throw new Exception\UnknownRegionException("there is no such region; it must be one of {$known}");
        }
        return $found;
    }

    /**
     * The number that the C library knows it by.
     *
     * @internal
     */
    public function code(): int
    {
        return match ($this) {
            self::Us => 0,
            self::India => 1,
            self::Eu => 2,
        };
    }
}
