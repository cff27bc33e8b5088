/// \file
/// The cipher: encrypts and decrypts messages. Included by netcore_aes.hpp.

#ifndef NETCORE_AES_CIPHER_HPP
#define NETCORE_AES_CIPHER_HPP

#include <netcore_aes/batch.hpp>
#include <netcore_aes/detail/handle.hpp>
#include <netcore_aes/detail/memory.hpp>
#include <netcore_aes/error.hpp>
#include <netcore_aes/scheme.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace netcore_aes {

/// The result of a call that does not throw.
struct [[nodiscard]] result {
    /// NETCORE_AES_OK, or the cause of the failure, for netcore_aes_status_message().
    netcore_aes_status status = NETCORE_AES_OK;
    /// The number of bytes written; after NETCORE_AES_ERR_BUFFER_TOO_SMALL the number needed; 0 after any other failure.
    std::size_t size = 0;

    explicit operator bool() const noexcept
    {
        return status == NETCORE_AES_OK;
    }
};

/// A scheme with a key and, for CBC, an IV. It is immutable: create it once, and share it between threads as `const cipher &`.
/// It can be moved but not copied. Its destructor wipes the key.
///
/// Associated data (`aad`) is for scheme 11258, which authenticates and does not encrypt it. "" is the same as none.
class cipher {
public:
    /// Creates a cipher, which holds copies of the key and the IV.
    ///
    /// - `key`: 32 printable ASCII characters, whose bytes are the key, or 44 characters of base64 that hold 32 bytes.
    /// - `iv`: for the CBC schemes 16 printable ASCII characters, or 24 characters of base64 that hold 16 bytes; "" for GCM.
    ///
    /// Both may be a std::string, a std::string_view, a secret, or a C string; NULL is the same as "".
    ///
    /// Throws scheme_error, key_error, iv_error, checked in this order; what() describes the fault exactly. Also memory_error,
    /// abi_error.
    cipher(const detail::text &key, const detail::text &iv, netcore_aes::scheme scheme = netcore_aes::scheme::cbc_base64)
        : handle_(detail::make_handle(static_cast<std::uint32_t>(scheme), key.view(), iv.view()))
    {
    }

    /// Creates a cipher without an IV, for scheme 11258, which draws a nonce for each message. Otherwise as above.
    cipher(const detail::text &key, netcore_aes::scheme scheme) : cipher(key, std::string_view(), scheme) { }

    /// The scheme that the cipher was created with.
    netcore_aes::scheme scheme() const
    {
        return static_cast<netcore_aes::scheme>(netcore_aes_cipher_scheme(handle()));
    }

    /// How the key was given. The vendor does not publish which form a panel for scheme 11258 expects, so both are taken.
    netcore_aes::key_form key_form() const
    {
        return static_cast<netcore_aes::key_form>(netcore_aes_cipher_key_form(handle()));
    }

    /// Whether the vendor has published the key as a sample, in a script or in its guide. Anyone can decrypt the texts of a
    /// published key: never send events under it.
    bool key_is_published() const
    {
        return netcore_aes_cipher_key_is_published(handle()) == 1;
    }

    /// The exact size of the text for a plaintext of this size. Throws too_large_error.
    std::size_t encrypted_size(std::size_t plaintext_size) const
    {
        std::size_t size = 0;
        detail::check(netcore_aes_encrypted_len(handle(), plaintext_size, &size));
        return size;
    }

    /// The buffer size that decrypting a text of this size needs; the plaintext is shorter. Throws too_large_error.
    std::size_t decrypted_bound(std::size_t text_size) const
    {
        std::size_t size = 0;
        detail::check(netcore_aes_decrypted_bound(handle(), text_size, &size));
        return size;
    }

    /// Encrypts a message to text: base64, or hexadecimal for scheme 11257.
    ///
    /// Throws aad_error, too_large_error; under 11258 also random_error and limit_error.
    std::string encrypt(std::string_view plaintext, std::string_view aad = {}) const
    {
        std::string text;
        encrypt_into(text, plaintext, aad);
        return text;
    }

    /// Encrypts into an existing std::string or std::vector of bytes: replaces its content and reuses its memory. Throws as
    /// encrypt(), and then it is empty; also overlap_error, and then it is untouched.
    template <class Container, std::enable_if_t<detail::is_byte_container<Container>::value, int> = 0>
    void encrypt_into(Container &text, std::string_view plaintext, std::string_view aad = {}) const
    {
        run_into(text, plaintext, aad, encrypted_size(plaintext.size()), netcore_aes_encrypt_aad);
    }

    /// Encrypts into the caller's memory, which must have encrypted_size() bytes; returns the number of bytes written. Throws as
    /// above, and buffer_too_small_error: `out` is untouched.
    std::size_t encrypt_into(char *out, std::size_t capacity, std::string_view plaintext, std::string_view aad = {}) const
    {
        return checked(try_encrypt(out, capacity, plaintext, aad), capacity, aad);
    }

    /// As encrypt_into(), but returns the status instead of throwing, and never allocates.
    result try_encrypt(
        char *out, std::size_t capacity, std::string_view plaintext, std::string_view aad = {}) const noexcept
    {
        return run(out, capacity, plaintext, aad, netcore_aes_encrypt_aad);
    }

    /// Decrypts a text, with the associated data that it was encrypted with.
    ///
    /// CBC does not detect a changed text, and the error is a padding oracle for anyone who can submit texts: never decrypt
    /// for a stranger.
    ///
    /// Throws encoding_error if the text is not valid base64 or hexadecimal, decrypt_error if it cannot be decrypted, whatever
    /// the cause; also aad_error, too_large_error.
    std::string decrypt(std::string_view text, std::string_view aad = {}) const
    {
        std::string plaintext;
        decrypt_into(plaintext, text, aad);
        return plaintext;
    }

    /// Decrypts into an existing std::string or std::vector of bytes: see encrypt_into(). During the call it has the size
    /// decrypted_bound().
    template <class Container, std::enable_if_t<detail::is_byte_container<Container>::value, int> = 0>
    void decrypt_into(Container &plaintext, std::string_view text, std::string_view aad = {}) const
    {
        run_into(plaintext, text, aad, decrypted_bound(text.size()), netcore_aes_decrypt_aad);
    }

    /// Decrypts into the caller's memory, which must have decrypted_bound() bytes; returns the number of bytes written. Throws as
    /// above, and buffer_too_small_error. After a failure `out` is untouched or all zero.
    std::size_t decrypt_into(char *out, std::size_t capacity, std::string_view text, std::string_view aad = {}) const
    {
        return checked(try_decrypt(out, capacity, text, aad), capacity, aad);
    }

    /// As decrypt_into(), but returns the status instead of throwing, and never allocates.
    result try_decrypt(char *out, std::size_t capacity, std::string_view text, std::string_view aad = {}) const noexcept
    {
        return run(out, capacity, text, aad, netcore_aes_decrypt_aad);
    }

    /// Encrypts many messages at once, in order and without associated data. All or nothing.
    ///
    /// `messages`: a range whose elements convert to std::string_view.
    ///
    /// Throws as encrypt().
    template <class Range> std::vector<std::string> encrypt_batch(const Range &messages) const
    {
        return encrypt_batch(std::begin(messages), std::end(messages));
    }

    std::vector<std::string> encrypt_batch(std::initializer_list<std::string_view> messages) const
    {
        return encrypt_batch(messages.begin(), messages.end());
    }

    template <class Iterator> std::vector<std::string> encrypt_batch(Iterator first, Iterator last) const
    {
        return run_range(std::move(first), std::move(last),
            [this](batch &out, const batch &in, std::size_t) { encrypt_batch_into(out, in); });
    }

    /// Encrypts many messages in one call into an existing batch: one allocation for all messages, or none if its capacity
    /// suffices. The batch is empty after a failure. Throws as encrypt(), and offsets_error, overlap_error.
    void encrypt_batch_into(batch &texts, const batch_view &plaintexts) const
    {
        detail::check(run_batch(texts, plaintexts, netcore_aes_encrypted_batch_len, netcore_aes_encrypt_batch));
    }

    /// Decrypts many texts at once, in order and without associated data. All or nothing.
    ///
    /// Throws as decrypt(); the error's index() is that of the text at fault.
    template <class Range> std::vector<std::string> decrypt_batch(const Range &texts) const
    {
        return decrypt_batch(std::begin(texts), std::end(texts));
    }

    std::vector<std::string> decrypt_batch(std::initializer_list<std::string_view> texts) const
    {
        return decrypt_batch(texts.begin(), texts.end());
    }

    template <class Iterator> std::vector<std::string> decrypt_batch(Iterator first, Iterator last) const
    {
        return run_range(std::move(first), std::move(last),
            [this](batch &out, const batch &in, std::size_t done) { decrypt_from(out, in, done); });
    }

    /// Decrypts many texts in one call into an existing batch: see encrypt_batch_into().
    void decrypt_batch_into(batch &plaintexts, const batch_view &texts) const
    {
        decrypt_from(plaintexts, texts, 0);
    }

    /// The handle, for functions of netcore_aes.h; this object still owns it. NULL after a move.
    const netcore_aes_cipher *native_handle() const noexcept
    {
        return handle_.get();
    }

private:
    const netcore_aes_cipher *handle() const
    {
        if (!handle_)
            detail::raise_moved_from("cipher");
        return handle_.get();
    }

    template <class Work>
    result run(char *out, std::size_t capacity, std::string_view in, std::string_view aad, const Work &work) const noexcept
    {
        result answer;
        answer.status = work(handle_.get(), detail::bytes(in), in.size(), detail::bytes(aad), aad.size(),
            detail::bytes(out), capacity, &answer.size);
        return answer;
    }

    template <class Container, class Work>
    void run_into(Container &out, std::string_view in, std::string_view aad, std::size_t capacity, const Work &work) const
    {
        // Checked here, since resizing may move `out` away from under the input.
        if (detail::overlaps(out.data(), out.size(), in) || detail::overlaps(out.data(), out.size(), aad))
            detail::raise(NETCORE_AES_ERR_OVERLAP);
        const netcore_aes_status status
            = detail::write_to(out, capacity, [&](char *data, std::size_t data_size, std::size_t *size) noexcept {
                  const result answer = run(data, data_size, in, aad, work);
                  *size = answer.size;
                  return answer.status;
              });
        static_cast<void>(checked({status, 0}, capacity, aad));
    }

    /// Returns the size, or throws the error with the most precise message.
    std::size_t checked(const result &answer, std::size_t capacity, std::string_view aad) const
    {
        if (answer)
            return answer.size;
        if (answer.status == NETCORE_AES_ERR_BUFFER_TOO_SMALL)
            throw buffer_too_small_error(answer.size, capacity);
        if (answer.status == NETCORE_AES_ERR_SCHEME && !aad.empty())
            throw aad_error(answer.status,
                "scheme " + std::to_string(static_cast<std::uint32_t>(scheme()))
                    + " does not take associated data; leave it out, or use scheme 11258");
        static_cast<void>(handle()); // throws if it was moved from
        detail::raise(answer.status);
    }

    /// Runs a range through `run(out, in, done)` in pieces that fit the CPU's cache, which is faster than one large batch.
    template <class Iterator, class Run>
    std::vector<std::string> run_range(Iterator first, Iterator last, const Run &run) const
    {
        constexpr std::size_t piece = 65536;
        static_cast<void>(handle());
        detail::check_messages<Iterator>();
        std::vector<std::string> results;
        if constexpr (detail::is_forward<Iterator>)
            results.reserve(static_cast<std::size_t>(std::distance(first, last)));
        batch in, out;
        try {
            while (first != last) {
                in.clear();
                for (; first != last && in.data().size() < piece; ++first)
                    in.push_back(*first);
                run(out, in, results.size());
                for (const std::string_view result : out)
                    results.emplace_back(result);
            }
        } catch (...) {
            for (std::string &result : results)
                detail::wipe(result.data(), result.size());
            throw;
        }
        return results;
    }

    /// `done`: the number of the caller's texts before these.
    void decrypt_from(batch &plaintexts, const batch_view &texts, std::size_t done) const
    {
        std::size_t failed = SIZE_MAX;
        const auto work = [&failed](auto... arguments) { return netcore_aes_decrypt_batch(arguments..., &failed); };
        const netcore_aes_status status = run_batch(plaintexts, texts, netcore_aes_decrypted_batch_bound, work);
        if (status != NETCORE_AES_OK)
            detail::raise(status, failed == SIZE_MAX ? std::nullopt : std::optional<std::size_t>(done + failed));
    }

    template <class Bound, class Work>
    netcore_aes_status run_batch(batch &out, const batch_view &in, const Bound &bound, const Work &work) const
    {
        static_cast<void>(handle());
        in.check(out);
        out.clear();
        std::size_t size = 0;
        detail::check(bound(handle_.get(), in.offsets, in.count, &size));
        out.data_.reserve(size);
        out.offsets_.resize(in.count + 1);
        out.data_.resize(size);
        const netcore_aes_status status = work(handle_.get(), detail::bytes(in.data), in.offsets, in.count,
            detail::bytes(out.data_.data()), size, out.offsets_.data());
        if (status == NETCORE_AES_OK)
            out.data_.resize(static_cast<std::size_t>(out.offsets_.back()));
        else
            out.clear();
        return status;
    }

    detail::handle handle_;
};

} // namespace netcore_aes

#endif
