// Errors that only the library's test hooks can cause: a key that is used up, and a panic in every call.
#include "support.hpp"

#include <functional>

extern "C" void netcore_aes_test_panic();
extern "C" void netcore_aes_test_leave_messages(const netcore_aes_cipher *cipher, std::uint64_t left);

TEST(Hooks, AKeyIsUsedUp)
{
    const auto one = make(netcore_aes::scheme::gcm_base64);
    netcore_aes_test_leave_messages(one.native_handle(), 2);
    const std::string text = one.encrypt("event");
    std::string out = "what was there";
    netcore_aes::batch texts{"what was there"};
    thrown<netcore_aes::limit_error>([&] { one.encrypt_batch_into(texts, netcore_aes::batch{"one", "two"}); });
    EXPECT_TRUE(texts.empty());
    netcore_aes_test_leave_messages(one.native_handle(), 1);
    one.encrypt_into(out, "event");
    thrown<netcore_aes::limit_error>([&] { one.encrypt_into(out, "event"); }, "generate a new key");
    EXPECT_EQ(out, "");
    EXPECT_EQ(one.decrypt(text), "event");
}

TEST(Hooks, APanicIsAnError)
{
    const auto one = make(netcore_aes::scheme::cbc_base64);
    const std::string text = one.encrypt("event");
    netcore_aes::upload_stream stream(one, "asset");
    std::string_view piece;
    const std::function<void()> calls[] = {[] { netcore_aes::cipher(KEY, IV); }, [] { netcore_aes::keygen(); },
        [] { netcore_aes::gcm_keygen(); }, [&] { one.encrypt("event"); }, [&] { one.decrypt(text); },
        [&] { one.encrypt_batch({"event"}); }, [&] { one.decrypt_batch({text}); }, [] { netcore_aes::check_events("[]"); },
        [&] { static_cast<void>(one.encrypted_size(1)); },
        [&] { netcore_aes::upload_request(text, netcore_aes::scheme::cbc_base64, "asset", "key"); },
        [&] { netcore_aes::upload_stream(one, "asset"); }, [&] { stream.push(piece).begin(); },
        [&] { static_cast<void>(stream.flush()); }, [&] { static_cast<void>(stream.finish()); }};
    EXPECT_EQ(netcore_aes::version(), NETCORE_AES_VERSION); // so that the ABI is checked before the panics
    testing::internal::CaptureStderr();
    for (const auto &call : calls) {
        netcore_aes_test_panic();
        thrown<netcore_aes::panic_error>(call, "please report it");
        EXPECT_NO_THROW(call());
    }
    testing::internal::GetCapturedStderr();
}
