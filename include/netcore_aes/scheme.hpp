/// \file
/// Schemes, and the forms of keys. Included by netcore_aes.hpp.

#ifndef NETCORE_AES_SCHEME_HPP
#define NETCORE_AES_SCHEME_HPP

#include <netcore_aes.h>

#include <cstdint>

namespace netcore_aes {

/// How a payload is encrypted and encoded; the value is the x-eCode. You may cast a number to it: an unknown one is refused with
/// scheme_error.
enum class scheme : std::uint32_t {
    /// AES-256-CBC with PKCS#7 padding, base64: the vendor's default.
    cbc_base64 = NETCORE_AES_SCHEME_CBC_BASE64,
    /// AES-256-CBC with PKCS#7 padding, hexadecimal: written in lower case, read in either.
    cbc_hex = NETCORE_AES_SCHEME_CBC_HEX,
    /// AES-256-GCM, base64 of nonce, ciphertext and tag; it takes associated data.
    gcm_base64 = NETCORE_AES_SCHEME_GCM_BASE64,
};

/// How the key of a cipher was given.
enum class key_form : std::uint32_t {
    /// As 32 characters, whose bytes are the key.
    text = NETCORE_AES_KEY_FORM_TEXT,
    /// As 44 characters of base64 that hold the key.
    base64 = NETCORE_AES_KEY_FORM_BASE64,
};

} // namespace netcore_aes

#endif
