<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

/**
 * Refuses serialization, for objects that hold secrets.
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
        throw new \LogicException(self::class . ' holds secrets and cannot be serialized; store keys as secrets');
    }

    /**
     * @param array<mixed> $data
     * @throws \LogicException always
     */
    public function __unserialize(#[\SensitiveParameter] array $data): never
    {
        throw new \LogicException(self::class . ' holds secrets and cannot be unserialized; make a new one');
    }
}
