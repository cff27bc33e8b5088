<?php

declare(strict_types=1);

namespace NetcoreAes;

/**
 * How a payload is encrypted; the number is the x-eCode that the vendor knows it by.
 */
enum Scheme: int
{
    /** AES-256-CBC, PKCS#7 padding, base64: the vendor's AES_256_CBC_BASE64, its default. */
    case CbcBase64 = 11256;

    /** AES-256-CBC, PKCS#7 padding, hexadecimal: the vendor's AES_256_CBC_HEX. */
    case CbcHex = 11257;

    /** AES-256-GCM, base64: the vendor's AES_256_GCM_BASE64. Draws a nonce for each message, so it takes no IV. */
    case GcmBase64 = 11258;

    /**
     * The x-eCode of a scheme or of a number; whether there is such a scheme, the library says.
     *
     * @internal
     * @throws Exception\UnknownSchemeException if the number is no x-eCode at all
     */
    public static function code(self|int $scheme): int
    {
        $code = $scheme instanceof self ? $scheme->value : $scheme;
        // FFI would cut what is longer than 32 bits, and 4294978552 would pass for 11256.
        if ($code < 0 || $code > 0xFFFFFFFF) {
            $known = implode(', ', array_column(self::cases(), 'value'));
            $message = "scheme {$code} is unknown; it must be one of the x-eCodes {$known}";
            throw new Exception\UnknownSchemeException($message);
        }
        return $code;
    }
}
