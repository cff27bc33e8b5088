/// \file
/// Batches: many messages in one piece of memory. Included by netcore_aes.hpp.

#ifndef NETCORE_AES_BATCH_HPP
#define NETCORE_AES_BATCH_HPP

#include <netcore_aes/detail/memory.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace netcore_aes {

namespace detail {

/// Whether a range can be iterated twice.
template <class Iterator> inline constexpr bool is_forward
    = std::is_base_of_v<std::forward_iterator_tag, typename std::iterator_traits<Iterator>::iterator_category>;

template <class Iterator> constexpr void check_messages()
{
    static_assert(std::is_convertible_v<decltype(*std::declval<Iterator &>()), std::string_view>,
        "each message of a batch must convert to std::string_view; a single message is not a batch");
}

} // namespace detail

class batch;

/// A view of messages in the layout of Apache Arrow: message i is data[offsets[i] .. offsets[i + 1]]. The first offset need not
/// be 0. The memory must outlive the view.
struct batch_view {
    /// `message_count` messages, with `message_count` + 1 offsets.
    batch_view(std::string_view messages, const std::uint64_t *message_offsets, std::size_t message_count) noexcept
        : data(messages), offsets(message_offsets), count(message_count)
    {
    }

    /// One message fewer than offsets; no offsets at all are an error.
    batch_view(std::string_view messages, const std::vector<std::uint64_t> &message_offsets) noexcept
        : batch_view(messages, message_offsets.empty() ? nullptr : message_offsets.data(),
            message_offsets.empty() ? 0 : message_offsets.size() - 1)
    {
    }

    inline batch_view(const batch &messages) noexcept; // NOLINT(google-explicit-constructor): a view

    /// Checks for the library that the offsets stay within the data, and that `out` does not overlap the view. Throws
    /// offsets_error, too_large_error, overlap_error.
    inline void check(const batch &out) const;

    std::string_view data;
    const std::uint64_t *offsets;
    std::size_t count;
};

/// Owns messages, end to end. Created once and refilled, it stops allocating. Its destructor wipes them.
///
/// Threads: as a std::vector.
class batch {
public:
    class iterator;
    using const_iterator = iterator;
    using value_type = std::string_view;
    using size_type = std::size_t;

    batch() = default;
    batch(batch &&other) noexcept = default;
    batch &operator=(batch &&other) noexcept = default;
    batch(const batch &) = delete;
    batch &operator=(const batch &) = delete;
    ~batch() = default;

    /// Copies messages from a range whose elements convert to std::string_view.
    template <class Iterator> batch(Iterator first, Iterator last)
    {
        append(std::move(first), std::move(last));
    }

    batch(std::initializer_list<std::string_view> messages) : batch(messages.begin(), messages.end()) { }

    /// Copies a message to the end. Throws std::bad_alloc, too_large_error; then the batch is unchanged.
    void push_back(std::string_view message)
    {
        if (offsets_.empty())
            offsets_.push_back(0);
        offsets_.push_back(0); // first, since it may fail
        try {
            data_.append(message);
        } catch (...) {
            offsets_.pop_back();
            throw;
        }
        offsets_.back() = data_.size();
    }

    /// Copies messages to the end.
    template <class Iterator> void append(Iterator first, Iterator last)
    {
        detail::check_messages<Iterator>();
        if constexpr (detail::is_forward<Iterator>) {
            std::size_t messages = 0, bytes = 0;
            for (Iterator message = first; message != last; ++message, ++messages)
                bytes += std::string_view(*message).size();
            reserve(size() + messages, data_.size() + bytes);
        }
        for (; first != last; ++first)
            push_back(*first);
    }

    /// Reserves memory for this many messages and bytes in all.
    void reserve(std::size_t messages, std::size_t bytes)
    {
        offsets_.reserve(messages + 1);
        data_.reserve(bytes);
    }

    /// Removes the messages and keeps the memory.
    void clear() noexcept
    {
        data_.clear();
        offsets_.clear();
    }

    std::size_t size() const noexcept
    {
        return offsets_.empty() ? 0 : offsets_.size() - 1;
    }

    bool empty() const noexcept
    {
        return size() == 0;
    }

    /// The message at `index`, which must be less than size().
    std::string_view operator[](std::size_t index) const noexcept
    {
        return data_.view().substr(offsets_[index], offsets_[index + 1] - offsets_[index]);
    }

    /// The message at `index`. Throws std::out_of_range.
    std::string_view at(std::size_t index) const
    {
        if (index >= size())
            throw std::out_of_range("index " + std::to_string(index) + " is past the end of a batch of "
                + std::to_string(size()) + " messages");
        return (*this)[index];
    }

    inline iterator begin() const noexcept;
    inline iterator end() const noexcept;

    /// All messages, end to end.
    std::string_view data() const noexcept
    {
        return data_.view();
    }

    /// size() + 1 offsets into data(), the first 0.
    const std::uint64_t *offsets() const noexcept
    {
        static constexpr std::uint64_t none = 0;
        return offsets_.empty() ? &none : offsets_.data();
    }

private:
    friend class cipher;
    friend struct batch_view;

    detail::buffer data_;
    std::vector<std::uint64_t> offsets_; // empty, or the first is 0
};

/// Iterates over a batch, as std::string_view.
class batch::iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = std::string_view;

    iterator() = default;

    iterator(const batch *messages, std::size_t index) noexcept : messages_(messages), index_(index) { }

    std::string_view operator*() const noexcept
    {
        return (*messages_)[index_];
    }

    iterator &operator++() noexcept
    {
        ++index_;
        return *this;
    }

    iterator operator++(int) noexcept
    {
        const iterator here = *this;
        ++index_;
        return here;
    }

    friend bool operator==(const iterator &one, const iterator &other) noexcept
    {
        return one.index_ == other.index_ && one.messages_ == other.messages_;
    }

    friend bool operator!=(const iterator &one, const iterator &other) noexcept
    {
        return !(one == other);
    }

private:
    const batch *messages_ = nullptr;
    std::size_t index_ = 0;
};

inline batch::iterator batch::begin() const noexcept
{
    return {this, 0};
}

inline batch::iterator batch::end() const noexcept
{
    return {this, size()};
}

inline batch_view::batch_view(const batch &messages) noexcept
    : batch_view(messages.data(), messages.offsets(), messages.size())
{
}

inline void batch_view::check(const batch &out) const
{
    if (!offsets)
        detail::raise(
            NETCORE_AES_ERR_OFFSETS, "the batch has no offsets; n messages need n + 1 offsets, so no messages need one");
    if (count >= PTRDIFF_MAX / sizeof *offsets)
        detail::raise(NETCORE_AES_ERR_TOO_LARGE);
    if (offsets[count] > data.size())
        detail::raise(NETCORE_AES_ERR_OFFSETS,
            "the last offset of the batch is " + std::to_string(offsets[count]) + ", past the end of its "
                + std::to_string(data.size()) + " bytes; pass the offsets that belong to the data");
    const std::string_view here(reinterpret_cast<const char *>(offsets), (count + 1) * sizeof *offsets);
    if (detail::overlaps(out.data_.data(), out.data_.capacity(), data)
        || detail::overlaps(out.offsets_.data(), out.offsets_.size() * sizeof *offsets, here))
        detail::raise(NETCORE_AES_ERR_OVERLAP);
}

} // namespace netcore_aes

#endif
