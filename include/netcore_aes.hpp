/// \file
/// netcore_aes: encryption of event payloads for Netcore CE, for C++17 and later. Header only, over libnetcore_aes.
///
///     #include <netcore_aes.hpp>
///
///     netcore_aes::cipher cipher(key, iv);             // once: share it between threads
///     std::string text = cipher.encrypt(events);       // events: their JSON
///     netcore_aes::upload_request request(text, cipher.scheme(), "my-asset", api_key);
///     post(request.url(), request.headers(), request.body());
///
/// For every function:
///
/// - Strings are bytes with a length, and may contain NUL; text is UTF-8. Sizes are in bytes. A function copies its arguments
///   only where its documentation says so.
/// - A failure throws a class derived from netcore_aes::error, which has the status of the C library. The functions named
///   try_… return the status instead; they never throw and never allocate. std::bad_alloc is thrown if there is no memory
///   for a result. After a failure nothing is half done.
/// - A moved-from object may be destroyed or assigned to; any other use throws null_error, or returns NETCORE_AES_ERR_NULL.
/// - Threads: const members and free functions may run in any thread at any time, also on the same object; a function that
///   changes an object (move, assignment, destructor, push_back) must run alone on it. After fork(), parent and child may
///   both continue.
/// - No message contains a key, an IV, a plaintext or a ciphertext. The headers wipe their own memory that contained one, and
///   not that of the library's stream of uploads; wiping the strings that they return is up to you.
/// - The first use of the library compares its ABI version with the header's, and throws abi_error if they differ.
///
/// netcore_aes.h, which is included, is the manual of the C library underneath.

#ifndef NETCORE_AES_HPP
#define NETCORE_AES_HPP

#if (!defined(_MSVC_LANG) && __cplusplus < 201703L) || (defined(_MSVC_LANG) && _MSVC_LANG < 201703L)
#error "netcore_aes.hpp needs C++17 or later: pass -std=c++17"
#endif

#if !defined(__cpp_exceptions) && !defined(_CPPUNWIND)
#error "netcore_aes.hpp throws its errors: remove -fno-exceptions, or include netcore_aes.h, which returns statuses"
#else
#include <netcore_aes/batch.hpp>
#include <netcore_aes/cipher.hpp>
#include <netcore_aes/error.hpp>
#include <netcore_aes/events.hpp>
#include <netcore_aes/keygen.hpp>
#include <netcore_aes/request.hpp>
#include <netcore_aes/scheme.hpp>
#include <netcore_aes/upload_stream.hpp>
#include <netcore_aes/version.hpp>
#endif

#endif
