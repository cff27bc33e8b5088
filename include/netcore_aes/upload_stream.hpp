/// \file
/// The whole way from a stream of events to the bodies of upload requests. Included by netcore_aes.hpp.

#ifndef NETCORE_AES_UPLOAD_STREAM_HPP
#define NETCORE_AES_UPLOAD_STREAM_HPP

#include <netcore_aes/cipher.hpp>
#include <netcore_aes/detail/memory.hpp>
#include <netcore_aes/events.hpp>
#include <netcore_aes/scheme.hpp>
#include <netcore_aes/version.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace netcore_aes {

/// The limits of an upload_stream, and its clock. A limit of 0 is the default.
struct upload_options {
    /// The most events in a request: 1000, the vendor's limit, or fewer.
    std::size_t max_events = 0;
    /// The longest payload, in bytes of JSON; by default 2 MiB. A longer event has a request of its own.
    std::size_t max_payload_size = 0;
    /// The longest event, in bytes of JSON; by default 1 MiB. A longer one is a problem.
    std::size_t max_event_size = 0;
    /// The time to compare timestamps with, or no_time; by default the time of each step.
    std::optional<sys_seconds> now;
};

/// The events of a request, by their indices in the stream, from 0.
struct upload_events {
    std::size_t count = 0;
    std::size_t first = 0;
    /// Refused events between the first and the last are not in the request.
    std::size_t last = 0;
};

/// The body of a request. upload_request::from_body() adds the URL and the headers.
struct upload_body {
    /// {"encryptedRequest":"..."}: a view that is valid until the loop's next step.
    std::string_view body;
    upload_events events;
    netcore_aes::scheme scheme = netcore_aes::scheme::cbc_base64;
};

/// The problems of an event in a stream.
struct event_problems {
    /// The index of the event in the stream, from 0.
    std::size_t index = 0;
    /// The event as it stands in the stream: a view that is valid until the loop's next step. An event that is longer than
    /// max_event_size comes in parts, one after the other, with the same index.
    std::string_view event;
    /// At least one. Pointers begin with the index, as if the stream were one array.
    std::vector<problem> problems;
    /// Whether one of the problems is an error: the event is in no request then. With warnings alone it is.
    bool is_refused = false;
    /// Whether these are the last bytes of the event; false only for parts of an event that is too long.
    bool is_last = true;
};

/// What comes out of an upload_stream.
using upload = std::variant<upload_body, event_problems>;

/// Makes requests of a stream of events: it splits the stream, checks each event as check_events() does, puts events together, and
/// encrypts up to 16 payloads side by side, each text within the body of its request.
///
///     netcore_aes::upload_stream stream(cipher, "my-asset");
///     std::ifstream file("events.ndjson", std::ios::binary);
///     for (const netcore_aes::upload &upload : stream.read_all(file))
///         if (const auto *body = std::get_if<netcore_aes::upload_body>(&upload))
///             send(body->body);
///         else
///             report(std::get<netcore_aes::event_problems>(upload).problems);
///
/// The stream is a JSON array of events, one event per line (NDJSON), or a single object. Problems come in the order of their events,
/// and so do bodies; problems of later events may come before a body. Memory is bounded by the limits: up to 17 payloads and 16
/// bodies, and one event. The memory that held events is not wiped.
///
/// The functions below return ranges for one loop, whose steps do the work. A step throws event_stream_error where no event can begin
/// or end, after everything before that place came out; asset_id_error (not UTF-8), too_large_error, memory_error; under scheme 11258
/// also random_error and limit_error. Nothing is lost when a loop ends early, by an error or by a break: the next one goes on from
/// there. Only a fault of the stream comes again.
///
/// It can be moved, but not within a loop, and not copied. Threads: one at a time.
class upload_stream {
public:
    class range;
    class iterator;

    /// Creates a stream.
    ///
    /// - `cipher`: encrypts the payloads. It must outlive the stream, and not move.
    /// - `asset_id`: the asset id of the requests, which each event's must equal; "" if it is not known. It is copied.
    ///
    /// Throws memory_error, abi_error; null_error if the cipher was moved from.
    upload_stream(const cipher &cipher, const detail::text &asset_id, const upload_options &options = {})
        : cipher_(&cipher), asset_id_(asset_id.view()), now_(options.now)
    {
        detail::check_abi();
        netcore_aes_upload_stream *created = nullptr;
        detail::check(
            netcore_aes_upload_stream_new(options.max_events, options.max_payload_size, options.max_event_size, &created));
        handle_.reset(created);
        scheme_ = cipher.scheme();
    }

    /// The cipher must outlive the stream.
    upload_stream(cipher &&, const detail::text &, const upload_options & = {}) = delete;

    /// Reads `in` to its end, which is the end of the stream. If the loop ends early, read_all() with the same stream goes on. Also
    /// throws std::ios_base::failure if `in` fails before its end, such as for a file that was not opened.
    [[nodiscard]] inline range read_all(std::istream &in);

    /// The same with a function: `source(to, size)` writes up to `size` bytes to `to`, and returns their number; 0 at the end.
    template <class Source, std::enable_if_t<std::is_invocable_r_v<std::size_t, Source &, char *, std::size_t>, int> = 0>
    [[nodiscard]] inline range read_all(Source source);

    /// Reads the next piece of the stream, cut anywhere, and advances `piece` by the bytes read: when the loop has ended by itself, it
    /// is empty. Bodies come out once there are 16 payloads, so that they are encrypted side by side.
    [[nodiscard]] inline range push(std::string_view &piece);

    /// Passes on all whole events so far, in requests that may be shorter than the limits allow: for a stream that pauses.
    [[nodiscard]] inline range flush();

    /// Ends the stream after its last piece, and passes on the rest. event_stream_error is the error of a stream that ended within an
    /// event or an array, and of every piece after it.
    [[nodiscard]] inline range finish();

    /// The handle, for functions of netcore_aes.h; this object still owns it. NULL after a move.
    const netcore_aes_upload_stream *native_handle() const noexcept
    {
        return handle_.get();
    }

private:
    struct free_handle {
        void operator()(netcore_aes_upload_stream *handle) const noexcept
        {
            netcore_aes_upload_stream_free(handle);
        }
    };

    const netcore_aes_upload_stream *handle() const
    {
        if (!handle_)
            detail::raise_moved_from("stream");
        return handle_.get();
    }

    /// The next upload of the bytes that an earlier loop left and of the piece; null if all is read.
    const upload *next(std::string_view &piece)
    {
        static_cast<void>(handle());
        if (body_ < events_.size())
            return take_body();
        if (unread_)
            return take_problems();
        while (true) {
            std::string_view &data = rest_.empty() ? piece : rest_;
            const bool is_last = &data == &piece;
            const netcore_aes_upload found = step(data);
            if (found.kind == NETCORE_AES_UPLOAD_BODIES)
                return encrypt(found);
            if (found.kind == NETCORE_AES_UPLOAD_PROBLEMS)
                return fetch_problems(found);
            if (is_last)
                return nullptr;
        }
    }

    /// Advances the data.
    netcore_aes_upload step(std::string_view &data) const
    {
        const auto now = now_.value_or(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
        netcore_aes_upload found;
        const netcore_aes_status status = netcore_aes_upload_stream_next(handle(), cipher_->native_handle(),
            detail::bytes(data), data.size(), asset_id_.data(), asset_id_.size(), now.time_since_epoch().count(), &found);
        if (status == NETCORE_AES_ERR_EVENT_STREAM)
            throw event_stream_error(found.offset);
        detail::check(status);
        data.remove_prefix(found.read);
        return found;
    }

    const upload *encrypt(const netcore_aes_upload &found)
    {
        // The list of events comes last, since it says that there are bodies.
        std::size_t size = 0;
        std::vector<netcore_aes_upload_events> events(found.count);
        offsets_.resize(found.count + 1);
        bodies_.clear();
        bodies_.resize(found.len);
        detail::check(netcore_aes_upload_stream_bodies(handle(), cipher_->native_handle(), bodies_.data(), bodies_.size(),
            offsets_.data(), events.data(), events.size(), &size));
        events_ = std::move(events);
        body_ = 0;
        return take_body();
    }

    const upload *take_body()
    {
        const netcore_aes_upload_events &events = events_[body_];
        const auto begin = static_cast<std::size_t>(offsets_[body_]), end = static_cast<std::size_t>(offsets_[body_ + 1]);
        ++body_;
        current_ = upload_body{bodies_.view().substr(begin, end - begin),
            {static_cast<std::size_t>(events.count), static_cast<std::size_t>(events.first),
                static_cast<std::size_t>(events.last)},
            scheme_};
        return &current_;
    }

    const upload *fetch_problems(const netcore_aes_upload &found)
    {
        json_.resize(found.problems_len);
        event_.clear();
        event_.resize(found.len);
        detail::check(netcore_aes_upload_stream_problems(
            handle(), detail::bytes(event_.data()), event_.size(), json_.data(), json_.size()));
        unread_ = found;
        return take_problems();
    }

    const upload *take_problems()
    {
        current_ = event_problems{unread_->index, event_.view(), detail::read_problems(json_, unread_->count),
            unread_->is_refused == 1, unread_->is_last == 1};
        unread_.reset(); // now, since there may be no memory for the problems
        return &current_;
    }

    std::unique_ptr<netcore_aes_upload_stream, free_handle> handle_; // NULL after a move
    const cipher *cipher_;
    netcore_aes::scheme scheme_ = netcore_aes::scheme::cbc_base64;
    std::string asset_id_;
    std::optional<sys_seconds> now_;
    detail::buffer bodies_, event_;
    std::string json_; // the problems of the event
    std::optional<netcore_aes_upload> unread_; // the event whose problems were not read yet
    std::vector<std::uint64_t> offsets_;
    std::vector<netcore_aes_upload_events> events_; // of the bodies
    std::size_t body_ = 0; // the next of them
    detail::buffer buffer_; // what read_all() has read
    std::string_view rest_; // of it, what was not passed on yet
    upload current_;
};

/// What comes out of a stream, for one loop. The stream and, for push(), the piece must outlive it.
class upload_stream::range {
public:
    /// Makes the first step.
    inline iterator begin();
    inline iterator end() const noexcept;

private:
    friend class upload_stream;
    friend class iterator;

    range(upload_stream &stream, std::string_view *piece, std::function<std::size_t(char *, std::size_t)> source = nullptr)
        : stream_(&stream), piece_(piece), source_(std::move(source))
    {
    }

    const upload *next()
    {
        std::string_view none;
        const upload *found = stream_->next(piece_ ? *piece_ : none);
        while (!found && source_ && !is_at_end_) {
            read();
            found = stream_->next(none);
        }
        return found;
    }

    void read()
    {
        constexpr std::size_t size = 256 << 10;
        detail::buffer &buffer = stream_->buffer_;
        buffer.resize(size);
        const std::size_t count = source_(buffer.data(), size);
        if (count > size)
            throw std::out_of_range("the source wrote more bytes than it was given room for");
        stream_->rest_ = {buffer.data(), count};
        is_at_end_ = count == 0;
        if (is_at_end_)
            detail::check(netcore_aes_upload_stream_finish(stream_->handle()));
    }

    upload_stream *stream_;
    std::string_view *piece_; // of push(); null otherwise
    std::function<std::size_t(char *, std::size_t)> source_;
    bool is_at_end_ = false;
};

/// An input iterator over a range, as `const upload &`.
class upload_stream::iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = upload;
    using difference_type = std::ptrdiff_t;
    using pointer = const upload *;
    using reference = const upload &;

    iterator() = default;

    const upload &operator*() const noexcept
    {
        return *found_;
    }

    const upload *operator->() const noexcept
    {
        return found_;
    }

    iterator &operator++()
    {
        found_ = range_->next();
        return *this;
    }

    void operator++(int)
    {
        ++*this;
    }

    friend bool operator==(const iterator &one, const iterator &other) noexcept
    {
        return one.found_ == other.found_;
    }

    friend bool operator!=(const iterator &one, const iterator &other) noexcept
    {
        return !(one == other);
    }

private:
    friend class range;

    iterator(range *range, const upload *found) noexcept : range_(range), found_(found) { }

    range *range_ = nullptr;
    const upload *found_ = nullptr; // null at the end
};

inline upload_stream::iterator upload_stream::range::begin()
{
    return {this, next()};
}

inline upload_stream::iterator upload_stream::range::end() const noexcept
{
    return {};
}

inline upload_stream::range upload_stream::read_all(std::istream &in)
{
    return read_all([&in](char *to, std::size_t size) {
        in.read(to, static_cast<std::streamsize>(size));
        if (in.gcount() == 0 && !in.eof())
            throw std::ios_base::failure("the stream of events cannot be read; check that it was opened");
        return static_cast<std::size_t>(in.gcount());
    });
}

template <class Source, std::enable_if_t<std::is_invocable_r_v<std::size_t, Source &, char *, std::size_t>, int>>
inline upload_stream::range upload_stream::read_all(Source source)
{
    return {*this, nullptr, std::move(source)};
}

inline upload_stream::range upload_stream::push(std::string_view &piece)
{
    return {*this, &piece};
}

inline upload_stream::range upload_stream::flush()
{
    detail::check(netcore_aes_upload_stream_flush(handle()));
    return {*this, nullptr};
}

inline upload_stream::range upload_stream::finish()
{
    detail::check(netcore_aes_upload_stream_finish(handle()));
    return {*this, nullptr};
}

} // namespace netcore_aes

#endif
