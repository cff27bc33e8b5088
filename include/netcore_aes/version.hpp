/// \file
/// Versions, the instruction set, and the check of the ABI version. Included by netcore_aes.hpp.

#ifndef NETCORE_AES_VERSION_HPP
#define NETCORE_AES_VERSION_HPP

#include <netcore_aes/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace netcore_aes {

namespace detail {

/// Throws abi_error unless the library has the header's ABI version. Checks once.
inline void check_abi()
{
    static const bool checked = [] {
        const std::uint32_t loaded = netcore_aes_abi_version();
        if (loaded != NETCORE_AES_ABI_VERSION)
            throw abi_error("libnetcore_aes has ABI version " + std::to_string(loaded)
                + ", but this program was compiled for version " + std::to_string(NETCORE_AES_ABI_VERSION)
                + "; install netcore-aes " NETCORE_AES_VERSION ", or compile the program again with the headers of the"
                  " installed library");
        return true;
    }();
    static_cast<void>(checked);
}

} // namespace detail

/// The version of the loaded library, such as "0.1.0"; NETCORE_AES_VERSION is the header's. Throws abi_error.
inline std::string_view version()
{
    detail::check_abi();
    return netcore_aes_version();
}

/// The instruction set that encrypts under the CBC schemes on this machine: "vaes512", "vaes256" or "aesni" on x86-64, "armv8" on
/// 64-bit ARM, or "portable". The results are the same; only the speed differs. Throws abi_error.
inline std::string_view instruction_set()
{
    detail::check_abi();
    return netcore_aes_instruction_set();
}

} // namespace netcore_aes

#endif
