// Every status has its own class, and the C++ classes, the C header and the library have the same statuses.
#include "support.hpp"

#include <fstream>
#include <set>

namespace {

using namespace netcore_aes;

template <class... Errors> struct list {
    static constexpr std::size_t count = sizeof...(Errors);

    template <class Check> static void each(const Check &check)
    {
        (check(static_cast<Errors *>(nullptr)), ...);
    }
};

using every_error = list<null_error, scheme_error, key_error, iv_error, buffer_too_small_error, too_large_error,
    overlap_error, encoding_error, decrypt_error, random_error, memory_error, limit_error, offsets_error,
    event_stream_error, asset_id_error, api_key_error, region_error, panic_error>;

TEST(Errors, HaveAClassForEachStatus)
{
    every_error::each([](auto *none) {
        using kind = std::remove_pointer_t<decltype(none)>;
        static_assert(std::is_base_of_v<error, kind> && std::is_nothrow_copy_constructible_v<kind>);
        const auto plain = thrown<kind>([] { detail::raise(kind::code); }, netcore_aes_status_message(kind::code));
        EXPECT_EQ(plain.status(), kind::code);
        EXPECT_FALSE(plain.index());
        const auto indexed = thrown<kind>([] { detail::raise(kind::code, 7); }, "item 7: ");
        EXPECT_EQ(indexed.index(), 7U);
        const auto worded = thrown<kind>([] { detail::raise(kind::code, std::string("words")); }, "words");
        EXPECT_EQ(worded.status(), kind::code);
    });
}

TEST(Errors, OfANewerLibraryAreOfTheBaseClass)
{
    EXPECT_EQ(thrown<error>([] { detail::raise(77); }).status(), 77);
}

TEST(Errors, AreThoseOfTheHeader)
{
    std::ifstream header(NETCORE_AES_HEADER);
    std::multiset<int> in_header, here;
    for (std::string line; std::getline(header, line);)
        if (line.rfind("#define NETCORE_AES_ERR_", 0) == 0)
            in_header.insert(std::stoi(line.substr(line.rfind(' '))));
    every_error::each([&](auto *none) { here.insert(std::remove_pointer_t<decltype(none)>::code); });
    EXPECT_EQ(here, in_header);
    EXPECT_EQ(here.size(), every_error::count);
    EXPECT_EQ(std::set<int>(here.begin(), here.end()).size(), every_error::count);
    for (const int code : here)
        EXPECT_NE(netcore_aes_status_name(code), nullptr) << code;
}

TEST(Errors, AreRuntimeErrors)
{
    EXPECT_THROW(cipher("short", IV), std::runtime_error);
    EXPECT_THROW(make(scheme::cbc_hex).encrypt("event", "aad"), scheme_error);
    EXPECT_EQ(thrown<abi_error>([] { throw abi_error("words"); }).status(), error::no_status);
}

} // namespace
