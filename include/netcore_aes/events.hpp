/// \file
/// The rules for events: what is wrong with a payload, and where. Included by netcore_aes.hpp.

#ifndef NETCORE_AES_EVENTS_HPP
#define NETCORE_AES_EVENTS_HPP

#include <netcore_aes/detail/memory.hpp>
#include <netcore_aes/detail/problems.hpp>
#include <netcore_aes/error.hpp>
#include <netcore_aes/version.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netcore_aes {

enum class severity {
    /// The event arrives, but may not do what was meant.
    warning,
    /// The vendor would refuse, drop or not be able to use the event.
    error,
};

/// Something wrong with a payload: where, what, and what to do about it. It holds no value of the payload's.
struct problem {
    /// A JSON pointer (RFC 6901), such as "/3/activity_params/items"; "" for the payload itself.
    std::string pointer;
    /// A name for programs, such as "missing" or "empty-array"; it never changes.
    std::string rule;
    netcore_aes::severity severity = netcore_aes::severity::error;
    /// What to do.
    std::string message;
};

/// "<pointer>: <message>".
inline std::string to_string(const problem &problem)
{
    return (problem.pointer.empty() ? "the payload" : problem.pointer) + ": " + problem.message;
}

/// Events that the vendor would refuse, drop or not be able to use; nothing was encrypted. Its status is error::no_status.
class NETCORE_AES_EXCEPTION events_error : public error {
public:
    explicit events_error(std::vector<problem> problems)
        : error(no_status, words(problems)), problems_(std::make_shared<const std::vector<problem>>(std::move(problems)))
    {
    }

    /// Everything that is wrong with them, warnings too, in the order of the payload.
    const std::vector<problem> &problems() const noexcept
    {
        return *problems_;
    }

private:
    static std::string words(const std::vector<problem> &problems)
    {
        std::string first;
        std::size_t errors = 0;
        for (const problem &found : problems)
            if (found.severity == severity::error && ++errors == 1)
                first = to_string(found);
        const std::string more = errors > 1 ? " (and " + std::to_string(errors - 1) + " more errors)" : "";
        return "the events would not arrive: " + first + more;
    }

    std::shared_ptr<const std::vector<problem>> problems_; // since copying an exception may not throw
};

/// A time in whole seconds.
using sys_seconds = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

/// For check_events(): no time, so that no timestamp is too old or in the future.
inline constexpr sys_seconds no_time{std::chrono::seconds(NETCORE_AES_NO_TIME)};

namespace detail {

inline std::vector<problem> read_problems(std::string_view json, std::size_t count)
{
    std::vector<problem> problems;
    problems.reserve(count);
    problem_reader(json).read([&] { problems.emplace_back(); },
        [&](const std::string &name, std::string &&value) {
            problem &last = problems.back();
            if (name == "pointer")
                last.pointer = std::move(value);
            else if (name == "rule")
                last.rule = std::move(value);
            else if (name == "message")
                last.message = std::move(value);
            else if (name == "severity")
                last.severity = value == "warning" ? severity::warning : severity::error;
        });
    if (problems.size() != count)
        raise(NETCORE_AES_ERR_PANIC);
    return problems;
}

} // namespace detail

/// Checks a payload against the vendor's rules for events, before it is encrypted. Returns every problem, in the order of
/// the payload; if none is an error, the payload may be sent. Problems end with 100 errors and 100 warnings of one event, and
/// with 10 000 in all, but for the first error of each event; a pointer of more than 1024 bytes is cut.
///
/// - `payload`: JSON, an array of events.
/// - `asset_id`: the request's, which each event's must equal; "" if it is not known.
/// - `now`: the time to check against, any std::chrono::system_clock::time_point, or no_time.
///
/// Time is in proportion to the payload's size. Throws asset_id_error (not UTF-8), too_large_error, abi_error. The process
/// is aborted if the JSON parser runs out of memory; it needs little.
template <class Duration = std::chrono::system_clock::duration> std::vector<problem> check_events(std::string_view payload,
    std::string_view asset_id = {},
    std::chrono::time_point<std::chrono::system_clock, Duration> now = std::chrono::system_clock::now())
{
    detail::check_abi();
    const std::int64_t time = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::size_t size = 0, errors = 0, warnings = 0;
    const auto check = [&](char *out, std::size_t capacity) {
        return netcore_aes_check_events(detail::bytes(payload), payload.size(), asset_id.data(), asset_id.size(), time, out,
            capacity, &size, &errors, &warnings);
    };
    char few[2048]; // so that most payloads need no memory
    const netcore_aes_status status = check(few, sizeof few);
    if (status != NETCORE_AES_ERR_BUFFER_TOO_SMALL) {
        detail::check(status);
        return detail::read_problems({few, size}, errors + warnings);
    }
    std::string many(size, '\0');
    detail::check(check(many.data(), many.size()));
    return detail::read_problems({many.data(), size}, errors + warnings);
}

} // namespace netcore_aes

#endif
