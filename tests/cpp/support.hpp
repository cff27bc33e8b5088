// Shared by the C++ tests: a sample key and IV, and a check of an error's class and message.
#ifndef SUPPORT_HPP
#define SUPPORT_HPP

#include <netcore_aes.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

inline constexpr std::string_view KEY = "0123456789abcdefghijklmnopqrstuv";
inline constexpr std::string_view IV = "0123456789abcdef";
inline constexpr netcore_aes::scheme SCHEMES[]
    = {netcore_aes::scheme::cbc_base64, netcore_aes::scheme::cbc_hex, netcore_aes::scheme::gcm_base64};

inline netcore_aes::cipher make(netcore_aes::scheme scheme)
{
    if (scheme == netcore_aes::scheme::gcm_base64)
        return {KEY, scheme};
    return {KEY, IV, scheme};
}

// Runs `call`, which must throw exactly an Error whose message contains `words`; returns the error.
template <class Error, class Call> Error thrown(const Call &call, std::string_view words = "")
{
    try {
        call();
    } catch (const Error &error) {
        EXPECT_EQ(typeid(error), typeid(Error)) << error.what();
        EXPECT_NE(std::string_view(error.what()).find(words), std::string_view::npos) << error.what();
        EXPECT_EQ(std::string_view(error.what()).find(KEY), std::string_view::npos) << error.what();
        return error;
    } catch (const std::exception &error) {
        ADD_FAILURE() << "another error: " << error.what();
        throw;
    }
    ADD_FAILURE() << "nothing was thrown";
    throw std::logic_error("nothing was thrown");
}

#endif
