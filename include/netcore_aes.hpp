/// \file
/// netcore_aes: encryption of event payloads for Netcore CE, for C++17 and later. Header only, over libnetcore_aes.
///
///     #include <netcore_aes.hpp>
///
///     netcore_aes::cipher cipher(key, iv);             // once: share it between threads
///     std::string text = cipher.encrypt(events);       // events: JSON, as std::string_view takes it
///     netcore_aes::upload_request request(text, cipher.scheme(), "my-asset", api_key);
///     post(request.url(), request.headers(), request.body());
///
/// What holds for every function:
///
/// - Strings are bytes with a length, and may hold NUL; text is UTF-8. Nothing that is passed in is kept but what an
///   object says it holds. Sizes are in bytes.
/// - A failure throws a class derived from netcore_aes::error, which knows the status of the C library; the functions
///   named try_… answer it instead, throw nothing and allocate nothing. std::bad_alloc comes where a result needs memory
///   that there is none of. Nothing is half done.
/// - An object that was moved from can be destroyed and assigned to; any other use throws null_error, or answers
///   NETCORE_AES_ERR_NULL.
/// - Threads: const members and free functions may be called from any thread at any time, on one object too; whatever
///   changes an object (moving, assigning, destroying it, push_back) needs it for itself. After fork(), parent and child
///   may both go on.
/// - No message holds a key, an IV, a plaintext or a ciphertext. Memory of this header's own that held one is wiped; the
///   strings that it returns are yours to wipe.
/// - The first use of the library compares its ABI with the header's and throws abi_error if they differ.
///
/// netcore_aes.h is the manual of the C library underneath, and included.

#ifndef NETCORE_AES_HPP
#define NETCORE_AES_HPP

#if (!defined(_MSVC_LANG) && __cplusplus < 201703L) || (defined(_MSVC_LANG) && _MSVC_LANG < 201703L)
#error "netcore_aes.hpp needs C++17 or later: pass -std=c++17"
#endif

#include <netcore_aes/batch.hpp>
#include <netcore_aes/cipher.hpp>
#include <netcore_aes/error.hpp>
#include <netcore_aes/events.hpp>
#include <netcore_aes/keygen.hpp>
#include <netcore_aes/request.hpp>
#include <netcore_aes/scheme.hpp>
#include <netcore_aes/version.hpp>

#endif
