<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Internal\NotSerializable;
use NetcoreAes\Internal\Secret;

/**
 * A generated key and IV. Share both with the vendor once, as its guide says, and store them as secrets.
 *
 * Dumps do not show them, and they cannot be serialized.
 */
final class Credentials
{
    use NotSerializable;

    private readonly Secret $key;
    private readonly ?Secret $iv;

    private function __construct(#[\SensitiveParameter] string $key, #[\SensitiveParameter] ?string $iv)
    {
        $this->key = new Secret($key);
        $this->iv = $iv === null ? null : new Secret($iv);
    }

    /**
     * Generates a key and an IV as the vendor's generators do. For schemes 11256 and 11257 they have 32 and 16
     * characters, drawn uniformly from `A-Z a-z 0-9` by the operating system's generator; for scheme 11258 the key is
     * 32 random bytes in base64, and there is no IV.
     *
     * @param Scheme|int $scheme the scheme, or its x-eCode
     *
     * @throws Exception\UnknownSchemeException
     * @throws Exception\RandomException if the operating system returns no random bytes
     * @throws Exception\LibraryException if the library cannot be loaded
     */
    public static function generate(Scheme|int $scheme = Scheme::CbcBase64): self
    {
        $native = Library::native();
        return match (Scheme::tryFrom(Scheme::code($scheme))) {
            Scheme::CbcBase64, Scheme::CbcHex => new self(...$native->keygen()),
            Scheme::GcmBase64 => new self($native->gcmKeygen(), null),
            null => throw new Exception\UnknownSchemeException($native->explain($scheme, '', null)),
        };
    }

    /**
     * The key, the vendor's SECRET_KEY: 32 characters; 44 for scheme 11258.
     */
    public function key(): string
    {
        return $this->key->reveal();
    }

    /**
     * The IV, the vendor's SECRET_IV: 16 characters; null for scheme 11258.
     */
    public function iv(): ?string
    {
        return $this->iv?->reveal();
    }

    /**
     * @return array<string, string> the properties that dumps show
     */
    public function __debugInfo(): array
    {
        return ['key' => '<hidden>', 'iv' => '<hidden>'];
    }
}
