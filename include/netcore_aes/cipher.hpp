/// \file
/// The cipher. Included by netcore_aes.hpp.

#ifndef NETCORE_AES_CIPHER_HPP
#define NETCORE_AES_CIPHER_HPP

#include <netcore_aes/batch.hpp>
#include <netcore_aes/detail/memory.hpp>
#include <netcore_aes/error.hpp>
#include <netcore_aes/scheme.hpp>
#include <netcore_aes/version.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace netcore_aes {

/// What a call that throws nothing answers.
struct [[nodiscard]] result {
    /// NETCORE_AES_OK, or why it was refused: netcore_aes_status_message() says it in words.
    netcore_aes_status status = NETCORE_AES_OK;
    /// The bytes written; after NETCORE_AES_ERR_BUFFER_TOO_SMALL those needed; 0 after any other failure.
    std::size_t size = 0;

    explicit operator bool() const noexcept
    {
        return status == NETCORE_AES_OK;
    }
};

/// A scheme with a key and, for CBC, an IV. It cannot be changed: make it once, and share it between threads as
/// `const cipher &`. It can be moved and not copied; it wipes the key when it goes.
///
/// Wherever associated data (`aad`) is taken, it is for scheme 11258, which authenticates and does not encrypt it. None is
/// the same as "".
class cipher {
public:
    /// Makes a cipher, which holds copies of key and IV.
    ///
    /// - `key`: 32 printable ASCII characters, whose bytes are the key, or 32 bytes as 44 characters of base64.
    /// - `iv`: for the CBC schemes 16 printable ASCII characters, or 16 bytes as 24 characters of base64; "" for GCM.
    ///
    /// Both may be a std::string, a std::string_view, a secret, or a C string; NULL counts as "".
    ///
    /// Throws scheme_error, key_error, iv_error, the first that is wrong, and what() says exactly what it is. Also
    /// memory_error, abi_error.
    cipher(const detail::text &key, const detail::text &iv, netcore_aes::scheme scheme = netcore_aes::scheme::cbc_base64)
        : handle_(make(static_cast<std::uint32_t>(scheme), key.view(), iv.view()))
    {
    }

    /// Makes a cipher without an IV, as for scheme 11258, which draws a nonce for each message. Otherwise as above.
    cipher(const detail::text &key, netcore_aes::scheme scheme) : cipher(key, std::string_view(), scheme) { }

    netcore_aes::scheme scheme() const
    {
        return static_cast<netcore_aes::scheme>(netcore_aes_cipher_scheme(handle()));
    }

    /// How the key was given. Which form a panel for scheme 11258 wants is not published, so both are taken.
    netcore_aes::key_form key_form() const
    {
        return static_cast<netcore_aes::key_form>(netcore_aes_cipher_key_form(handle()));
    }

    /// The exact size of the text that a plaintext of this size encrypts to. Throws too_large_error.
    std::size_t encrypted_size(std::size_t plaintext_size) const
    {
        std::size_t size = 0;
        detail::check(netcore_aes_encrypted_len(handle(), plaintext_size, &size));
        return size;
    }

    /// The room that decrypting a text of this size asks for; the plaintext is smaller. Throws too_large_error.
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

    /// Encrypts to a std::string, or a std::vector of bytes, that there is already: what was in it is replaced, its memory
    /// used again. Empty after a failure, which may also be overlap_error: then it is untouched.
    template <class Container, std::enable_if_t<detail::is_byte_container<Container>::value, int> = 0>
    void encrypt_into(Container &text, std::string_view plaintext, std::string_view aad = {}) const
    {
        run_into(text, plaintext, aad, encrypted_size(plaintext.size()), netcore_aes_encrypt_aad);
    }

    /// Encrypts to the caller's memory, where encrypted_size() bytes are needed; returns how many were written. Throws as
    /// above, and buffer_too_small_error: `out` is untouched.
    std::size_t encrypt_into(char *out, std::size_t capacity, std::string_view plaintext, std::string_view aad = {}) const
    {
        return checked(try_encrypt(out, capacity, plaintext, aad), capacity, aad);
    }

    /// As encrypt_into(), but answers instead of throwing, and never allocates.
    result try_encrypt(
        char *out, std::size_t capacity, std::string_view plaintext, std::string_view aad = {}) const noexcept
    {
        return run(out, capacity, plaintext, aad, netcore_aes_encrypt_aad);
    }

    /// Decrypts a text, with the associated data that it was encrypted with.
    ///
    /// Under CBC nothing tells whether a text was changed on its way, and the error itself is a padding oracle to whoever
    /// may try texts at will: never decrypt for a stranger.
    ///
    /// Throws encoding_error if the text is not strict base64 or hexadecimal, decrypt_error for every other cause; also
    /// aad_error, too_large_error.
    std::string decrypt(std::string_view text, std::string_view aad = {}) const
    {
        std::string plaintext;
        decrypt_into(plaintext, text, aad);
        return plaintext;
    }

    /// Decrypts to a std::string, or a std::vector of bytes, that there is already; see encrypt_into(). For a moment it is
    /// as long as decrypted_bound() says.
    template <class Container, std::enable_if_t<detail::is_byte_container<Container>::value, int> = 0>
    void decrypt_into(Container &plaintext, std::string_view text, std::string_view aad = {}) const
    {
        run_into(plaintext, text, aad, decrypted_bound(text.size()), netcore_aes_decrypt_aad);
    }

    /// Decrypts to the caller's memory, where decrypted_bound() bytes are needed; returns how many were written. Throws as
    /// above, and buffer_too_small_error. After a failure `out` is untouched or all zero.
    std::size_t decrypt_into(char *out, std::size_t capacity, std::string_view text, std::string_view aad = {}) const
    {
        return checked(try_decrypt(out, capacity, text, aad), capacity, aad);
    }

    /// As decrypt_into(), but answers instead of throwing, and never allocates.
    result try_decrypt(char *out, std::size_t capacity, std::string_view text, std::string_view aad = {}) const noexcept
    {
        return run(out, capacity, text, aad, netcore_aes_decrypt_aad);
    }

    /// Encrypts many messages in one call, in order and without associated data. All or nothing.
    ///
    /// `messages`: anything that can be iterated over, of what converts to std::string_view.
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
        const batch plaintexts(std::move(first), std::move(last));
        batch texts;
        encrypt_batch_into(texts, plaintexts);
        return to_strings(texts);
    }

    /// Encrypts many messages in one call into a batch that there is already: no allocation for a message, and none at all
    /// once it has room. Empty after a failure. Throws as encrypt(), and offsets_error, overlap_error.
    void encrypt_batch_into(batch &texts, const batch_view &plaintexts) const
    {
        run_batch(texts, plaintexts, netcore_aes_encrypted_batch_len, netcore_aes_encrypt_batch);
    }

    /// Decrypts many texts in one call, in order and without associated data. All or nothing.
    ///
    /// Throws as decrypt(); the error's index() is the text at fault.
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
        const batch texts(std::move(first), std::move(last));
        batch plaintexts;
        decrypt_batch_into(plaintexts, texts);
        return to_strings(plaintexts);
    }

    /// Decrypts many texts in one call into a batch that there is already; see encrypt_batch_into().
    void decrypt_batch_into(batch &plaintexts, const batch_view &texts) const
    {
        std::size_t failed = SIZE_MAX;
        run_batch(
            plaintexts, texts, netcore_aes_decrypted_batch_bound,
            [&failed](auto... arguments) { return netcore_aes_decrypt_batch(arguments..., &failed); }, &failed);
    }

    /// The handle, for functions of netcore_aes.h; it stays this object's. NULL after a move.
    const netcore_aes_cipher *native_handle() const noexcept
    {
        return handle_.get();
    }

private:
    struct deleter {
        void operator()(netcore_aes_cipher *handle) const noexcept
        {
            netcore_aes_cipher_free(handle);
        }
    };

    static std::vector<std::string> to_strings(const batch &messages)
    {
        std::vector<std::string> strings;
        strings.reserve(messages.size());
        for (const std::string_view message : messages)
            strings.emplace_back(message);
        return strings;
    }

    static netcore_aes_cipher *make(std::uint32_t scheme, std::string_view key, std::string_view iv)
    {
        detail::check_abi();
        netcore_aes_cipher *handle = nullptr;
        const netcore_aes_status status
            = netcore_aes_cipher_new(scheme, detail::bytes(key), key.size(), detail::bytes(iv), iv.size(), &handle);
        if (status == NETCORE_AES_OK)
            return handle;
        char words[NETCORE_AES_EXPLANATION_SIZE];
        std::size_t size = 0;
        if (netcore_aes_cipher_explain(
                scheme, detail::bytes(key), key.size(), detail::bytes(iv), iv.size(), words, sizeof words, &size)
                != NETCORE_AES_OK
            || size == 0)
            detail::raise(status);
        detail::raise(status, std::string(words, size));
    }

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
    void run_into(Container &out, std::string_view in, std::string_view aad, std::size_t room, const Work &work) const
    {
        // Before it moves: afterwards the library could not tell.
        if (detail::overlaps(out.data(), out.size(), in) || detail::overlaps(out.data(), out.size(), aad))
            detail::raise(NETCORE_AES_ERR_OVERLAP);
        const netcore_aes_status status
            = detail::write_to(out, room, [&](char *data, std::size_t capacity, std::size_t *size) noexcept {
                  const result answer = run(data, capacity, in, aad, work);
                  *size = answer.size;
                  return answer.status;
              });
        static_cast<void>(checked({status, 0}, room, aad));
    }

    /// The size, or the error in the words that fit it best.
    std::size_t checked(const result &answer, std::size_t capacity, std::string_view aad) const
    {
        if (answer)
            return answer.size;
        if (answer.status == NETCORE_AES_ERR_BUFFER_TOO_SMALL)
            throw buffer_too_small_error(answer.size, capacity);
        if (answer.status == NETCORE_AES_ERR_SCHEME && !aad.empty())
            throw aad_error(answer.status,
                "scheme " + std::to_string(static_cast<std::uint32_t>(scheme()))
                    + " takes no associated data; leave it out, or use 11258");
        static_cast<void>(handle()); // says so if it was moved from
        detail::raise(answer.status);
    }

    template <class Room, class Work> void run_batch(
        batch &out, const batch_view &in, const Room &room, const Work &work, const std::size_t *failed = nullptr) const
    {
        check_view(out, in);
        out.clear();
        std::size_t size = 0;
        detail::check(room(handle_.get(), in.offsets, in.count, &size));
        out.data_.reserve(size);
        out.offsets_.resize(in.count + 1);
        out.data_.resize(size);
        const netcore_aes_status status = work(handle_.get(), detail::bytes(in.data), in.offsets, in.count,
            detail::bytes(out.data_.data()), size, out.offsets_.data());
        if (status != NETCORE_AES_OK) {
            out.clear();
            detail::raise(status, failed && *failed != SIZE_MAX ? std::optional<std::size_t>(*failed) : std::nullopt);
        }
        out.data_.resize(static_cast<std::size_t>(out.offsets_.back()));
    }

    /// What the library cannot see: whether the offsets stay within the data, and whether `out` is about to go.
    void check_view(const batch &out, const batch_view &in) const
    {
        static_cast<void>(handle());
        if (!in.offsets)
            detail::raise(NETCORE_AES_ERR_OFFSETS,
                "the batch has no offsets; there must be one more of them than messages, so one for none");
        if (in.count >= PTRDIFF_MAX / sizeof *in.offsets)
            detail::raise(NETCORE_AES_ERR_TOO_LARGE);
        if (in.offsets[in.count] > in.data.size())
            detail::raise(NETCORE_AES_ERR_OFFSETS,
                "the last offset of the batch is " + std::to_string(in.offsets[in.count]) + ", past the end of its "
                    + std::to_string(in.data.size()) + " bytes; check that offsets and data belong together");
        const std::string_view offsets(reinterpret_cast<const char *>(in.offsets), (in.count + 1) * sizeof *in.offsets);
        if (detail::overlaps(out.data_.data(), out.data_.capacity(), in.data)
            || detail::overlaps(out.offsets_.data(), out.offsets_.size() * sizeof *in.offsets, offsets))
            detail::raise(NETCORE_AES_ERR_OVERLAP);
    }

    std::unique_ptr<netcore_aes_cipher, deleter> handle_;
};

} // namespace netcore_aes

#endif
