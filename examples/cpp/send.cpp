// Sends one event with libcurl, or the events in a file, whose name is the argument: a JSON array, or one event per line. Key, IV and API key come from NETCORE_AES_KEY, NETCORE_AES_IV and NETCORE_API_KEY. It posts to
// NETCORE_AES_ENDPOINT if that is set, to the sandbox for example, otherwise to the vendor.
//
//     c++ -std=c++17 send.cpp $(pkg-config --cflags --libs netcore_aes libcurl) -o send && ./send

#include <curl/curl.h>
#include <netcore_aes.hpp>

#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <variant>

namespace {

// Returns the JSON of an event. A real program writes it with a JSON library.
std::string events()
{
    const std::time_t now = std::time(nullptr);
    char timestamp[sizeof "2025-08-26T12:05:43Z"];
    const std::size_t length = std::strftime(timestamp, sizeof timestamp, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
    return R"([{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": ")" + std::string(timestamp, length)
        + R"(", "identity": "9999911111", "activity_source": "web", "activity_params": {"day": "Tuesday"}}])";
}

// Posts a request and returns the HTTP status. Throws if there is no answer.
long post(const netcore_aes::upload_request &request)
{
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl)
        throw std::runtime_error("cannot initialize libcurl");
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, curl_slist_free_all);
    for (const auto &[name, value] : request.headers()) {
        const std::string line = std::string(name) + ": " + std::string(value);
        curl_slist *longer = curl_slist_append(headers.get(), line.c_str());
        if (!longer)
            throw std::bad_alloc();
        static_cast<void>(headers.release());
        headers.reset(longer);
    }
    const char *endpoint = std::getenv("NETCORE_AES_ENDPOINT");
    curl_easy_setopt(curl.get(), CURLOPT_URL, endpoint ? endpoint : request.url().c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body().data());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body().size()));
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 30L);
    // Discards the body of the response.
    curl_easy_setopt(
        curl.get(), CURLOPT_WRITEFUNCTION, +[](char *, size_t size, size_t count, void *) { return size * count; });
    const CURLcode code = curl_easy_perform(curl.get());
    if (code != CURLE_OK)
        throw std::runtime_error(std::string("no answer, try again later: ") + curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
}

// Prints the meaning of a status; returns whether the events were accepted.
bool report(long status)
{
    std::cout << "HTTP status " << status << ": ";
    if (status >= 200 && status < 300)
        std::cout << "the events were accepted\n";
    else if (status == 408 || status == 425 || status == 429 || status >= 500)
        std::cout << "try again later\n";
    else
        std::cout << "the request was refused; do not retry\n";
    return status >= 200 && status < 300;
}

// Posts the events in a file; prints the problems of those that the vendor would refuse. Returns whether all requests were accepted.
bool send_file(const netcore_aes::cipher &cipher, const char *name, const char *api_key)
{
    std::ifstream file(name, std::ios::binary);
    netcore_aes::upload_stream stream(cipher, "my-asset");
    for (const netcore_aes::upload &upload : stream.read_all(file)) {
        if (const auto *body = std::get_if<netcore_aes::upload_body>(&upload)) {
            if (!report(post(netcore_aes::upload_request::from_body(*body, "my-asset", api_key))))
                return false;
        } else {
            const auto &event = std::get<netcore_aes::event_problems>(upload);
            for (const auto &problem : event.problems)
                std::cerr << (event.is_refused ? "refused: " : "sent: ") << to_string(problem) << '\n';
        }
    }
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    try {
        const netcore_aes::cipher cipher(std::getenv("NETCORE_AES_KEY"), std::getenv("NETCORE_AES_IV"));
        if (argc > 1)
            return send_file(cipher, argv[1], std::getenv("NETCORE_API_KEY")) ? EXIT_SUCCESS : EXIT_FAILURE;
        const auto request
            = netcore_aes::upload_request::from_events(cipher, events(), "my-asset", std::getenv("NETCORE_API_KEY"));
        return report(post(request)) ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const netcore_aes::events_error &error) {
        for (const auto &problem : error.problems())
            std::cerr << to_string(problem) << '\n';
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
    }
    return EXIT_FAILURE;
}
