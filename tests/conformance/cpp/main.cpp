// Prints the outcome of every shared vector in C++, in the format of ../README.md. Argument: the folder of the vectors.
#include <netcore_aes.hpp>

#include "../../cpp/vectors.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using netcore_aes::cipher;
using netcore_aes::scheme;

std::string upper(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(),
        [](char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter; });
    return name;
}

const std::vector<std::pair<scheme, std::string>> &schemes()
{
#define SCHEME(name)                                                                                                       \
    {                                                                                                                      \
        scheme::name, upper(#name)                                                                                         \
    }
    static const std::vector<std::pair<scheme, std::string>> named
        = {SCHEME(cbc_base64), SCHEME(cbc_hex), SCHEME(gcm_base64)};
#undef SCHEME
    return named;
}

const std::map<netcore_aes_status, std::string> &statuses()
{
#define STATUS(name)                                                                                                       \
    {                                                                                                                      \
        netcore_aes::name##_error::code, upper(#name)                                                                      \
    }
    static const std::map<netcore_aes_status, std::string> named
        = {STATUS(null), STATUS(scheme), STATUS(key), STATUS(iv), STATUS(buffer_too_small), STATUS(too_large),
            STATUS(overlap), STATUS(encoding), STATUS(decrypt), STATUS(random), STATUS(memory), STATUS(limit),
            STATUS(offsets), STATUS(event_stream), STATUS(asset_id), STATUS(api_key), STATUS(region), STATUS(panic)};
#undef STATUS
    return named;
}

std::string hex(std::string_view bytes)
{
    return bytes.empty() ? "-" : to_hex(bytes);
}

std::string refused(const netcore_aes::error &error)
{
    return "\terror\t" + statuses().at(error.status()) + '\t' + std::to_string(error.status());
}

class driver {
public:
    explicit driver(std::string folder) : folder_(std::move(folder)) { }

    void run()
    {
        std::cout << "version\t" << netcore_aes::version() << "\nabi\t" << netcore_aes_abi_version() << '\n';
        for (const auto &[code, name] : schemes())
            std::cout << "scheme\t" << static_cast<std::uint32_t>(code) << '\t' << name << '\n';
        for (const auto &[code, name] : statuses())
            std::cout << "status\t" << code << '\t' << name << '\n';
        for (const char *file : {"11256.json", "11257.json", "11258.json", "golden.json"})
            for (const json &vector : cases(file))
                print("case\t" + std::string(file) + '\t' + text(vector, "id"), case_outcome(vector));
        for (const auto &[code, bad] : {std::pair(scheme::cbc_base64, "AAAA"), std::pair(scheme::cbc_hex, "00")})
            batch(code, bad);
        for (const json &vector : cases("events.json"))
            print("events\t" + text(vector, "id"), events_outcome(vector));
        for (const json &vector : cases("requests.json"))
            print("request\t" + text(vector, "id"), request_outcome(vector));
        std::cout << "end\t" << count_ << '\n';
    }

private:
    json cases(const std::string &file) const
    {
        return load(folder_, file).at("cases");
    }

    void print(const std::string &what, const std::string &outcome)
    {
        std::cout << what << outcome << '\n';
        ++count_;
    }

    static std::string case_outcome(const json &vector)
    {
        try {
            const cipher one(text(vector, "key"), text(vector, "iv"), scheme_of(vector));
            try {
                return run_op(one, vector);
            } catch (const netcore_aes::error &error) {
                return refused(error);
            }
        } catch (const netcore_aes::error &error) {
            return refused(error) + '\t' + hex(error.what());
        }
    }

    static std::string run_op(const cipher &one, const json &vector)
    {
        const std::string op = text(vector, "op"), plaintext = from_hex(vector, "plaintext"), aad = from_hex(vector, "aad");
        if (op == "new")
            return "\tok\t" + std::to_string(static_cast<std::uint32_t>(one.scheme()))
                + (one.key_form() == netcore_aes::key_form::text ? "\ttext" : "\tbase64");
        if (op == "encrypt")
            return "\tok\t" + one.encrypt(plaintext, aad);
        if (op == "roundtrip") {
            const std::string encrypted = one.encrypt(plaintext, aad);
            return "\tok\t" + encrypted + '\t' + hex(one.decrypt(encrypted, aad));
        }
        const std::string decrypted = one.decrypt(text(vector, "text"), aad), again = one.encrypt(decrypted, aad);
        return "\tok\t" + hex(decrypted) + '\t' + std::to_string(again.size()) + '\t' + hex(one.decrypt(again, aad));
    }

    void batch(scheme code, const char *bad)
    {
        const json golden = cases("golden.json").at(0);
        const cipher one(text(golden, "key"), text(golden, "iv"), code);
        const std::string what = "batch\t" + std::to_string(static_cast<std::uint32_t>(code));
        std::vector<std::string> payloads;
        for (const json &vector : cases("events.json"))
            payloads.push_back(text(vector, "payload"));
        std::vector<std::string> texts = one.encrypt_batch(payloads);
        std::string encrypted, decrypted;
        for (const std::string &each : texts)
            encrypted += (encrypted.empty() ? "" : ",") + each;
        for (const std::string &each : one.decrypt_batch(texts))
            decrypted += (decrypted.empty() ? "" : ",") + hex(each);
        print(what, "\tok\t" + std::to_string(texts.size()) + '\t' + encrypted + '\t' + decrypted);

        texts.at(2) = bad;
        try {
            one.decrypt_batch(texts);
            print(what, "\tok");
        } catch (const netcore_aes::error &error) {
            print(what, refused(error) + '\t' + std::to_string(error.index().value()));
        }
    }

    static std::string events_outcome(const json &vector)
    {
        const json &now = vector.at("now");
        const std::chrono::seconds time(now.is_null() ? 1756209943 : now.get<std::int64_t>());
        std::size_t errors = 0, warnings = 0;
        std::string listed;
        for (const auto &problem :
            netcore_aes::check_events(text(vector, "payload"), text(vector, "asset_id"), netcore_aes::sys_seconds(time))) {
            const bool is_error = problem.severity == netcore_aes::severity::error;
            ++(is_error ? errors : warnings);
            listed += '\t' + hex(problem.pointer) + '\t' + problem.rule + (is_error ? "\terror\t" : "\twarning\t")
                + hex(problem.message);
        }
        return "\tok\t" + std::to_string(errors) + '\t' + std::to_string(warnings) + listed;
    }

    static std::string request_outcome(const json &vector)
    {
        try {
            const netcore_aes::upload_request request(text(vector, "text"), scheme_of(vector), text(vector, "asset_id"),
                text(vector, "api_key"), static_cast<netcore_aes::region>(vector.at("region_code").get<std::uint32_t>()));
            std::string outcome = "\tok\t" + request.url();
            for (const auto &[name, value] : request.headers())
                outcome += '\t' + std::string(name) + '\t' + hex(value);
            return outcome + '\t' + hex(request.body());
        } catch (const netcore_aes::error &error) {
            return refused(error);
        }
    }

    static scheme scheme_of(const json &vector)
    {
        return static_cast<scheme>(vector.at("scheme").get<std::uint32_t>());
    }

    std::string folder_;
    std::size_t count_ = 0;
};

} // namespace

int main(int argc, char **argv)
{
    try {
        if (argc != 2)
            throw std::runtime_error("pass the folder of the vectors");
        driver(argv[1]).run();
        return 0;
    } catch (const std::exception &error) {
        std::cerr << "the C++ driver: " << error.what() << '\n';
        return 1;
    }
}
