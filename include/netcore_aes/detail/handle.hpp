/// \file
/// The handle of the C library. Internal.

#ifndef NETCORE_AES_DETAIL_HANDLE_HPP
#define NETCORE_AES_DETAIL_HANDLE_HPP

#include <netcore_aes/detail/memory.hpp>
#include <netcore_aes/error.hpp>
#include <netcore_aes/version.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace netcore_aes::detail {

struct free_handle {
    void operator()(netcore_aes_cipher *handle) const noexcept
    {
        netcore_aes_cipher_free(handle);
    }
};

/// A handle that frees itself; NULL after a move.
using handle = std::unique_ptr<netcore_aes_cipher, free_handle>;

/// Creates a handle, or throws an error that describes the fault of the arguments exactly.
inline handle make_handle(std::uint32_t scheme, std::string_view key, std::string_view iv)
{
    check_abi();
    netcore_aes_cipher *created = nullptr;
    const netcore_aes_status status
        = netcore_aes_cipher_new(scheme, bytes(key), key.size(), bytes(iv), iv.size(), &created);
    if (status == NETCORE_AES_OK)
        return handle(created);
    char message[NETCORE_AES_EXPLANATION_SIZE];
    std::size_t size = 0;
    const netcore_aes_status explained
        = netcore_aes_cipher_explain(scheme, bytes(key), key.size(), bytes(iv), iv.size(), message, sizeof message, &size);
    if (explained == NETCORE_AES_OK && size > 0)
        raise(status, std::string(message, size));
    raise(status);
}

} // namespace netcore_aes::detail

#endif
