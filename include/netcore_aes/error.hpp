/// \file
/// The errors, one class for each cause. Included by netcore_aes.hpp.

#ifndef NETCORE_AES_ERROR_HPP
#define NETCORE_AES_ERROR_HPP

#include <netcore_aes.h>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

// Makes exceptions catchable across shared libraries with hidden symbols.
#if defined(__GNUC__)
#define NETCORE_AES_EXCEPTION __attribute__((visibility("default")))
#else
#define NETCORE_AES_EXCEPTION
#endif

namespace netcore_aes {

/// The base of all errors. what() says what to do next, and contains no key, IV, plaintext or ciphertext: it may be logged.
///
/// A status of a newer library, which this header does not know, is thrown as this class itself.
class NETCORE_AES_EXCEPTION error : public std::runtime_error {
public:
    /// The status of abi_error and events_error, which the C library does not have.
    static constexpr netcore_aes_status no_status = -1;

    error(netcore_aes_status status, const std::string &message, std::optional<std::size_t> index = std::nullopt)
        : std::runtime_error(message), status_(status), index_(index)
    {
    }

    /// The status code, which all languages share: NETCORE_AES_ERR_….
    netcore_aes_status status() const noexcept
    {
        return status_;
    }

    /// The index of the batch message at fault, from 0; none if no single message is at fault.
    std::optional<std::size_t> index() const noexcept
    {
        return index_;
    }

private:
    netcore_aes_status status_;
    std::optional<std::size_t> index_;
};

/// A moved-from cipher, request or stream was used; or a view is null and not empty.
class NETCORE_AES_EXCEPTION null_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_NULL;
    using error::error;
};

/// No scheme has this x-eCode. The schemes are 11256, 11257 and 11258.
class NETCORE_AES_EXCEPTION scheme_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_SCHEME;
    using error::error;
};

/// Associated data was given to a CBC scheme, which cannot authenticate it.
class NETCORE_AES_EXCEPTION aad_error : public scheme_error {
public:
    using scheme_error::scheme_error;
};

/// The key is neither 32 printable ASCII characters nor 44 characters of base64 that hold 32 bytes; what() says which.
class NETCORE_AES_EXCEPTION key_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_KEY;
    using error::error;
};

/// The IV is neither 16 printable ASCII characters nor 24 characters of base64 that hold 16 bytes; or a CBC scheme was given
/// none, or scheme 11258 was given one; what() says which.
class NETCORE_AES_EXCEPTION iv_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_IV;
    using error::error;
};

/// The output buffer is too small.
class NETCORE_AES_EXCEPTION buffer_too_small_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_BUFFER_TOO_SMALL;
    using error::error;

    buffer_too_small_error(std::size_t needed, std::size_t capacity)
        : error(
            code, "the output buffer holds " + std::to_string(capacity) + " bytes; it must hold " + std::to_string(needed)),
          needed_(needed)
    {
    }

    /// The size needed, in bytes.
    std::size_t needed() const noexcept
    {
        return needed_;
    }

private:
    std::size_t needed_ = 0;
};

/// A message is too long for the scheme or for the address space.
class NETCORE_AES_EXCEPTION too_large_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_TOO_LARGE;
    using error::error;
};

/// An output overlaps an input. The output is untouched.
class NETCORE_AES_EXCEPTION overlap_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_OVERLAP;
    using error::error;
};

/// The text is not valid base64 (standard alphabet, padded, no white space) or hexadecimal.
class NETCORE_AES_EXCEPTION encoding_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_ENCODING;
    using error::error;
};

/// The text cannot be decrypted. One error for every cause (length, padding, tag, key, IV, associated data), so that it
/// tells an attacker as little as possible.
class NETCORE_AES_EXCEPTION decrypt_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_DECRYPT;
    using error::error;
};

/// The operating system returned no random bytes.
class NETCORE_AES_EXCEPTION random_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_RANDOM;
    using error::error;
};

/// The library could not allocate memory. (std::bad_alloc is thrown if C++ could not.)
class NETCORE_AES_EXCEPTION memory_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_MEMORY;
    using error::error;
};

/// A cipher of scheme 11258 has encrypted 2^32 messages, the limit for one key (NIST SP 800-38D, section 8.3).
class NETCORE_AES_EXCEPTION limit_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_LIMIT;
    using error::error;
};

/// The offsets of a batch decrease, or exceed its data.
class NETCORE_AES_EXCEPTION offsets_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_OFFSETS;
    using error::error;
};

/// A stream is neither a JSON array of events, nor one event per line, nor a single object; or it ended within an event or an array.
class NETCORE_AES_EXCEPTION event_stream_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_EVENT_STREAM;
    using error::error;

    explicit event_stream_error(std::size_t offset)
        : error(code, "at byte " + std::to_string(offset) + " of the stream: " + netcore_aes_status_message(code)),
          offset_(offset)
    {
    }

    /// The place of the fault, in bytes of the stream.
    std::size_t offset() const noexcept
    {
        return offset_;
    }

private:
    std::size_t offset_ = 0;
};

/// The asset id is empty, or contains a space or a byte outside printable ASCII.
class NETCORE_AES_EXCEPTION asset_id_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_ASSET_ID;
    using error::error;
};

/// The API key is empty, or contains a space or a byte outside printable ASCII.
class NETCORE_AES_EXCEPTION api_key_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_API_KEY;
    using error::error;
};

/// The region is none of netcore_aes::region.
class NETCORE_AES_EXCEPTION region_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_REGION;
    using error::error;
};

/// A fault in the library: please report it. Nothing was done; the cipher remains usable.
class NETCORE_AES_EXCEPTION panic_error : public error {
public:
    static constexpr netcore_aes_status code = NETCORE_AES_ERR_PANIC;
    using error::error;
};

/// The ABI version of the loaded library differs from the header's. Its status is error::no_status.
class NETCORE_AES_EXCEPTION abi_error : public error {
public:
    explicit abi_error(const std::string &message) : error(no_status, message) { }
};

namespace detail {

/// Throws the error of a status, with this message.
[[noreturn]] inline void raise(
    netcore_aes_status status, const std::string &message, std::optional<std::size_t> index = std::nullopt)
{
    switch (status) {
    case null_error::code: throw null_error(status, message, index);
    case scheme_error::code: throw scheme_error(status, message, index);
    case key_error::code: throw key_error(status, message, index);
    case iv_error::code: throw iv_error(status, message, index);
    case buffer_too_small_error::code: throw buffer_too_small_error(status, message, index);
    case too_large_error::code: throw too_large_error(status, message, index);
    case overlap_error::code: throw overlap_error(status, message, index);
    case encoding_error::code: throw encoding_error(status, message, index);
    case decrypt_error::code: throw decrypt_error(status, message, index);
    case random_error::code: throw random_error(status, message, index);
    case memory_error::code: throw memory_error(status, message, index);
    case limit_error::code: throw limit_error(status, message, index);
    case offsets_error::code: throw offsets_error(status, message, index);
    case event_stream_error::code: throw event_stream_error(status, message, index);
    case asset_id_error::code: throw asset_id_error(status, message, index);
    case api_key_error::code: throw api_key_error(status, message, index);
    case region_error::code: throw region_error(status, message, index);
    case panic_error::code: throw panic_error(status, message, index);
    default: throw error(status, message, index);
    }
}

/// Throws the error of a status, with the library's message.
[[noreturn]] inline void raise(netcore_aes_status status, std::optional<std::size_t> index = std::nullopt)
{
    const std::string message = netcore_aes_status_message(status);
    raise(status, index ? "item " + std::to_string(*index) + ": " + message : message, index);
}

/// Throws unless the status is NETCORE_AES_OK.
inline void check(netcore_aes_status status)
{
    if (status != NETCORE_AES_OK)
        raise(status);
}

[[noreturn]] inline void raise_moved_from(const char *name)
{
    raise(NETCORE_AES_ERR_NULL,
        std::string("this ") + name + " was moved from; use the object that it was moved to, or create another");
}

} // namespace detail

} // namespace netcore_aes

#endif
