/// \file
/// The vendor's rules for events, and the problems of a payload. Included by netcore_aes.hpp.

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
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netcore_aes {

/// Whether a problem is an error or a warning.
enum class severity {
    /// The vendor stores the event, but perhaps not as intended.
    warning,
    /// The vendor refuses or drops the event, or cannot use it.
    error,
};

/// A problem of a payload: its place, the rule that it breaks, and how to mend it. It contains no value of the payload.
struct problem {
    /// A JSON pointer (RFC 6901), such as "/3/activity_params/items"; "" for the payload itself.
    std::string pointer;
    /// The index of the event, from 0; none for a problem of the payload itself.
    std::optional<std::size_t> event;
    /// The name of the rule, such as "missing" or "empty-array"; it never changes.
    std::string rule;
    netcore_aes::severity severity = netcore_aes::severity::error;
    /// How to mend it.
    std::string message;
};

/// "<pointer>: <message>".
inline std::string to_string(const problem &problem)
{
    return (problem.pointer.empty() ? "the payload" : problem.pointer) + ": " + problem.message;
}

/// The events have errors, so the vendor would refuse or drop them. Nothing was encrypted. Its status is error::no_status.
class NETCORE_AES_EXCEPTION events_error : public error {
public:
    explicit events_error(std::vector<problem> problems)
        : error(no_status, summarize(problems)),
          problems_(std::make_shared<const std::vector<problem>>(std::move(problems)))
    {
    }

    /// Every problem of the events, warnings included, in the order of the payload.
    const std::vector<problem> &problems() const noexcept
    {
        return *problems_;
    }

private:
    static std::string summarize(const std::vector<problem> &problems)
    {
        std::string first;
        std::size_t errors = 0;
        for (const problem &problem : problems)
            if (problem.severity == severity::error && ++errors == 1)
                first = to_string(problem);
        const std::string more = errors > 1 ? " (first of " + std::to_string(errors) + " errors)" : "";
        return "the events would not arrive: " + first + more;
    }

    std::shared_ptr<const std::vector<problem>> problems_; // shared, since copying an exception must not throw
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
    problem_reader reader(json);
    reader.read([&] { problems.emplace_back(); },
        [&](const std::string &name) {
            problem &last = problems.back();
            if (name == "event")
                last.event = reader.read_index();
            else if (name == "pointer")
                last.pointer = reader.read_string();
            else if (name == "rule")
                last.rule = reader.read_string();
            else if (name == "severity")
                last.severity = reader.read_string() == "warning" ? severity::warning : severity::error;
            else if (name == "message")
                last.message = reader.read_string();
            else
                reader.skip_value();
        });
    if (problems.size() != count)
        raise(NETCORE_AES_ERR_PANIC);
    return problems;
}

} // namespace detail

/// Checks a payload against the vendor's rules for events, before it is encrypted. Returns every problem, in the order of the
/// payload; if none is an error, the payload may be sent. The list has at most 100 errors and 100 warnings per event and
/// 10 000 problems in all, but always the first error of each event. A pointer is cut at 1024 bytes.
///
/// - `payload`: JSON, an array of events.
/// - `asset_id`: the asset id of the request, which each event's must equal; "" if it is not known.
/// - `now`: the time to compare timestamps with, a time point of std::chrono::system_clock; no_time to compare none.
///
/// It takes time in proportion to the payload's size. Throws asset_id_error (not UTF-8), too_large_error, memory_error,
/// abi_error.
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
    char small[2048]; // enough for most payloads, without an allocation
    const netcore_aes_status status = check(small, sizeof small);
    if (status != NETCORE_AES_ERR_BUFFER_TOO_SMALL) {
        detail::check(status);
        return detail::read_problems({small, size}, errors + warnings);
    }
    std::string large(size, '\0');
    detail::check(check(large.data(), large.size()));
    return detail::read_problems({large.data(), size}, errors + warnings);
}

} // namespace netcore_aes

#endif
