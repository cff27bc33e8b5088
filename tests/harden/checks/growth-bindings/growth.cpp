// See README.md.

extern "C" {
#include "../growth/meter.h"
#include "watch.h"
}

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netcore_aes.hpp>
#include <optional>
#include <string>
#include <vector>

namespace {

using netcore_aes::cipher;
using netcore_aes::scheme;

const std::string KEY = "0123456789abcdefghijklmnopqrstuv", IV = "0123456789abcdef", BAD_TEXT(32, '0');
const std::string EVENTS =
    R"([{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": "2025-08-26T12:05:43Z",)"
    R"( "identity": "9999911111", "activity_source": "web", "activity_params": {"day": "Tuesday"}}])";

std::vector<std::string> make_messages()
{
    std::vector<std::string> messages;
    for (int number = 0; number < 100; number++)
        messages.push_back("event " + std::to_string(number));
    return messages;
}
const std::vector<std::string> MESSAGES = make_messages();

void require(bool condition, const char *what)
{
    if (!condition) {
        std::fprintf(stderr, "growth: %s\n", what);
        std::exit(2);
    }
}

cipher make(scheme of)
{
    return of == scheme::gcm_base64 ? cipher(KEY, of) : cipher(KEY, IV, of);
}

template <class Call> void refused(Call call)
{
    try {
        call();
    } catch (const netcore_aes::error &) {
        return;
    }
    require(false, "it was not refused");
}

// Returned by value, so it is moved; the destructor frees it.
cipher step(const cipher &one)
{
    const std::string aad = one.scheme() == scheme::gcm_base64 ? "data" : "";
    for (const std::string &message : MESSAGES)
        require(one.decrypt(one.encrypt(message, aad), aad) == message, "another message");
    require(one.decrypt_batch(one.encrypt_batch(MESSAGES)) == MESSAGES, "another batch");
    refused([&] { (void)one.decrypt(BAD_TEXT); });
    refused([&] { (void)one.decrypt_batch(std::vector<std::string>{one.encrypt("event"), BAD_TEXT}); });
    refused([&] { cipher("short", one.scheme()); });
    const auto request = netcore_aes::upload_request::from_events(one, EVENTS, "my-asset", "key");
    require(!request.body().empty(), "no body");
    netcore_aes::upload_stream stream(one, "my-asset");
    std::string_view piece = EVENTS;
    int bodies = 0;
    for (const netcore_aes::upload &upload : stream.push(piece))
        bodies += std::holds_alternative<netcore_aes::upload_body>(upload); // none as yet: the event has a warning
    for (const netcore_aes::upload &upload : stream.finish())
        bodies += std::holds_alternative<netcore_aes::upload_body>(upload);
    require(bodies == 1, "no body of the stream");
    std::optional<cipher> closed(make(one.scheme()));
    closed.reset();
    return make(one.scheme());
}

} // namespace

int main(int argc, char **argv)
{
    require(argc > 1, "STEPS [leak]");
    const long part = std::atol(argv[1]) / 10;
    const bool leak = argc > 2 && std::strcmp(argv[2], "leak") == 0;
    std::vector<cipher> ciphers, kept;
    kept.reserve(static_cast<std::size_t>(part * 7)); // 20 parts, of which every third step
    for (const scheme each : {scheme::cbc_base64, scheme::cbc_hex, scheme::gcm_base64})
        ciphers.push_back(make(each));
    for (int turn = 0; turn < 20; turn++) {
        for (long number = 0; number < part; number++) {
            for (const cipher &each : ciphers) {
                cipher made = step(each);
                if (leak && number % 3 == 0 && each.scheme() == scheme::cbc_base64)
                    kept.push_back(std::move(made));
            }
        }
        std::printf("reading %zu %zu %zu 0\n", meter_library(), meter_malloc(), meter_resident());
    }
}
