// Single messages: round trips, every kind of output, and every error that arguments can cause.
#include "support.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

using netcore_aes::cipher;
using netcore_aes::scheme;

static_assert(!std::is_copy_constructible_v<cipher> && !std::is_copy_assignable_v<cipher>);
static_assert(std::is_nothrow_move_constructible_v<cipher> && std::is_nothrow_move_assignable_v<cipher>);
static_assert(noexcept(std::declval<const cipher &>().try_encrypt(nullptr, 0, "")));
static_assert(noexcept(std::declval<const cipher &>().try_decrypt(nullptr, 0, "")));

class Cipher : public testing::TestWithParam<scheme> {
protected:
    const cipher one = make(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Schemes, Cipher, testing::ValuesIn(SCHEMES));

TEST_P(Cipher, HasItsSchemeAndKeyForm)
{
    EXPECT_EQ(one.scheme(), GetParam());
    EXPECT_EQ(one.key_form(), netcore_aes::key_form::text);
    EXPECT_FALSE(one.key_is_published());
    EXPECT_EQ(netcore_aes_cipher_scheme(one.native_handle()), static_cast<std::uint32_t>(GetParam()));
}

TEST_P(Cipher, TakesEveryLengthAndByte)
{
    std::string every_byte;
    for (int byte = 0; byte < 256; ++byte)
        every_byte += static_cast<char>(byte);
    for (const std::string &message : {std::string(), std::string(1, '\0'), std::string(16, 'x'), every_byte,
             std::string("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"), std::string(3'000'001, 'm')}) {
        const std::string text = one.encrypt(message);
        EXPECT_EQ(text.size(), one.encrypted_size(message.size()));
        EXPECT_LT(message.size(), one.decrypted_bound(text.size()));
        EXPECT_EQ(one.decrypt(text), message);
    }
}

TEST_P(Cipher, ReusesStrings)
{
    std::string text, plaintext;
    for (const std::string &message :
        {std::string(1000, 'a'), std::string("short"), std::string(), std::string(900, 'b')}) {
        one.encrypt_into(text, message);
        const char *const memory = text.data();
        const std::size_t size = text.size();
        one.decrypt_into(plaintext, text);
        EXPECT_EQ(plaintext, message);
        one.encrypt_into(text, message);
        EXPECT_EQ(text.data(), memory);
        EXPECT_EQ(text.size(), size);
    }
}

template <class Container> void test_round_trip(const cipher &one)
{
    Container text, plaintext;
    one.encrypt_into(text, "an event");
    one.decrypt_into(plaintext, {reinterpret_cast<const char *>(text.data()), text.size()});
    EXPECT_EQ(std::string_view(reinterpret_cast<const char *>(plaintext.data()), plaintext.size()), "an event");
}

TEST_P(Cipher, WritesToContainersOfBytes)
{
    test_round_trip<std::vector<char>>(one);
    test_round_trip<std::vector<unsigned char>>(one);
    test_round_trip<std::vector<std::byte>>(one);
}

TEST_P(Cipher, WritesToTheCallersMemory)
{
    char text[256], plaintext[256];
    const std::size_t size = one.encrypt_into(text, sizeof text, "an event");
    EXPECT_EQ(size, one.encrypted_size(8));
    EXPECT_EQ(one.decrypt_into(plaintext, sizeof plaintext, {text, size}), 8U);
    EXPECT_EQ(std::string_view(plaintext, 8), "an event");

    const auto encrypted = one.try_encrypt(text, sizeof text, "another");
    ASSERT_TRUE(encrypted);
    const auto decrypted = one.try_decrypt(plaintext, sizeof plaintext, {text, encrypted.size});
    ASSERT_TRUE(decrypted);
    EXPECT_EQ(std::string_view(plaintext, decrypted.size), "another");
}

TEST_P(Cipher, ReportsTheSizeNeeded)
{
    char text[256];
    const std::size_t needed = one.encrypted_size(5);
    const auto error = thrown<netcore_aes::buffer_too_small_error>(
        [&] { one.encrypt_into(text, needed - 1, "event"); }, "; it must hold " + std::to_string(needed));
    EXPECT_EQ(error.needed(), needed);
    const auto answer = one.try_encrypt(text, needed - 1, "event");
    EXPECT_FALSE(answer);
    EXPECT_EQ(answer.status, NETCORE_AES_ERR_BUFFER_TOO_SMALL);
    EXPECT_EQ(answer.size, needed);

    const std::string good = one.encrypt("event");
    const std::size_t bound = one.decrypted_bound(good.size());
    EXPECT_EQ(
        thrown<netcore_aes::buffer_too_small_error>([&] { one.decrypt_into(text, bound - 1, good); }).needed(), bound);
    EXPECT_EQ(one.try_decrypt(text, bound - 1, good).size, bound);
}

TEST_P(Cipher, RefusesInvalidTexts)
{
    std::string out = "what was there";
    thrown<netcore_aes::encoding_error>([&] { one.decrypt_into(out, "not a text!"); }, "white space");
    EXPECT_EQ(out, "");
    thrown<netcore_aes::decrypt_error>([&] { one.decrypt("AAAA"); }, "cannot be decrypted");
    thrown<netcore_aes::decrypt_error>([&] { one.decrypt(""); });
    EXPECT_EQ(one.try_decrypt(nullptr, 0, "").status, NETCORE_AES_ERR_DECRYPT);
}

TEST_P(Cipher, RefusesMemoryThatOverlaps)
{
    std::string out = "12345678901234567890";
    const std::string before = out;
    thrown<netcore_aes::overlap_error>([&] { one.encrypt_into(out, out); });
    thrown<netcore_aes::overlap_error>([&] { one.encrypt_into(out, std::string_view(out).substr(19)); });
    thrown<netcore_aes::overlap_error>([&] { one.encrypt_into(out, "event", out); });
    thrown<netcore_aes::overlap_error>([&] { one.decrypt_into(out, out); });
    EXPECT_EQ(out, before);
    EXPECT_NO_THROW(one.encrypt_into(out, std::string_view(out).substr(20)));
    char memory[256] = "event";
    thrown<netcore_aes::overlap_error>([&] { one.encrypt_into(memory, sizeof memory, {memory, 5}); });
}

TEST_P(Cipher, RefusesImpossibleSizes)
{
    thrown<netcore_aes::too_large_error>([&] { static_cast<void>(one.encrypted_size(SIZE_MAX)); });
    thrown<netcore_aes::too_large_error>([&] { static_cast<void>(one.decrypted_bound(SIZE_MAX)); });
}

TEST_P(Cipher, CannotBeUsedAfterAMove)
{
    cipher gone = make(GetParam());
    const std::string text = gone.encrypt("event");
    cipher moved(std::move(gone));
    EXPECT_EQ(moved.decrypt(text), "event");
    // NOLINTBEGIN(bugprone-use-after-move): the test is about that
    std::string out;
    char memory[100];
    constexpr std::string_view words = "this cipher was moved from";
    thrown<netcore_aes::null_error>([&] { gone.encrypt("event"); }, words);
    thrown<netcore_aes::null_error>([&] { gone.decrypt(text); }, words);
    thrown<netcore_aes::null_error>([&] { gone.encrypt("event", "aad"); }, words);
    thrown<netcore_aes::null_error>([&] { gone.encrypt_into(out, "event"); }, words);
    thrown<netcore_aes::null_error>([&] { gone.encrypt_into(memory, sizeof memory, "event"); }, words);
    thrown<netcore_aes::null_error>([&] { gone.decrypt_into(memory, sizeof memory, text, "aad"); }, words);
    thrown<netcore_aes::null_error>([&] { gone.encrypt_batch({"event"}); }, words);
    thrown<netcore_aes::null_error>([&] { gone.decrypt_batch({text}); }, words);
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.scheme()); }, words);
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.key_form()); }, words);
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.key_is_published()); }, words);
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.encrypted_size(1)); }, words);
    thrown<netcore_aes::null_error>([&] { static_cast<void>(gone.decrypted_bound(1)); }, words);
    EXPECT_EQ(gone.try_encrypt(memory, sizeof memory, "event").status, NETCORE_AES_ERR_NULL);
    EXPECT_EQ(gone.try_decrypt(memory, sizeof memory, text).status, NETCORE_AES_ERR_NULL);
    EXPECT_EQ(gone.native_handle(), nullptr);
    gone = std::move(moved);
    EXPECT_EQ(gone.decrypt(text), "event");
    cipher &itself = gone;
    gone = std::move(itself);
    EXPECT_EQ(gone.decrypt(text), "event");
    // NOLINTEND(bugprone-use-after-move)
}

TEST(AssociatedData, IsAuthenticated)
{
    const cipher one = make(scheme::gcm_base64);
    const std::string text = one.encrypt("event", "panel\0one"sv);
    EXPECT_EQ(one.decrypt(text, "panel\0one"sv), "event");
    thrown<netcore_aes::decrypt_error>([&] { one.decrypt(text, "panel\0two"sv); });
    thrown<netcore_aes::decrypt_error>([&] { one.decrypt(text); });
    EXPECT_EQ(one.decrypt(one.encrypt("event", ""), std::string_view()), "event");
    for (const std::size_t size : {65'535U, 65'536U, 65'537U, 1'000'000U}) {
        std::string aad(size, 'a');
        const std::string long_one = one.encrypt("event", aad);
        EXPECT_EQ(one.decrypt(long_one, aad), "event");
        aad.back() = 'b';
        thrown<netcore_aes::decrypt_error>([&] { one.decrypt(long_one, aad); });
    }
}

TEST(AssociatedData, IsRefusedByCbc)
{
    const cipher one = make(scheme::cbc_hex);
    std::string out = "what was there";
    thrown<netcore_aes::aad_error>(
        [&] { one.encrypt_into(out, "event", "aad"); }, "scheme 11257 does not take associated data");
    EXPECT_EQ(out, "");
    thrown<netcore_aes::aad_error>([&] { one.decrypt("00", "aad"); });
    char memory[64];
    thrown<netcore_aes::aad_error>([&] { one.encrypt_into(memory, sizeof memory, "event", "aad"); });
    EXPECT_EQ(one.try_encrypt(memory, sizeof memory, "event", "aad").status, NETCORE_AES_ERR_SCHEME);
}

TEST(Creating, DescribesTheFaultExactly)
{
    thrown<netcore_aes::key_error>([] { cipher(KEY.substr(1), IV); }, "the key has 31 bytes");
    thrown<netcore_aes::key_error>([] { cipher(std::string(31, 'k') + '\n', IV); }, "position 31");
    thrown<netcore_aes::key_error>([] { cipher(std::string(44, '!'), IV); }, "not valid base64 of 32 bytes");
    thrown<netcore_aes::iv_error>([] { cipher(KEY, "short"); }, "the IV has 5 bytes");
    thrown<netcore_aes::iv_error>([] { cipher(KEY, ""); }, "scheme 11256 needs an IV");
    thrown<netcore_aes::iv_error>([] { cipher(KEY, IV, scheme::gcm_base64); }, "scheme 11258 does not take an IV");
    thrown<netcore_aes::scheme_error>([] { cipher(KEY, IV, static_cast<scheme>(1)); }, "scheme 1 is unknown");
}

TEST(Creating, TakesEveryKindOfString)
{
    const std::string key(KEY), iv(IV);
    const std::string text = cipher(key.c_str(), iv.c_str()).encrypt("event");
    EXPECT_EQ(cipher(key, IV).decrypt(text), "event");
    EXPECT_EQ(cipher(KEY, iv.c_str()).decrypt(text), "event");
    EXPECT_EQ(cipher("0123456789abcdefghijklmnopqrstuv", "0123456789abcdef").decrypt(text), "event");
}

TEST(Creating, ANullPointerIsAnEmptyString)
{
    const char *const unset = nullptr;
    thrown<netcore_aes::key_error>([&] { cipher(unset, unset); }, "the key has 0 bytes");
    thrown<netcore_aes::iv_error>([&] { cipher(KEY, unset); }, "needs an IV");
}

TEST(Keygen, GeneratesValidKeys)
{
    const auto [key, iv] = netcore_aes::keygen();
    EXPECT_EQ(key.view().size(), 32U);
    EXPECT_EQ(iv.view().size(), 16U);
    EXPECT_EQ(std::string(key.c_str()), key.view());
    EXPECT_NE(key.view(), netcore_aes::keygen().key);
    EXPECT_EQ(cipher(key, iv).decrypt(cipher(key, iv).encrypt("event")), "event");

    const auto gcm_key = netcore_aes::gcm_keygen();
    EXPECT_EQ(gcm_key.view().size(), 44U);
    EXPECT_NE(gcm_key.view(), netcore_aes::gcm_keygen());
    EXPECT_EQ(cipher(gcm_key, scheme::gcm_base64).key_form(), netcore_aes::key_form::base64);
    const auto vendors_sample = "SmpxSnh4Skp4RHNZeUppVndXYXZhUDBBZWpaYjVuVzQ=";
    EXPECT_TRUE(cipher(vendors_sample, scheme::gcm_base64).key_is_published());
}

TEST(Keygen, WipesItsKeys)
{
    alignas(netcore_aes::credentials) char memory[sizeof(netcore_aes::credentials)];
    auto *made = new (memory) netcore_aes::credentials(netcore_aes::keygen());
    EXPECT_EQ(std::string_view(memory, 32), made->key.view());
    made->~credentials();
    EXPECT_EQ(std::string_view(memory, sizeof memory), std::string(sizeof memory, '\0'));
}

TEST(Version, IsTheHeaders)
{
    EXPECT_EQ(netcore_aes::version(), NETCORE_AES_VERSION);
}

TEST(InstructionSet, IsOneOfThoseDocumented)
{
    const std::string_view known[] = {"vaes512", "vaes256", "aesni", "armv8", "portable"};
    EXPECT_NE(std::find(std::begin(known), std::end(known), netcore_aes::instruction_set()), std::end(known));
}
