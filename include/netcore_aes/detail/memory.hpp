/// \file
/// Strings, buffers and wiping, shared by the other headers. Internal.

#ifndef NETCORE_AES_DETAIL_MEMORY_HPP
#define NETCORE_AES_DETAIL_MEMORY_HPP

#include <netcore_aes/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace netcore_aes::detail {

inline const std::uint8_t *bytes(const char *data) noexcept
{
    return reinterpret_cast<const std::uint8_t *>(data);
}

inline const std::uint8_t *bytes(std::string_view text) noexcept
{
    return bytes(text.data());
}

inline std::uint8_t *bytes(char *data) noexcept
{
    return reinterpret_cast<std::uint8_t *>(data);
}

/// Overwrites memory with zeros, even if it is not read again.
inline void wipe(void *memory, std::size_t size) noexcept
{
    // Through a volatile pointer, so that the compiler cannot remove the call.
    static void *(*const volatile set)(void *, int, std::size_t) = std::memset;
    if (size > 0)
        set(memory, 0, size);
}

/// A string parameter: like std::string_view, but a null pointer, as std::getenv() returns for an unset variable, is an empty
/// string.
class text {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): meant to be passed as a string
    text(const char *characters) : view_(characters ? std::string_view(characters) : std::string_view()) { }

    template <class String,
        std::enable_if_t<
            std::is_convertible_v<const String &, std::string_view> && !std::is_convertible_v<const String &, const char *>,
            int> = 0>
    // NOLINTNEXTLINE(google-explicit-constructor): meant to be passed as a string
    text(const String &string) : view_(string)
    {
    }

    std::string_view view() const noexcept
    {
        return view_;
    }

private:
    std::string_view view_;
};

/// A string that does not initialize new characters, and wipes its memory before freeing it.
class buffer {
public:
    buffer() = default;
    buffer(const buffer &) = delete;
    buffer &operator=(const buffer &) = delete;

    buffer(buffer &&other) noexcept
        : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)), capacity_(std::exchange(other.capacity_, 0))
    {
    }

    buffer &operator=(buffer &&other) noexcept
    {
        buffer moved(std::move(other));
        std::swap(data_, moved.data_);
        std::swap(size_, moved.size_);
        std::swap(capacity_, moved.capacity_);
        return *this;
    }

    ~buffer()
    {
        if (data_)
            wipe(data_.get(), capacity_);
    }

    char *data() noexcept
    {
        return data_.get();
    }

    const char *data() const noexcept
    {
        return data_.get();
    }

    std::size_t size() const noexcept
    {
        return size_;
    }

    std::size_t capacity() const noexcept
    {
        return capacity_;
    }

    std::string_view view() const noexcept
    {
        return {data_.get(), size_};
    }

    void reserve(std::size_t capacity)
    {
        if (capacity > capacity_)
            grow(capacity);
    }

    void clear() noexcept
    {
        size_ = 0;
    }

    /// New characters are not initialized.
    void resize(std::size_t size)
    {
        reserve(size);
        size_ = size;
    }

    void append(std::string_view characters)
    {
        if (characters.empty())
            return;
        if (characters.size() > PTRDIFF_MAX - size_)
            raise(NETCORE_AES_ERR_TOO_LARGE);
        const std::size_t size = size_ + characters.size();
        buffer old; // freed at the end, since the characters may be part of it
        if (size > capacity_)
            old = grow(size + size / 2);
        std::memcpy(data_.get() + size_, characters.data(), characters.size());
        size_ = size;
    }

private:
    /// Moves to larger memory, and returns the old.
    buffer grow(std::size_t capacity)
    {
        buffer grown;
        grown.data_.reset(new char[capacity]);
        grown.capacity_ = capacity;
        grown.size_ = size_;
        if (size_ > 0)
            std::memcpy(grown.data_.get(), data_.get(), size_);
        std::swap(*this, grown);
        return grown;
    }

    std::unique_ptr<char[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

template <class Container, class = void> struct is_byte_container : std::false_type {
};

/// std::string, std::vector<unsigned char> and the like.
template <class Container> struct is_byte_container<Container,
    std::void_t<decltype(std::declval<Container &>().resize(std::size_t())), decltype(*std::declval<Container &>().data())>>
    : std::bool_constant<sizeof(*std::declval<Container &>().data()) == 1
          && std::is_trivially_copyable_v<std::remove_reference_t<decltype(*std::declval<Container &>().data())>>> {
};

/// Whether `view` overlaps the `size` bytes at `data`.
inline bool overlaps(const void *data, std::size_t size, std::string_view view) noexcept
{
    const std::less<> before; // orders any two pointers, unlike <
    const char *start = static_cast<const char *>(data);
    return size > 0 && !view.empty() && before(start, view.data() + view.size()) && before(view.data(), start + size);
}

/// Resizes `out` to `capacity`, calls `write(data, capacity, &size)`, and cuts `out` to the size; to nothing after a failure.
template <class Container, class Write>
netcore_aes_status write_to(Container &out, std::size_t capacity, const Write &write)
{
    netcore_aes_status status = NETCORE_AES_OK;
    std::size_t size = 0;
    if (capacity > out.capacity())
        out.clear(); // so that growing does not copy it
#ifdef __cpp_lib_string_resize_and_overwrite
    if constexpr (std::is_same_v<Container, std::string>) {
        out.resize_and_overwrite(capacity, [&](char *data, std::size_t) noexcept {
            status = write(data, capacity, &size);
            return status == NETCORE_AES_OK ? size : 0;
        });
        return status;
    }
#endif
    out.resize(capacity);
    status = write(reinterpret_cast<char *>(out.data()), capacity, &size);
    out.resize(status == NETCORE_AES_OK ? size : 0);
    return status;
}

/// Calls `write(data, capacity, &size)` with `guess` bytes, and again with the size needed if that is too small.
template <class Container, class Write> void fill(Container &out, std::size_t guess, const Write &write)
{
    std::size_t size = 0;
    out.resize(guess);
    netcore_aes_status status = write(out.data(), guess, &size);
    if (status == NETCORE_AES_ERR_BUFFER_TOO_SMALL) {
        out.resize(size);
        status = write(out.data(), out.size(), &size);
    }
    check(status);
    out.resize(size);
}

} // namespace netcore_aes::detail

#endif
