// Threads share one cipher, without a lock.
#include "support.hpp"

#include <atomic>
#include <thread>
#include <vector>

TEST(Threads, ShareACipher)
{
    for (const netcore_aes::scheme scheme : SCHEMES) {
        const netcore_aes::cipher one = make(scheme);
        const std::string expected = one.encrypt("0");
        std::atomic<int> good = 0;
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 8; ++thread)
            threads.emplace_back([&one, &good, thread] {
                std::string text, back;
                netcore_aes::batch texts, plaintexts;
                for (int round = 0; round < 200; ++round) {
                    const std::string message = std::to_string(thread * 1000 + round);
                    one.encrypt_into(text, message);
                    one.decrypt_into(back, text);
                    one.encrypt_batch_into(texts, netcore_aes::batch{message, text});
                    one.decrypt_batch_into(plaintexts, texts);
                    bool refused = false;
                    try {
                        one.decrypt("AAAA");
                    } catch (const netcore_aes::decrypt_error &) {
                        refused = true;
                    }
                    good += back == message && plaintexts[0] == message && plaintexts[1] == text && refused;
                }
            });
        for (std::thread &thread : threads)
            thread.join();
        EXPECT_EQ(good, 8 * 200);
        EXPECT_EQ(one.decrypt(expected), "0");
    }
}

// Each thread has a stream of its own, and all of them one cipher.
TEST(Threads, ShareACipherOfStreams)
{
    const std::string event = R"({"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,)"
                              R"("activity_source":"web","activity_params":{}})";
    const netcore_aes::cipher one = make(netcore_aes::scheme::cbc_base64);
    const std::string body = "{\"encryptedRequest\":\"" + one.encrypt("[" + event + "]") + "\"}";
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread)
        threads.emplace_back([&] {
            netcore_aes::upload_stream stream(one, "a", {1, 0, 0, netcore_aes::no_time});
            const std::string line = event + "\n";
            for (int round = 0; round < 100; ++round) {
                std::string_view piece = line;
                for (const netcore_aes::upload &next : stream.push(piece))
                    good += std::get<netcore_aes::upload_body>(next).body == body;
            }
            for (const netcore_aes::upload &next : stream.finish())
                good += std::get<netcore_aes::upload_body>(next).body == body;
        });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(good, 8 * 100);
}

TEST(Threads, MakeAndFreeCiphersAndRequests)
{
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread)
        threads.emplace_back([&good] {
            for (int round = 0; round < 50; ++round) {
                const auto [key, iv] = netcore_aes::keygen();
                netcore_aes::cipher one(key, iv);
                const netcore_aes::cipher moved(std::move(one));
                const netcore_aes::upload_request request(moved.encrypt("event"), moved.scheme(), "asset", "key");
                good += request.headers().size() == 4 && netcore_aes::check_events("[{}]").size() == 6;
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(good, 8 * 50);
}
