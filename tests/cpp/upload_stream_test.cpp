// Streams of events: what comes out against the way step by step, in pieces of any size; faults, sources, and moves.
#include "support.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <fstream>
#include <map>
#include <sstream>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

using netcore_aes::cipher;
using netcore_aes::event_problems;
using netcore_aes::problem;
using netcore_aes::severity;
using netcore_aes::upload;
using netcore_aes::upload_body;
using netcore_aes::upload_options;
using netcore_aes::upload_stream;

static_assert(!std::is_copy_constructible_v<upload_stream> && std::is_nothrow_move_constructible_v<upload_stream>);
static_assert(!std::is_constructible_v<upload_stream, cipher, const char *>, "the cipher must outlive the stream");

static constexpr auto TIME = netcore_aes::sys_seconds(std::chrono::seconds(1756209943)); // that of the event
static const std::string GOOD = R"({"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,)"
                                R"("activity_source":"web","activity_params":{}})";

static std::string with(std::string event, const std::string &part, const std::string &other)
{
    return event.replace(event.find(part), part.size(), other);
}

namespace {

// What came out of a stream. An event that came in parts is put together.
struct outcome {
    std::vector<std::tuple<std::string, std::size_t, std::size_t, std::size_t>> bodies; // the payload, and its events
    std::vector<std::tuple<std::size_t, std::string, std::vector<std::string>, bool>> problems;
    std::size_t fault = SIZE_MAX;
    bool is_open = false; // the last event comes in parts, and more follow

    bool operator==(const outcome &other) const
    {
        return std::tie(bodies, problems, fault, is_open)
            == std::tie(other.bodies, other.problems, other.fault, other.is_open);
    }

    void add(const cipher &cipher, const upload &found)
    {
        if (const auto *body = std::get_if<upload_body>(&found)) {
            const std::string_view text = body->body.substr(21, body->body.size() - 23);
            const auto request = netcore_aes::upload_request(text, cipher.scheme(), "a", "k");
            EXPECT_EQ(body->body, request.body());
            EXPECT_EQ(body->scheme, cipher.scheme());
            bodies.emplace_back(cipher.decrypt(text), body->events.count, body->events.first, body->events.last);
            return;
        }
        const auto &event = std::get<event_problems>(found);
        std::vector<std::string> all;
        for (const problem &one : event.problems) {
            EXPECT_EQ(one.event, event.index);
            all.push_back(to_string(one) + " " + one.rule);
        }
        if (is_open) {
            EXPECT_EQ(std::get<0>(problems.back()), event.index);
            EXPECT_EQ(std::get<2>(problems.back()), all);
            std::get<1>(problems.back()) += event.event;
        } else {
            problems.emplace_back(event.index, event.event, all, event.is_refused);
        }
        is_open = !event.is_last;
    }
};

// Takes a stream in pieces. With `each`, every loop ends after as many uploads, and another goes on.
outcome by_stream(
    const cipher &cipher, std::string_view data, std::size_t piece_size, int each, const upload_options &options)
{
    outcome found;
    upload_stream stream(cipher, "a", options);
    const auto take = [&](upload_stream::range range) {
        int count = 0;
        for (const upload &one : range) {
            found.add(cipher, one);
            if (++count == each)
                return false;
        }
        return true;
    };
    try {
        while (!data.empty()) {
            std::string_view piece = data.substr(0, piece_size);
            data.remove_prefix(piece.size());
            while (!take(stream.push(piece))) { }
            EXPECT_EQ(piece, "");
        }
        for (bool is_done = false; !is_done;)
            is_done = take(stream.finish());
    } catch (const netcore_aes::event_stream_error &error) {
        found.fault = error.offset();
        std::string_view more = "{}";
        const auto again = thrown<netcore_aes::event_stream_error>([&] { take(stream.push(more)); });
        EXPECT_EQ(again.offset(), error.offset());
    }
    return found;
}

// The problems of an event by check_events(), in an array of its own or, where it is not JSON, alone.
std::vector<problem> problems_of(const std::string &event, std::size_t index)
{
    const auto is_json_error = [](const problem &one) { return one.rule == "json"; };
    auto problems = netcore_aes::check_events(event, "a", TIME);
    const bool is_json = std::none_of(problems.begin(), problems.end(), is_json_error);
    if (is_json)
        problems = netcore_aes::check_events("[" + event + "]", "a", TIME);
    else
        problems.erase(
            std::remove_if(problems.begin(), problems.end(),
                [&](const problem &one) { return one.rule == "lone" || (!is_json_error(one) && event[0] != '{'); }),
            problems.end());
    for (problem &one : problems) {
        one.pointer = "/" + std::to_string(index) + (is_json ? one.pointer.substr(2) : one.pointer);
        one.event = index;
    }
    return problems;
}

// Checks each event, puts events together and encrypts them, one after the other.
outcome step_by_step(const std::vector<std::string> &events, const upload_options &limits)
{
    outcome found;
    std::vector<std::string> payload;
    std::size_t first = 0, last = 0, size = 1;
    const auto close = [&] {
        std::string all;
        for (const std::string &event : payload)
            all += (all.empty() ? "[" : ",") + event;
        if (!payload.empty())
            found.bodies.emplace_back(all + "]", payload.size(), first, last);
        payload.clear();
        size = 1;
    };
    for (std::size_t index = 0; index < events.size(); ++index) {
        const std::string &event = events[index];
        std::vector<std::string> all;
        bool is_refused = event.size() > limits.max_event_size;
        if (is_refused)
            all.push_back("/" + std::to_string(index) + ": longer than " + std::to_string(limits.max_event_size)
                + " bytes; shorten the event, or raise the stream's limit too-long");
        else
            for (const problem &one : problems_of(event, index)) {
                all.push_back(to_string(one) + " " + one.rule);
                is_refused |= one.severity == severity::error;
            }
        if (!all.empty())
            found.problems.emplace_back(index, event, all, is_refused);
        if (is_refused)
            continue;
        if (payload.size() == limits.max_events || size + event.size() + 1 > limits.max_payload_size)
            close();
        if (payload.empty())
            first = index;
        last = index;
        size += event.size() + 1;
        payload.push_back(event);
    }
    close();
    return found;
}

std::string joined(const std::vector<std::string> &events, const std::string &between)
{
    std::string all;
    for (const std::string &event : events)
        all += (all.empty() ? "" : between) + event;
    return all;
}

} // namespace

TEST(UploadStream, GivesWhatTheStepsGive)
{
    const std::string too_long = with(GOOD, "{}", R"({"x":")" + std::string(300, 'y') + "\"}");
    const std::string warned = with(GOOD, "2025", "2024");
    std::vector<std::string> lines
        = {GOOD, too_long, "{}", warned, "nonsense", "{\"a\":", R"({"asset_id":"a","asset_id":"b"})", "7"};
    std::vector<std::string> array = {GOOD, "7", too_long, "[{}]", warned, "\"x\""};
    for (int i = 0; i < 40; ++i) {
        lines.insert(lines.end(), {GOOD, warned});
        array.push_back(GOOD);
    }
    const std::pair<std::string, std::vector<std::string>> streams[] = {
        {joined(lines, "\n"), lines}, {"[" + joined(array, ",\n ") + "]", array}, {GOOD, {GOOD}}, {"", {}}, {" [ ] ", {}}};
    const upload_options limits[] = {{0, 0, 0, TIME}, {2, 0, 200, TIME}, {5000, 500, 0, TIME}, {1, 0, 0, TIME}};
    for (const netcore_aes::scheme scheme : SCHEMES) {
        const cipher one = make(scheme);
        for (const upload_options &options : limits)
            for (const auto &[data, events] : streams) {
                const auto or_else = [](std::size_t limit, std::size_t unset) { return limit ? limit : unset; };
                const outcome wanted = step_by_step(events,
                    {std::min<std::size_t>(or_else(options.max_events, 1000), 1000),
                        or_else(options.max_payload_size, 2 << 20), or_else(options.max_event_size, 1 << 20), TIME});
                for (const std::size_t piece : {1U, 7U, 64U, 1U << 20})
                    for (const int each : {0, 1, 3})
                        EXPECT_TRUE(by_stream(one, data, piece, each, options) == wanted)
                            << data.substr(0, 60) << " in pieces of " << piece << ", loops of " << each;
            }
    }
}

TEST(UploadStream, PassesOnWhatIsBeforeAFault)
{
    const cipher one = make(netcore_aes::scheme::cbc_base64);
    const std::string three = "[" + GOOD + "," + GOOD + "," + GOOD + ",";
    const std::map<std::string, std::size_t> faults = {{three + "]", three.size()},
        {three + GOOD, three.size() + GOOD.size()}, {three + GOOD + "}", three.size() + GOOD.size()},
        {three + GOOD.substr(0, 40), three.size() + 40}, {three + GOOD + "]" + GOOD, three.size() + GOOD.size() + 1}};
    for (const auto &[data, place] : faults)
        for (const std::size_t piece : {1U, 50U, 1U << 20}) {
            const outcome found = by_stream(one, data, piece, 0, {0, 0, 0, TIME});
            EXPECT_EQ(found.fault, place) << data.substr(three.size());
            ASSERT_EQ(found.bodies.size(), 1U);
            EXPECT_EQ(std::get<1>(found.bodies[0]), place < three.size() + GOOD.size() ? 3U : 4U);
        }
    upload_stream stream(one, "a");
    std::string_view piece = "[,";
    const auto error
        = thrown<netcore_aes::event_stream_error>([&] { stream.push(piece).begin(); }, "at byte 1 of the stream: ");
    EXPECT_EQ(error.offset(), 1U);
    EXPECT_EQ(error.status(), NETCORE_AES_ERR_EVENT_STREAM);
}

TEST(UploadStream, ReadsFromAnySource)
{
    const cipher one = make(netcore_aes::scheme::cbc_hex);
    std::string data;
    for (int i = 0; i < 50; ++i)
        data += GOOD + "\n";
    data += "{}";
    const outcome wanted = by_stream(one, data, data.size(), 0, {2, 0, 0, TIME});
    for (const std::size_t most : {1U, 1000U, 1U << 20})
        for (const bool by_function : {false, true}) {
            std::istringstream in(data);
            std::size_t at = 0;
            const auto source = [&](char *to, std::size_t size) {
                const std::size_t count = std::string_view(data).substr(at).copy(to, std::min(size, most));
                at += count;
                return count;
            };
            outcome found;
            upload_stream stream(one, "a", {2, 0, 0, TIME});
            for (bool is_done = false; !is_done;) { // each loop ends early but the last
                is_done = true;
                for (const upload &next : by_function ? stream.read_all(source) : stream.read_all(in)) {
                    found.add(one, next);
                    is_done = false;
                    break;
                }
            }
            EXPECT_TRUE(found == wanted);
        }
}

TEST(UploadStream, ReportsASourceThatFails)
{
    const cipher one = make(netcore_aes::scheme::cbc_hex);
    upload_stream stream(one, "a", {0, 0, 0, TIME});
    std::ifstream none("/no such file");
    thrown<std::ios_base::failure>([&] { stream.read_all(none).begin(); }, "cannot be read; check that it was opened");
    thrown<std::out_of_range>([&] { stream.read_all([](char *, std::size_t size) { return size + 1; }).begin(); });
    thrown<std::logic_error>(
        [&] { stream.read_all([](char *, std::size_t) -> std::size_t { throw std::logic_error("mine"); }).begin(); },
        "mine");
    std::istringstream in(GOOD); // the stream goes on
    outcome found;
    for (const upload &next : stream.read_all(in))
        found.add(one, next);
    EXPECT_EQ(found.bodies.size(), 1U);
}

TEST(UploadStream, Flushes)
{
    const cipher one = make(netcore_aes::scheme::gcm_base64);
    upload_stream stream(one, "a", {0, 0, 0, TIME});
    std::string line = GOOD + "\n" + GOOD.substr(0, 9);
    for (std::size_t i = 0; i < 3; ++i) {
        outcome found;
        std::string_view piece = line;
        for (const upload &next : stream.push(piece))
            found.add(one, next);
        EXPECT_TRUE(found.bodies.empty());
        for (const int bodies : {1, 1}) {
            for (const upload &next : stream.flush())
                found.add(one, next);
            EXPECT_EQ(found.bodies.size(), static_cast<std::size_t>(bodies));
        }
        EXPECT_EQ(std::get<2>(found.bodies[0]), i);
        line = GOOD.substr(9) + "\n" + GOOD.substr(0, 9);
    }
}

// More payloads than are encrypted side by side.
TEST(UploadStream, Takes17000Events)
{
    const cipher one = make(netcore_aes::scheme::cbc_base64);
    std::string data;
    for (int i = 0; i < 17'001; ++i)
        data += GOOD + "\n";
    std::string payload = "[" + GOOD;
    for (int i = 1; i < 1000; ++i)
        payload += "," + GOOD;
    payload += "]";
    for (const std::size_t piece : {1000U, 1U << 30}) {
        const outcome found = by_stream(one, data, piece, 0, {0, 0, 0, TIME});
        ASSERT_EQ(found.bodies.size(), 18U);
        EXPECT_TRUE(found.problems.empty());
        for (std::size_t i = 0; i < 17; ++i)
            EXPECT_TRUE(found.bodies[i] == std::make_tuple(payload, std::size_t{1000}, 1000 * i, 1000 * i + 999)) << i;
        EXPECT_TRUE(found.bodies[17]
            == std::make_tuple("[" + GOOD + "]", std::size_t{1}, std::size_t{17'000}, std::size_t{17'000}));
    }
}

TEST(UploadStream, ComparesTimestampsWithTheTime)
{
    const cipher one = make(netcore_aes::scheme::cbc_base64);
    char text[32];
    const std::time_t time = std::time(nullptr);
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&time));
    const std::string now = with(GOOD, "2025-08-26T12:05:43Z", text);
    using times = std::optional<netcore_aes::sys_seconds>;
    const std::tuple<std::string, times, std::string> cases[] = {{GOOD, std::nullopt, "timestamp-old"},
        {now, std::nullopt, ""}, {GOOD, TIME, ""}, {now, TIME, "timestamp-future"}, {now, netcore_aes::no_time, ""}};
    for (const auto &[event, clock, rule] : cases) {
        upload_stream stream(one, "", {0, 0, 0, clock});
        std::istringstream in(event);
        std::string found;
        for (const upload &next : stream.read_all(in))
            if (const auto *problems = std::get_if<event_problems>(&next))
                found += problems->problems.at(0).rule;
        EXPECT_EQ(found, rule);
    }
}

TEST(UploadStream, LosesNothingByAnInvalidArgument)
{
    const cipher one = make(netcore_aes::scheme::cbc_base64);
    upload_stream stream(one, "\xff");
    std::string_view piece = GOOD;
    for (int i = 0; i < 2; ++i)
        thrown<netcore_aes::asset_id_error>([&] { stream.push(piece).begin(); });
    EXPECT_EQ(piece, GOOD);
    cipher spent = make(netcore_aes::scheme::cbc_base64);
    const cipher kept(std::move(spent));
    thrown<netcore_aes::null_error>([&] { upload_stream(spent, "a"); }); // NOLINT(bugprone-use-after-move): about that
}

TEST(UploadStream, MovesWithWhatIsInIt)
{
    const cipher one = make(netcore_aes::scheme::cbc_base64);
    const std::string data = GOOD + "\n{}\n{}\n" + GOOD;
    const outcome wanted = by_stream(one, data, data.size(), 0, {1, 0, 0, TIME});
    outcome found;
    upload_stream gone(one, "a", {1, 0, 0, TIME});
    std::istringstream in(data);
    for (const upload &next : gone.read_all(in)) {
        found.add(one, next);
        break;
    }
    upload_stream moved(std::move(gone));
    // NOLINTBEGIN(bugprone-use-after-move): the test is about that
    std::string_view piece;
    thrown<netcore_aes::null_error>([&] { gone.push(piece).begin(); }, "this stream was moved from");
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.flush()); });
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.finish()); });
    thrown<netcore_aes::null_error>([&] { gone.read_all(in).begin(); });
    EXPECT_EQ(gone.native_handle(), nullptr);
    gone = std::move(moved);
    // NOLINTEND(bugprone-use-after-move)
    for (const upload &next : gone.read_all(in))
        found.add(one, next);
    EXPECT_TRUE(found == wanted);
}

TEST(UploadStream, GivesBodiesOfRequests)
{
    for (const netcore_aes::scheme scheme : SCHEMES) {
        const cipher one = make(scheme);
        upload_stream stream(one, "a", {0, 0, 0, TIME});
        std::istringstream in(GOOD);
        for (const upload &next : stream.read_all(in)) {
            const auto &body = std::get<upload_body>(next);
            const auto request = netcore_aes::upload_request::from_body(body, "a", "k", netcore_aes::region::india);
            EXPECT_EQ(request.body(), body.body);
            EXPECT_EQ(request.url(), "https://apiin2.netcoresmartech.com/v1/activity/upload");
            EXPECT_EQ(request.headers()[1].value, std::to_string(static_cast<std::uint32_t>(scheme)));
            EXPECT_EQ(request.headers()[3].value, "Bearer k");
            using netcore_aes::upload_request;
            thrown<netcore_aes::region_error>(
                [&] { upload_request::from_body(body, "", "", static_cast<netcore_aes::region>(9)); });
            thrown<netcore_aes::asset_id_error>([&] { upload_request::from_body(body, "", ""); });
            thrown<netcore_aes::api_key_error>([&] { upload_request::from_body(body, "a", ""); });
        }
    }
}
