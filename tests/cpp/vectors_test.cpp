// Runs every shared vector.
#include "support.hpp"
#include "vectors.hpp"

#include <chrono>
#include <functional>
#include <vector>

using netcore_aes::cipher;
using netcore_aes::scheme;

// Runs `call` and returns the name of its error, without the prefix; "" for none.
static std::string refusal(const std::function<void()> &call)
{
    try {
        call();
    } catch (const netcore_aes::error &error) {
        return std::string(netcore_aes_status_name(error.status())).substr(sizeof "NETCORE_AES_ERR_" - 1);
    }
    return "";
}

static scheme scheme_of(const json &vector)
{
    return static_cast<scheme>(vector.at("scheme").get<std::uint32_t>());
}

static void decrypt(const cipher &one, const json &vector, const std::string &plaintext, const std::string &aad)
{
    EXPECT_EQ(one.decrypt(text(vector, "text"), aad), plaintext);
    EXPECT_EQ(one.decrypt(one.encrypt(plaintext, aad), aad), plaintext);
}

static void run(const json &vector)
{
    const cipher one(text(vector, "key"), text(vector, "iv"), scheme_of(vector));
    const auto op = text(vector, "op");
    const std::string plaintext = from_hex(vector, "plaintext"), aad = from_hex(vector, "aad");
    if (op == "roundtrip") {
        const std::vector<std::string> plaintexts = {plaintext, "", plaintext}, texts = one.encrypt_batch(plaintexts);
        EXPECT_EQ(one.encrypt(plaintext, aad), text(vector, "text"));
        EXPECT_EQ(texts[2], text(vector, "text"));
        EXPECT_EQ(one.decrypt_batch(texts), plaintexts);
        decrypt(one, vector, plaintext, aad);
    } else if (op == "decrypt") {
        decrypt(one, vector, plaintext, aad);
    } else if (op == "encrypt") {
        one.encrypt(plaintext, aad);
    } else {
        ASSERT_EQ(op, "new");
        EXPECT_EQ(one.scheme(), scheme_of(vector));
    }
}

/** Runs each case of a file, and returns how many there are. */
template <class Run> static std::size_t each_case(const char *name, const Run &run_case)
{
    const json file = load(VECTORS, name);
    std::size_t count = 0;
    for (const json &vector : file.at("cases")) {
        SCOPED_TRACE(text(vector, "id"));
        run_case(vector);
        ++count;
    }
    EXPECT_EQ(count, file.at("count"));
    return count;
}

static std::size_t run_file(const char *name, void run_case(const json &))
{
    return each_case(
        name, [&](const json &vector) { EXPECT_EQ(refusal([&] { run_case(vector); }), text(vector, "error")); });
}

TEST(Vectors, OfEachScheme)
{
    for (const char *name : {"11256.json", "11257.json", "11258.json"})
        EXPECT_GE(run_file(name, run), 60U);
}

TEST(Vectors, Golden)
{
    EXPECT_EQ(run_file("golden.json", run), 1U);
}

TEST(Vectors, OfEvents)
{
    const std::size_t count = each_case("events.json", [](const json &vector) {
        const json &now = vector.at("now");
        const auto time = now.is_null() ? netcore_aes::no_time
                                        : netcore_aes::sys_seconds(std::chrono::seconds(now.get<std::int64_t>()));
        json found = json::array();
        for (const auto &problem : netcore_aes::check_events(text(vector, "payload"), text(vector, "asset_id"), time)) {
            EXPECT_FALSE(problem.message.empty());
            found.push_back({{"pointer", problem.pointer}, {"rule", problem.rule},
                {"severity", problem.severity == netcore_aes::severity::error ? "error" : "warning"},
                {"event", problem.event ? json(*problem.event) : json()}});
        }
        EXPECT_EQ(found, vector.at("problems"));
    });
    EXPECT_GE(count, 100U);
}

static void run_request(const json &vector)
{
    const auto region = static_cast<netcore_aes::region>(vector.at("region_code").get<std::uint32_t>());
    const netcore_aes::upload_request request(
        text(vector, "text"), scheme_of(vector), text(vector, "asset_id"), text(vector, "api_key"), region);
    EXPECT_EQ(request.url(), text(vector, "url"));
    EXPECT_EQ(request.body(), text(vector, "body"));
    json headers = json::array();
    for (const auto &[name, value] : request.headers())
        headers.push_back({std::string(name), std::string(value)});
    EXPECT_EQ(headers, vector.at("headers"));
}

TEST(Vectors, OfRequests)
{
    EXPECT_GE(run_file("requests.json", run_request), 40U);
}
