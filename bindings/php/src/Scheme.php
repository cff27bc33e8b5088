<?php

declare(strict_types=1);

namespace NetcoreAes;

/**
 * How a payload is encrypted and encoded. The number is the vendor's x-eCode.
 */
enum Scheme: int
{
    /** AES-256-CBC, PKCS#7 padding, base64: the vendor's AES_256_CBC_BASE64, its default. */
    case CbcBase64 = 11256;

    /** AES-256-CBC, PKCS#7 padding, hexadecimal: the vendor's AES_256_CBC_HEX. */
    case CbcHex = 11257;

    /** AES-256-GCM, base64: the vendor's AES_256_GCM_BASE64. It draws a nonce for each message and takes no IV. */
    case GcmBase64 = 11258;

    /**
     * The x-eCode of a scheme, or the number itself; the library tells whether the scheme exists.
     *
     * @internal
     * @throws Exception\UnknownSchemeException if the number does not fit into 32 bits
     */
    public static function code(self|int $scheme): int
    {
        $code = $scheme instanceof self ? $scheme->value : $scheme;
        // FFI cuts numbers to 32 bits, so 4294978552 would pass for 11256.
        if ($code < 0 || $code > 0xFFFFFFFF) {
            throw new Exception\UnknownSchemeException(
                "scheme {$code} is unknown; use x-eCode 11256, 11257 or 11258"
            );
        }
        return $code;
    }
}
