/// \file
/// The upload request: URL, headers and body. Included by netcore_aes.hpp.

#ifndef NETCORE_AES_REQUEST_HPP
#define NETCORE_AES_REQUEST_HPP

#include <netcore_aes/cipher.hpp>
#include <netcore_aes/detail/memory.hpp>
#include <netcore_aes/events.hpp>
#include <netcore_aes/scheme.hpp>
#include <netcore_aes/upload_stream.hpp>
#include <netcore_aes/version.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netcore_aes {

/// The region that stores a panel's data; it decides the host to post to.
enum class region : std::uint32_t {
    /// United States, api2.netcoresmartech.com, as in the vendor's guide.
    us = NETCORE_AES_REGION_US,
    /// India, apiin2.netcoresmartech.com.
    india = NETCORE_AES_REGION_INDIA,
    /// European Union, apieu2.netcoresmartech.com.
    eu = NETCORE_AES_REGION_EU,
};

/// A header of a request, as views of that request.
struct header {
    std::string_view name;
    std::string_view value;
};

/// A request that uploads one encrypted payload, for any HTTP client. This class sends nothing. It is immutable, and can be moved
/// but not copied. It holds the API key, and wipes it in its destructor.
class upload_request {
public:
    /// Builds a request.
    ///
    /// - `text`: the encrypted payload, as a cipher of `scheme` returned it.
    /// - `asset_id`: the panel's asset id, the same as in the events.
    /// - `api_key`: the panel's API key.
    ///
    /// The last two may be a std::string, a std::string_view, or a C string; NULL is the same as "".
    ///
    /// Throws region_error, scheme_error, asset_id_error, api_key_error, encoding_error (`text` is not in the scheme's encoding,
    /// such as a payload that was not encrypted), checked in this order. Also memory_error, abi_error.
    upload_request(std::string_view text, netcore_aes::scheme scheme, const detail::text &asset_id,
        const detail::text &api_key, netcore_aes::region region = netcore_aes::region::us)
        : upload_request(scheme, asset_id, api_key, region)
    {
        const auto code = static_cast<std::uint32_t>(scheme);
        detail::fill(body_, 32 + text.size(), [&](char *out, std::size_t capacity, std::size_t *size) {
            return netcore_aes_request_body(code, detail::bytes(text), text.size(), out, capacity, size);
        });
    }

    /// Builds a request of a body that came out of an upload_stream, which is copied.
    ///
    /// - `asset_id`, `api_key`, `region`: as for the constructor.
    ///
    /// Throws region_error, asset_id_error, api_key_error, checked in this order. Also memory_error.
    static upload_request from_body(const upload_body &body, const detail::text &asset_id, const detail::text &api_key,
        netcore_aes::region region = netcore_aes::region::us)
    {
        upload_request request(body.scheme, asset_id, api_key, region);
        request.body_ = body.body;
        return request;
    }

    /// Checks events, encrypts them and builds the request.
    ///
    /// - `cipher`: the cipher, whose scheme becomes the request's.
    /// - `events`: their JSON, an array, which is sent unchanged.
    /// - `asset_id`, `api_key`, `region`: as for the constructor.
    ///
    /// Throws events_error with all problems if check_events() finds an error; then nothing is encrypted. Otherwise throws as the
    /// constructor and cipher::encrypt().
    static upload_request from_events(const cipher &cipher, std::string_view events, const detail::text &asset_id,
        const detail::text &api_key, netcore_aes::region region = netcore_aes::region::us)
    {
        const netcore_aes::scheme scheme = cipher.scheme();
        std::vector<problem> problems = check_events(events, asset_id.view());
        const auto is_error = [](const problem &problem) { return problem.severity == severity::error; };
        if (std::any_of(problems.begin(), problems.end(), is_error))
            throw events_error(std::move(problems));
        return {cipher.encrypt(events), scheme, asset_id, api_key, region};
    }

    /// "POST".
    static constexpr const char *method() noexcept
    {
        return "POST";
    }

    /// The URL to post to.
    const std::string &url() const
    {
        check_not_moved_from();
        return url_;
    }

    /// The headers, in order, as views of this request. Authorization contains the API key: keep it out of logs.
    std::vector<header> headers() const
    {
        std::vector<header> headers;
        for (std::string_view rest = header_lines(); !rest.empty();) {
            const std::size_t colon = rest.find(": "), end = rest.find("\r\n");
            headers.push_back({rest.substr(0, colon), rest.substr(colon + 2, end - colon - 2)});
            rest.remove_prefix(end + 2);
        }
        return headers;
    }

    /// The headers as lines of HTTP/1.1, "Name: value", each ended by CR LF. They contain the API key.
    std::string_view header_lines() const
    {
        check_not_moved_from();
        return lines_.view();
    }

    /// The body: {"encryptedRequest":"..."}.
    const std::string &body() const
    {
        check_not_moved_from();
        return body_;
    }

private:
    /// URL and headers, without a body.
    upload_request(
        netcore_aes::scheme scheme, const detail::text &asset_id, const detail::text &api_key, netcore_aes::region region)
    {
        const auto code = static_cast<std::uint32_t>(scheme);
        const std::string_view asset = asset_id.view(), key = api_key.view();
        detail::check_abi();
        detail::fill(url_, 64, [&](char *out, std::size_t capacity, std::size_t *size) {
            return netcore_aes_request_url(static_cast<std::uint32_t>(region), out, capacity, size);
        });
        detail::fill(lines_, 128 + asset.size() + key.size(), [&](char *out, std::size_t capacity, std::size_t *size) {
            return netcore_aes_request_headers(
                code, asset.data(), asset.size(), key.data(), key.size(), out, capacity, size);
        });
    }

    void check_not_moved_from() const
    {
        if (lines_.size() == 0)
            detail::raise_moved_from("request");
    }

    std::string url_, body_;
    detail::buffer lines_; // empty after a move
};

} // namespace netcore_aes

#endif
