<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

/**
 * A string that no dump, export or cast of the object that holds it shows.
 *
 * @internal
 */
final class Secret
{
    /** @var ?\WeakMap<self, string> outside the object, since var_export() and casts show what is inside */
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
