<?php

declare(strict_types=1);

namespace NetcoreAes;

/**
 * The region that stores a panel's data; it decides the host to post events to.
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
     * Finds a region by its short name.
     *
     * @internal
     * @throws Exception\UnknownRegionException
     */
    public static function of(self|string $region): self
    {
        $found = $region instanceof self ? $region : self::tryFrom($region);
        if ($found === null) {
            throw new Exception\UnknownRegionException('the region is unknown; use us, in or eu');
        }
        return $found;
    }

    /**
     * The number of the region in the C library.
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
