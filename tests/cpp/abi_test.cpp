// The first use of a library with another ABI version throws. This program's function replaces the library's.
#include "support.hpp"

static std::uint32_t loaded = NETCORE_AES_ABI_VERSION + 1;

extern "C" std::uint32_t netcore_aes_abi_version()
{
    return loaded;
}

TEST(Abi, IsComparedAtFirstUse)
{
    constexpr auto words = "libnetcore_aes has ABI version 2, but this program was compiled for version 1; install";
    thrown<netcore_aes::abi_error>([] { static_cast<void>(netcore_aes::version()); }, words);
    thrown<netcore_aes::abi_error>([] { static_cast<void>(netcore_aes::instruction_set()); }, words);
    thrown<netcore_aes::abi_error>([] { netcore_aes::cipher(KEY, IV); }, words);
    thrown<netcore_aes::abi_error>([] { netcore_aes::keygen(); }, words);
    thrown<netcore_aes::abi_error>([] { netcore_aes::gcm_keygen(); }, words);
    thrown<netcore_aes::abi_error>([] { netcore_aes::check_events("[]"); }, words);
    thrown<netcore_aes::abi_error>(
        [] { netcore_aes::upload_request("AAAA", netcore_aes::scheme::cbc_base64, "asset", "key"); }, words);
    loaded = NETCORE_AES_ABI_VERSION;
    EXPECT_EQ(netcore_aes::version(), NETCORE_AES_VERSION);
    loaded = 77; // not checked again
    EXPECT_NO_THROW(netcore_aes::keygen());
}
