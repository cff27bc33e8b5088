/// \file
/// Generates keys and IVs, as strings that wipe themselves. Included by netcore_aes.hpp.

#ifndef NETCORE_AES_KEYGEN_HPP
#define NETCORE_AES_KEYGEN_HPP

#include <netcore_aes/detail/memory.hpp>
#include <netcore_aes/version.hpp>

#include <cstddef>
#include <string_view>

namespace netcore_aes {

/// A generated key or IV of Size - 1 characters, wiped by its destructor. It converts to std::string_view, has no <<, and can be
/// copied; each copy wipes itself.
template <std::size_t Size> class secret {
public:
    secret() = default;
    secret(const secret &) = default;
    secret &operator=(const secret &) = default;

    ~secret()
    {
        detail::wipe(characters_, Size);
    }

    /// The characters: a view that is valid as long as the secret, so it cannot be taken of a temporary.
    std::string_view view() const &noexcept
    {
        return {characters_, Size - 1};
    }
    std::string_view view() const && = delete;

    // NOLINTNEXTLINE(google-explicit-constructor): meant to be passed as a string
    operator std::string_view() const &noexcept
    {
        return view();
    }
    operator std::string_view() const && = delete;

    /// The characters, followed by a NUL.
    const char *c_str() const &noexcept
    {
        return characters_;
    }
    const char *c_str() const && = delete;

private:
    friend struct credentials keygen();
    friend secret<NETCORE_AES_GCM_KEY_SIZE> gcm_keygen();

    char characters_[Size] = {};
};

/// A key and an IV for schemes 11256 and 11257.
struct credentials {
    /// 32 characters.
    secret<NETCORE_AES_KEY_SIZE> key;
    /// 16 characters.
    secret<NETCORE_AES_IV_SIZE> iv;
};

/// Generates a key and an IV for schemes 11256 and 11257: 32 and 16 characters, drawn uniformly from A-Z a-z 0-9 by the
/// operating system's generator. Share both with the vendor once, as its guide says, and store them as secrets.
///
/// Throws random_error, memory_error, abi_error.
inline credentials keygen()
{
    detail::check_abi();
    credentials generated;
    detail::check(netcore_aes_keygen(generated.key.characters_, generated.iv.characters_));
    return generated;
}

/// Generates a key for scheme 11258: 32 bytes from the operating system's generator, as 44 characters of base64.
///
/// Throws random_error, memory_error, abi_error.
inline secret<NETCORE_AES_GCM_KEY_SIZE> gcm_keygen()
{
    detail::check_abi();
    secret<NETCORE_AES_GCM_KEY_SIZE> generated;
    detail::check(netcore_aes_gcm_keygen(generated.characters_));
    return generated;
}

} // namespace netcore_aes

#endif
