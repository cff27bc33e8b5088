<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

/**
 * For objects that hold secrets: they are written nowhere.
 *
 * @internal
 */
trait NotSerializable
{
    /**
     * @throws \LogicException always
     */
    public function __serialize(): never
    {
        throw new \LogicException(self::class . ' is secret and cannot be serialized; store keys as secrets');
    }

    /**
     * @param array<mixed> $data
     * @throws \LogicException always
     */
    public function __unserialize(#[\SensitiveParameter] array $data): never
    {
        throw new \LogicException(self::class . ' is secret and cannot be unserialized; make a new one');
    }
}
