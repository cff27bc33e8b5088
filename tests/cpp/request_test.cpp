// Events and requests: the check, requests built from events, and every error.
#include "support.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>
#include <type_traits>
#include <utility>

using netcore_aes::cipher;
using netcore_aes::problem;
using netcore_aes::scheme;
using netcore_aes::severity;
using netcore_aes::upload_request;

static_assert(!std::is_copy_constructible_v<upload_request> && std::is_nothrow_move_constructible_v<upload_request>);
static_assert(std::is_nothrow_copy_constructible_v<netcore_aes::events_error>);

static constexpr auto GUIDE_TIME = netcore_aes::sys_seconds(std::chrono::seconds(1756209943)); // 2025-08-26T12:05:43Z

static std::string event(const std::string &timestamp = "2025-08-26T12:05:43Z", const std::string &params = "{}")
{
    return R"([{"asset_id": "asset", "activity_name": "a", "timestamp": ")" + timestamp
        + R"(", "identity": "1", "activity_source": "web", "activity_params": )" + params + "}]";
}

static std::string timestamp()
{
    const std::time_t now = std::time(nullptr);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
    return text;
}

TEST(CheckEvents, FindsNoProblemInAGoodEvent)
{
    EXPECT_TRUE(netcore_aes::check_events(event(timestamp())).empty());
    EXPECT_TRUE(netcore_aes::check_events(event(timestamp()), "asset").empty());
    EXPECT_TRUE(netcore_aes::check_events(event(), "asset", GUIDE_TIME).empty());
    EXPECT_TRUE(netcore_aes::check_events(event(), "asset", netcore_aes::no_time).empty());
}

TEST(CheckEvents, ReturnsPlaceRuleAndMessage)
{
    const auto problems
        = netcore_aes::check_events(event("2025-08-26T12:05:43Z", R"({"a\"\n/é": []})"), "other", GUIDE_TIME);
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[0].pointer, "/0/asset_id");
    EXPECT_EQ(problems[0].event, 0U);
    EXPECT_EQ(problems[1].pointer, "/0/activity_params/a\"\n~1é");
    EXPECT_EQ(problems[1].rule, "empty-array");
    EXPECT_EQ(problems[1].severity, severity::error);
    EXPECT_EQ(to_string(problems[1]), problems[1].pointer + ": " + problems[1].message);
    const problem payload = netcore_aes::check_events("{")[0];
    EXPECT_EQ(to_string(payload).find("the payload: "), 0U);
    EXPECT_FALSE(payload.event);
}

TEST(CheckEvents, ComparesTimestampsWithTheTime)
{
    const auto late = netcore_aes::check_events(event(), "asset", GUIDE_TIME + std::chrono::hours(25));
    ASSERT_EQ(late.size(), 1U);
    EXPECT_EQ(late[0].severity, severity::warning);
    EXPECT_EQ(late[0].rule, "timestamp-old");
    EXPECT_EQ(netcore_aes::check_events(event(), "asset").at(0).rule, "timestamp-old"); // by the system's clock
    using std::chrono::milliseconds;
    const auto soon = std::chrono::time_point<std::chrono::system_clock, milliseconds>(GUIDE_TIME) + milliseconds(1);
    EXPECT_TRUE(netcore_aes::check_events(event(), "asset", soon).empty());
}

TEST(CheckEvents, ListsMoreThanFitsIntoTheSmallBuffer)
{
    std::string payload = "[{}";
    for (int i = 1; i < 1000; ++i)
        payload += ",{}";
    const auto problems = netcore_aes::check_events(payload + "]");
    EXPECT_EQ(problems.size(), 6000U);
    EXPECT_EQ(problems.back().pointer, "/999/activity_params");
    EXPECT_EQ(problems.back().event, 999U);
    EXPECT_FALSE(problems.back().message.empty());
    // Warnings too, and lists of about the size of that buffer.
    for (int fields = 0; fields < 30; ++fields) {
        std::string event = "[{\"a\": 1";
        for (int i = 0; i < fields; ++i)
            event += ", \"field" + std::to_string(i) + "\": 1";
        EXPECT_EQ(netcore_aes::check_events(event + "}]").size(), static_cast<std::size_t>(fields) + 7);
    }
}

TEST(CheckEvents, RefusesAnAssetIdThatIsNotUtf8)
{
    thrown<netcore_aes::asset_id_error>([] { netcore_aes::check_events("[]", "\xff"); });
}

TEST(Problems, AreReadWithEveryEscape)
{
    std::vector<std::pair<std::string, std::string>> fields;
    const auto read = [&](std::string_view json) {
        fields.clear();
        int objects = 0;
        netcore_aes::detail::problem_reader reader(json);
        reader.read([&] { ++objects; }, [&](const std::string &name) { fields.emplace_back(name, reader.read_string()); });
        return objects;
    };
    EXPECT_EQ(read("[]"), 0);
    EXPECT_EQ(read(R"([{"a":"\"\\\/\b\f\n\r\t\u0000\u001f\u00e9\u20AC é€","b":""},{"c":"d"}])"), 2);
    ASSERT_EQ(fields.size(), 3U);
    EXPECT_EQ(fields[0].second, "\"\\/\b\f\n\r\t\0\x1f\xc3\xa9\xe2\x82\xac é€"sv);
    EXPECT_EQ(fields[2], std::make_pair(std::string("c"), std::string("d")));
    for (const char *json : {"", "[", "[{", "{}", "[{}]", "[{\"a\"}]", "[{\"a\":1}]", "[{\"a\":\"b\"}", "[{\"a\":\"b\"}],",
             "[]]", "[{\"a\":\"\\x\"}]", "[{\"a\":\"\\u12\"}]", "[{\"a\":\"\\u12g4\"}]", "[{\"a\":\"\\ud800\"}]",
             "[{\"a\":\"b", "[] "})
        thrown<netcore_aes::panic_error>([&] { read(json); }, "please report it");
    thrown<netcore_aes::panic_error>([] { netcore_aes::detail::read_problems("[]", 1); });
}

TEST(Problems, AreReadWithEveryKindOfIndex)
{
    const auto read = [](const std::string &value) {
        const auto problems = netcore_aes::detail::read_problems("[{\"event\":" + value + ",\"rule\":\"r\"}]", 1);
        EXPECT_EQ(problems.at(0).rule, "r");
        return problems.at(0).event;
    };
    EXPECT_EQ(read("null"), std::nullopt);
    EXPECT_EQ(read("0"), 0U);
    EXPECT_EQ(read("1000"), 1000U);
    EXPECT_EQ(read(std::to_string(SIZE_MAX)), SIZE_MAX);
    for (const char *value :
        {"", "nul", "nulll", "-1", "1.5", "1e3", "\"1\"", "true", "18446744073709551616", "99999999999999999999"})
        thrown<netcore_aes::panic_error>([&] { read(value); });
    thrown<netcore_aes::panic_error>([] { netcore_aes::detail::read_problems("[{\"event\":1", 1); });
    thrown<netcore_aes::panic_error>([] { netcore_aes::detail::read_problems("[{\"pointer\":1}]", 1); });
}

TEST(Problems, MayHaveFieldsOfANewerLibrary)
{
    const std::string json = R"([{"a":1,"b":null,"c":"x","rule":"r"}])";
    EXPECT_EQ(netcore_aes::detail::read_problems(json, 1).at(0).rule, "r");
    thrown<netcore_aes::panic_error>([] { netcore_aes::detail::read_problems(R"([{"a":{}}])", 1); });
}

TEST(UploadRequest, HasUrlHeadersAndBody)
{
    const cipher one = make(scheme::cbc_hex);
    const upload_request request(one.encrypt("event"), one.scheme(), "asset", "the-key", netcore_aes::region::india);
    EXPECT_STREQ(upload_request::method(), "POST");
    EXPECT_EQ(request.url(), "https://apiin2.netcoresmartech.com/v1/activity/upload");
    EXPECT_EQ(request.body(), "{\"encryptedRequest\":\"" + one.encrypt("event") + "\"}");
    EXPECT_EQ(request.header_lines(),
        "Content-Type: application/json\r\nx-eCode: 11257\r\nx-asset: asset\r\nAuthorization: Bearer the-key\r\n");
    const auto headers = request.headers();
    ASSERT_EQ(headers.size(), 4U);
    EXPECT_EQ(headers[3].name, "Authorization");
    EXPECT_EQ(headers[3].value, "Bearer the-key");
}

TEST(UploadRequest, TakesValuesOfAnyLength)
{
    for (const std::size_t size : {1U, 5'000U, 65'535U, 65'537U, 1'000'000U}) {
        const std::string text(4 * size, 'A'), asset(size, 'a'), key(size + 1, 'k');
        const upload_request request(text, scheme::cbc_base64, asset, key);
        EXPECT_EQ(request.body(), "{\"encryptedRequest\":\"" + text + "\"}");
        EXPECT_EQ(request.headers()[2].value, asset);
        EXPECT_EQ(request.headers()[3].value, "Bearer " + key);
    }
}

TEST(UploadRequest, RefusesInvalidArguments)
{
    const auto request = [](auto text, std::uint32_t code, auto asset, auto key, std::uint32_t region = 0) {
        upload_request(text, static_cast<scheme>(code), asset, key, static_cast<netcore_aes::region>(region));
    };
    const char *const unset = nullptr;
    thrown<netcore_aes::region_error>([&] { request("AAAA", 11256, "asset", "key", 3); });
    thrown<netcore_aes::scheme_error>([&] { request("AAAA", 1, "asset", "key"); });
    thrown<netcore_aes::asset_id_error>([&] { request("AAAA", 11256, unset, "key"); }, "asset id");
    thrown<netcore_aes::asset_id_error>([&] { request("AAAA", 11256, "a\r\nx: y", "key"); });
    thrown<netcore_aes::api_key_error>([&] { request("AAAA", 11256, "asset", unset); }, "API key");
    thrown<netcore_aes::api_key_error>([&] { request("AAAA", 11256, "asset", "a key"); });
    thrown<netcore_aes::encoding_error>([&] { request("[{}]", 11256, "asset", "key"); });
}

TEST(UploadRequest, IsBuiltFromEvents)
{
    const cipher one = make(scheme::cbc_base64);
    const std::string payload = event(timestamp());
    const auto request = upload_request::from_events(one, payload, "asset", "key", netcore_aes::region::eu);
    EXPECT_EQ(request.url(), "https://apieu2.netcoresmartech.com/v1/activity/upload");
    EXPECT_EQ(request.body(), "{\"encryptedRequest\":\"" + one.encrypt(payload) + "\"}");
    // Warnings do not prevent a request.
    EXPECT_NO_THROW(upload_request::from_events(one, event(), "asset", "key"));
}

TEST(UploadRequest, IsNotBuiltFromEventsWithErrors)
{
    const cipher one = make(scheme::cbc_base64);
    const auto error = thrown<netcore_aes::events_error>(
        [&] { upload_request::from_events(one, event("2025-02-30T12:00:00Z", "{\"items\": []}"), "asset", "key"); },
        "the events would not arrive: /0/timestamp: not a valid date or time");
    EXPECT_EQ(error.status(), netcore_aes::error::no_status);
    ASSERT_EQ(error.problems().size(), 2U);
    EXPECT_NE(std::string(error.what()).find("(first of 2 errors)"), std::string::npos);
    const netcore_aes::events_error copy(error); // NOLINT(performance-unnecessary-copy-initialization): it outlives
    EXPECT_EQ(copy.problems()[1].rule, "empty-array");
}

TEST(UploadRequest, CannotBeUsedAfterAMove)
{
    upload_request gone("AAAA", scheme::cbc_base64, "asset", "key");
    upload_request moved(std::move(gone));
    EXPECT_EQ(moved.body(), "{\"encryptedRequest\":\"AAAA\"}");
    // NOLINTBEGIN(bugprone-use-after-move): the test is about that
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.url()); }, "this request was moved from");
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.headers()); });
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.header_lines()); });
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.body()); });
    gone = std::move(moved);
    EXPECT_EQ(gone.headers().size(), 4U);
    // NOLINTEND(bugprone-use-after-move)
    cipher spent = make(scheme::cbc_base64);
    const cipher kept(std::move(spent));
    thrown<netcore_aes::null_error>([&] { upload_request::from_events(spent, event(), "asset", "key"); });
}
