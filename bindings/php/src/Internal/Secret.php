<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

/**
 * A string that dumps, exports and casts of its owner do not show.
 *
 * @internal
 */
final class Secret
{
    /** @var ?\WeakMap<self, string> outside the object, since var_export() and casts show its properties */
    private static ?\WeakMap $values = null;

    public function __construct(#[\SensitiveParameter] string $value)
    {
        self::$values ??= new \WeakMap();
        self::$values[$this] = $value;
    }

    public function reveal(): string
    {
        return self::$values[$this];
    }
}
