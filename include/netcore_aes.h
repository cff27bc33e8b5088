/*
 * netcore_aes: encryption of event payloads for Netcore CE.
 *
 * Generated from netcore-aes-ffi/src by cbindgen (`make header`): do not edit.
 *
 * The library encrypts an event's JSON under one of three schemes (x-eCode 11256, 11257, 11258). The resulting text goes
 * into the body of the upload request: {"encryptedRequest":"<text>"}.
 *
 *     netcore_aes_cipher *cipher;
 *     char text[1024];
 *     size_t text_len;
 *     netcore_aes_status status = netcore_aes_cipher_new(
 *         NETCORE_AES_SCHEME_CBC_BASE64, (const uint8_t *)key, 32, (const uint8_t *)iv, 16, &cipher);
 *     if (status == NETCORE_AES_OK)
 *         status = netcore_aes_encrypt(
 *             cipher, (const uint8_t *)event, strlen(event), (uint8_t *)text, sizeof text, &text_len);
 *     if (status != NETCORE_AES_OK)
 *         fprintf(stderr, "%s\n", netcore_aes_status_message(status));
 *     netcore_aes_cipher_free(cipher);
 *
 * These rules hold for all functions:
 *
 * - A function that can fail returns a netcore_aes_status. The text below leaves out the prefix of statuses: ERR_KEY is
 *   NETCORE_AES_ERR_KEY. Every function may also return ERR_PANIC, which is a fault in the library; a function without a
 *   status then returns 0 or NULL, or what its documentation says.
 * - The caller owns every buffer, and frees only handles. The library keeps no data but those in handles.
 * - Lengths are in bytes. Text has a length and no NUL; only generated keys and IVs, and the strings that functions
 *   return, end with a NUL.
 * - A pointer may be NULL only if its length is 0. Buffers must not overlap, except inputs with inputs. Arrays of offsets
 *   and of netcore_aes_upload_events must be aligned to 8 bytes; nothing else needs alignment.
 * - *out_len is the length written; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure. If out_len
 *   itself is NULL or overlaps a buffer, the function writes nothing.
 * - After a failure, also ERR_PANIC, an output is untouched or all zero: it never holds a part of a result.
 * - Threads: any thread may call any function at any time, and many threads may use one handle at once. Only
 *   netcore_aes_cipher_free() and netcore_aes_upload_stream_free() need the handle for themselves. Nothing depends on
 *   which thread calls.
 * - After fork(), parent and child may both use a handle; not one of a stream that another thread was using.
 * - On Windows, functions have the calling convention of C (cdecl) and need no __declspec(dllimport): the library exports no
 *   data, and calls go through the import library.
 * - Messages and explanations contain no key, IV, plaintext or ciphertext.
 */

#ifndef NETCORE_AES_H
#define NETCORE_AES_H

#include <stddef.h>
#include <stdint.h>

/**
 * The version of the library that this header belongs to.
 */
#define NETCORE_AES_VERSION "0.1.0"

/**
 * The version of the ABI, which is the number in the soname. It changes when programs compiled against an older header can no
 * longer run.
 */
#define NETCORE_AES_ABI_VERSION 1

/**
 * The size in bytes of a generated key with its NUL, which netcore_aes_keygen() writes to `key`.
 */
#define NETCORE_AES_KEY_SIZE 33

/**
 * The size in bytes of a generated IV with its NUL, which netcore_aes_keygen() writes to `iv`.
 */
#define NETCORE_AES_IV_SIZE 17

/**
 * The size in bytes of a generated GCM key with its NUL, which netcore_aes_gcm_keygen() writes to `key`.
 */
#define NETCORE_AES_GCM_KEY_SIZE 45

/**
 * AES-256-CBC with PKCS#7 padding, base64: the x-eCode of AES_256_CBC_BASE64, the vendor's default.
 */
#define NETCORE_AES_SCHEME_CBC_BASE64 11256

/**
 * AES-256-CBC with PKCS#7 padding, hexadecimal: the x-eCode of AES_256_CBC_HEX.
 */
#define NETCORE_AES_SCHEME_CBC_HEX 11257

/**
 * AES-256-GCM, base64: the x-eCode of AES_256_GCM_BASE64.
 */
#define NETCORE_AES_SCHEME_GCM_BASE64 11258

/**
 * The form of a key passed as 32 characters, whose bytes are the key.
 */
#define NETCORE_AES_KEY_FORM_TEXT 1

/**
 * The form of a key passed as 44 characters of base64.
 */
#define NETCORE_AES_KEY_FORM_BASE64 2

/**
 * A size in bytes that is enough for every sentence of netcore_aes_cipher_explain().
 */
#define NETCORE_AES_EXPLANATION_SIZE 256

/**
 * In place of a time for netcore_aes_check_events(): no timestamp is too old or in the future.
 */
#define NETCORE_AES_NO_TIME INT64_MIN

/**
 * The region of panels at api2.netcoresmartech.com, the host in the vendor's guide: United States.
 */
#define NETCORE_AES_REGION_US 0

/**
 * The region of panels at apiin2.netcoresmartech.com: India.
 */
#define NETCORE_AES_REGION_INDIA 1

/**
 * The region of panels at apieu2.netcoresmartech.com: European Union.
 */
#define NETCORE_AES_REGION_EU 2

/**
 * The data is used up: pass more of the stream, or end it.
 */
#define NETCORE_AES_UPLOAD_NONE 0

/**
 * Payloads are ready: netcore_aes_upload_stream_bodies() writes the bodies of their requests.
 */
#define NETCORE_AES_UPLOAD_BODIES 1

/**
 * An event has problems: netcore_aes_upload_stream_problems() writes them.
 */
#define NETCORE_AES_UPLOAD_PROBLEMS 2

/**
 * A cipher: a scheme with a key and, for CBC, an IV. It never changes, so any number of threads may use one at once.
 */
typedef struct netcore_aes_cipher netcore_aes_cipher;

/**
 * A stream of events on its way to upload requests. Calls for one stream wait for each other.
 */
typedef struct netcore_aes_upload_stream netcore_aes_upload_stream;

/**
 * The result of a call: NETCORE_AES_OK, or the cause of a failure. Codes are never renumbered and never reused. Later versions
 * may add codes, so treat an unknown code as a failure.
 */
typedef int32_t netcore_aes_status;

/**
 * What netcore_aes_upload_stream_next() found.
 */
typedef struct {
    /**
     * NETCORE_AES_UPLOAD_….
     */
    size_t kind;
    /**
     * The number of bytes of the data that were read. Pass the rest again.
     */
    size_t read;
    /**
     * The number of requests, or of the event's problems.
     */
    size_t count;
    /**
     * The length in bytes of all bodies, or of the event.
     */
    size_t len;
    /**
     * The length in bytes of the event's problems as JSON.
     */
    size_t problems_len;
    /**
     * The index of the event in the stream, from 0.
     */
    size_t index;
    /**
     * 1 if one of the event's problems is an error: it is in no request then. 0 if all are warnings.
     */
    size_t is_refused;
    /**
     * 0 if the event is longer than the stream's limit, and more of its bytes follow with the same index; else 1.
     */
    size_t is_last;
    /**
     * After ERR_EVENT_STREAM the place of the fault, in bytes of the stream; SIZE_MAX if it is beyond that.
     */
    size_t offset;
} netcore_aes_upload;

/**
 * The events of a request, by their indices in the stream, from 0.
 */
typedef struct {
    /**
     * The number of events.
     */
    uint64_t count;
    /**
     * The index of the first.
     */
    uint64_t first;
    /**
     * The index of the last. Refused events between the two are not in the request.
     */
    uint64_t last;
} netcore_aes_upload_events;

/**
 * Success.
 */
#define NETCORE_AES_OK 0

/**
 * A pointer is NULL although its length is not 0, or the handle is NULL.
 */
#define NETCORE_AES_ERR_NULL 1

/**
 * The scheme is not 11256, 11257 or 11258; or the call has associated data, which CBC schemes do not take.
 */
#define NETCORE_AES_ERR_SCHEME 2

/**
 * The key is neither 32 printable ASCII characters nor 32 bytes as 44 characters of base64.
 */
#define NETCORE_AES_ERR_KEY 3

/**
 * The IV is neither 16 printable ASCII characters nor 16 bytes as 24 characters of base64; or it is missing for a CBC
 * scheme; or the scheme is GCM, which takes none.
 */
#define NETCORE_AES_ERR_IV 4

/**
 * The output buffer is too small; the function reported the length needed.
 */
#define NETCORE_AES_ERR_BUFFER_TOO_SMALL 5

/**
 * A length exceeds the address space (PTRDIFF_MAX), the longest message that the scheme can encrypt, or what offsets of 32 bits
 * reach (2^31 - 1).
 */
#define NETCORE_AES_ERR_TOO_LARGE 6

/**
 * An output overlaps an input or another output.
 */
#define NETCORE_AES_ERR_OVERLAP 7

/**
 * The text is not valid base64 (standard alphabet, padded, canonical, no white space) or hexadecimal.
 */
#define NETCORE_AES_ERR_ENCODING 8

/**
 * The text cannot be decrypted: it is incomplete, or the scheme, key, IV or associated data are not those used to encrypt
 * it. All causes have one status, because the cause would help an attacker.
 */
#define NETCORE_AES_ERR_DECRYPT 9

/**
 * The operating system returned no random bytes.
 */
#define NETCORE_AES_ERR_RANDOM 10

/**
 * Memory could not be allocated.
 */
#define NETCORE_AES_ERR_MEMORY 11

/**
 * A GCM handle has encrypted 2^32 messages, the limit for one key (NIST SP 800-38D, section 8.3). Generate a new key.
 */
#define NETCORE_AES_ERR_LIMIT 12

/**
 * The offsets of a batch decrease or are negative, or an array of offsets or of netcore_aes_upload_events is not aligned to the size of
 * its elements or has the wrong length.
 */
#define NETCORE_AES_ERR_OFFSETS 13

/**
 * The stream is neither a JSON array of events, nor one event per line, nor a single object; or it ended within an event or an array.
 */
#define NETCORE_AES_ERR_EVENT_STREAM 20

/**
 * The asset id is empty, or contains a space or a byte outside printable ASCII.
 */
#define NETCORE_AES_ERR_ASSET_ID 30

/**
 * The API key is empty, or contains a space or a byte outside printable ASCII.
 */
#define NETCORE_AES_ERR_API_KEY 31

/**
 * The region is not one of NETCORE_AES_REGION_….
 */
#define NETCORE_AES_ERR_REGION 32

/**
 * The library has a fault, or the AES self-test failed on this CPU: please report it. The call gave no result, and the handle
 * remains usable, but for a stream, each further call of which may fail so, too.
 */
#define NETCORE_AES_ERR_PANIC 100

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Returns the library's version, such as "0.1.0": a static string, NUL-terminated and never freed.
 *
 * It equals NETCORE_AES_VERSION if the program loaded the version that it was compiled against.
 *
 * Threads: any.
 */
const char *netcore_aes_version(void);

/**
 * Returns the version of the library's ABI. A program that loads the library at run time calls this function first, and goes
 * on only if the result is NETCORE_AES_ABI_VERSION.
 *
 * Threads: any.
 */
uint32_t netcore_aes_abi_version(void);

/**
 * Returns the instruction set that the CBC schemes use on this machine: "vaes512", "vaes256" or "aesni" on x86-64, "armv8" on 64-bit
 * ARM, or "portable" for code without AES instructions. It affects the speed only, not the results. A static string, NUL-terminated and
 * never freed.
 *
 * Threads: any.
 */
const char *netcore_aes_instruction_set(void);

/**
 * Returns a sentence that says what a status means and how to mend its cause: a static string, NUL-terminated, never freed
 * and never NULL. Unknown numbers have a sentence, too.
 *
 * - `status`: any number.
 *
 * The sentence depends on the status only; netcore_aes_cipher_explain() describes the fault of a key or an IV exactly.
 *
 * Threads: any.
 */
const char *netcore_aes_status_message(netcore_aes_status status);

/**
 * Returns the name of a status, such as "NETCORE_AES_ERR_KEY": a static string, NUL-terminated and never freed. NULL for an
 * unknown number. Languages that cannot read this header compare their own list of codes with it.
 *
 * - `status`: any number.
 *
 * Threads: any.
 */
const char *netcore_aes_status_name(netcore_aes_status status);

/**
 * Returns NETCORE_AES_KEY_SIZE, for languages that cannot read this header. Threads: any.
 */
size_t netcore_aes_key_size(void);

/**
 * Returns NETCORE_AES_IV_SIZE, for languages that cannot read this header. Threads: any.
 */
size_t netcore_aes_iv_size(void);

/**
 * Returns NETCORE_AES_GCM_KEY_SIZE, for languages that cannot read this header. Threads: any.
 */
size_t netcore_aes_gcm_key_size(void);

/**
 * Generates a key and an IV for schemes 11256 and 11257: 32 and 16 characters, chosen uniformly from A-Z a-z 0-9 with the
 * operating system's random generator. Share both with the vendor once, as its guide says, and keep them secret.
 *
 * - `key`: receives 32 characters and a NUL.
 * - `iv`: receives 16 characters and a NUL.
 *
 * Fails with ERR_NULL, ERR_OVERLAP: both buffers are untouched; with ERR_RANDOM, ERR_MEMORY: both are all zero.
 *
 * Ownership: both buffers are the caller's; wipe them after storing key and IV. Threads: any.
 */
netcore_aes_status netcore_aes_keygen(char key[33],
                                      char iv[17]);

/**
 * Generates a key for scheme 11258: 32 bytes from the operating system's random generator, as 44 characters of base64.
 *
 * - `key`: receives 44 characters and a NUL.
 *
 * Fails with ERR_NULL; with ERR_RANDOM, ERR_MEMORY: `key` is all zero.
 *
 * Ownership: the buffer is the caller's; wipe it after storing the key. Threads: any.
 */
netcore_aes_status netcore_aes_gcm_keygen(char key[45]);

/**
 * Creates a cipher.
 *
 * - `scheme`: the x-eCode: 11256, 11257 or 11258 (NETCORE_AES_SCHEME_…).
 * - `key`, `key_len`: 32 printable ASCII characters, whose bytes are the key; or 32 bytes as 44 characters of base64. The
 *   length leaves out a NUL: pass 32, not 33, for a key of netcore_aes_keygen().
 * - `iv`, `iv_len`: for 11256 and 11257, 16 printable ASCII characters or 16 bytes as 24 characters of base64; for 11258,
 *   NULL and 0, since it takes a random nonce for each message.
 * - `cipher`: receives the handle; NULL after a failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, then in this order ERR_SCHEME, ERR_KEY, ERR_IV, ERR_MEMORY.
 * netcore_aes_cipher_explain() describes the fault of a key or an IV.
 *
 * Ownership: the caller owns the handle and frees it with netcore_aes_cipher_free(). The handle has its own copies of key
 * and IV, so the caller can wipe its buffers at once. Threads: any.
 */
netcore_aes_status netcore_aes_cipher_new(uint32_t scheme,
                                          const uint8_t *key,
                                          size_t key_len,
                                          const uint8_t *iv,
                                          size_t iv_len,
                                          netcore_aes_cipher **cipher);

/**
 * Explains in a sentence why netcore_aes_cipher_new() refuses its arguments: the argument, its fault, and what it must be. The
 * sentence contains lengths and positions, but no part of the key or the IV.
 *
 * - `scheme`, `key`, `key_len`, `iv`, `iv_len`: the arguments of netcore_aes_cipher_new().
 * - `out`, `out_cap`: receives the sentence, not NUL-terminated; NETCORE_AES_EXPLANATION_SIZE bytes are enough.
 * - `out_len`: receives the sentence's length in bytes: 0 if the arguments have no fault.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_MEMORY: `*out_len` is 0; with ERR_BUFFER_TOO_SMALL: `*out_len` is the
 * length needed. `out` is untouched.
 *
 * Ownership: every buffer is the caller's. Threads: any.
 */
netcore_aes_status netcore_aes_cipher_explain(uint32_t scheme,
                                              const uint8_t *key,
                                              size_t key_len,
                                              const uint8_t *iv,
                                              size_t iv_len,
                                              char *out,
                                              size_t out_cap,
                                              size_t *out_len);

/**
 * Returns the scheme of a cipher as its x-eCode.
 *
 * - `cipher`: the handle; NULL gives 0.
 *
 * Threads: any.
 */
uint32_t netcore_aes_cipher_scheme(const netcore_aes_cipher *cipher);

/**
 * Returns the form in which netcore_aes_cipher_new() received the key: NETCORE_AES_KEY_FORM_TEXT or
 * NETCORE_AES_KEY_FORM_BASE64. The vendor does not publish which form a panel for scheme 11258 needs, so the library takes
 * both.
 *
 * - `cipher`: the handle; NULL gives 0.
 *
 * Threads: any.
 */
uint32_t netcore_aes_cipher_key_form(const netcore_aes_cipher *cipher);

/**
 * Returns 1 if the vendor has published the cipher's key as a sample, in a script or in its guide, and 0 if not. Anyone can
 * decrypt the texts of a published key: never send events under it.
 *
 * - `cipher`: the handle; NULL gives 0.
 *
 * Threads: any.
 */
uint32_t netcore_aes_cipher_key_is_published(const netcore_aes_cipher *cipher);

/**
 * Wipes a cipher's key and frees the cipher.
 *
 * - `cipher`: the handle, which must not be used again. NULL has no effect.
 *
 * Threads: any, while no other thread uses the handle.
 */
void netcore_aes_cipher_free(netcore_aes_cipher *cipher);

/**
 * Computes the exact length of the text that a plaintext of some length encrypts to.
 *
 * - `cipher`: the handle.
 * - `plaintext_len`: the plaintext's length in bytes.
 * - `len`: receives the text's length in bytes; 0 after a failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE. Threads: any.
 */
netcore_aes_status netcore_aes_encrypted_len(const netcore_aes_cipher *cipher, size_t plaintext_len, size_t *len);

/**
 * Encrypts a message.
 *
 * - `cipher`: the handle.
 * - `plaintext`, `plaintext_len`: the message and its length in bytes. NULL only with 0.
 * - `out`, `out_cap`: receives the text, not NUL-terminated. netcore_aes_encrypted_len() computes its length.
 * - `out_len`: receives the text's length in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_BUFFER_TOO_SMALL: `out` is untouched. Scheme 11258 also fails
 * with ERR_RANDOM, ERR_LIMIT: `out` is all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
 */
netcore_aes_status netcore_aes_encrypt(const netcore_aes_cipher *cipher,
                                       const uint8_t *plaintext,
                                       size_t plaintext_len,
                                       uint8_t *out,
                                       size_t out_cap,
                                       size_t *out_len);

/**
 * Encrypts a message with associated data, which scheme 11258 authenticates but does not encrypt.
 *
 * - `aad`, `aad_len`: the associated data and their length in bytes. NULL only with 0, which acts as netcore_aes_encrypt().
 * - the others: as for netcore_aes_encrypt().
 *
 * Fails as netcore_aes_encrypt(), and with ERR_SCHEME if `aad_len` is not 0 and the scheme takes no associated data.
 *
 * Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
 */
netcore_aes_status netcore_aes_encrypt_aad(const netcore_aes_cipher *cipher,
                                           const uint8_t *plaintext,
                                           size_t plaintext_len,
                                           const uint8_t *aad,
                                           size_t aad_len,
                                           uint8_t *out,
                                           size_t out_cap,
                                           size_t *out_len);

/**
 * Computes the size of output buffer that netcore_aes_decrypt() needs for a text. It depends on the text's length only; the
 * plaintext is shorter.
 *
 * - `cipher`: the handle.
 * - `text_len`: the text's length in bytes.
 * - `len`: receives the size in bytes; 0 after a failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE. Threads: any.
 */
netcore_aes_status netcore_aes_decrypted_bound(const netcore_aes_cipher *cipher,
                                               size_t text_len,
                                               size_t *len);

/**
 * Decrypts a text.
 *
 * The CBC schemes (11256, 11257) detect no change of a text, and the status is a padding oracle for anyone who can submit
 * texts of their choice: never decrypt for strangers.
 *
 * - `cipher`: the handle.
 * - `text`, `text_len`: the text and its length in bytes, not NUL-terminated. NULL only with 0.
 * - `out`, `out_cap`: receives the plaintext. netcore_aes_decrypted_bound() computes the size needed.
 * - `out_len`: receives the plaintext's length in bytes; after ERR_BUFFER_TOO_SMALL the size needed; 0 after any other
 *   failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_BUFFER_TOO_SMALL: `out` is untouched; with ERR_ENCODING if the text is
 * not base64 or hexadecimal, and ERR_DECRYPT for every other cause: `out` is all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
 */
netcore_aes_status netcore_aes_decrypt(const netcore_aes_cipher *cipher,
                                       const uint8_t *text,
                                       size_t text_len,
                                       uint8_t *out,
                                       size_t out_cap,
                                       size_t *out_len);

/**
 * Decrypts a text that was encrypted with associated data.
 *
 * - `aad`, `aad_len`: the associated data and their length in bytes. NULL only with 0, which acts as netcore_aes_decrypt().
 * - the others: as for netcore_aes_decrypt().
 *
 * Fails as netcore_aes_decrypt(), and with ERR_SCHEME if `aad_len` is not 0 and the scheme takes no associated data.
 *
 * Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
 */
netcore_aes_status netcore_aes_decrypt_aad(const netcore_aes_cipher *cipher,
                                           const uint8_t *text,
                                           size_t text_len,
                                           const uint8_t *aad,
                                           size_t aad_len,
                                           uint8_t *out,
                                           size_t out_cap,
                                           size_t *out_len);

/**
 * Computes the exact length of all texts that a batch encrypts to.
 *
 * - `cipher`: the handle.
 * - `offsets`, `count`: as for netcore_aes_encrypt_batch().
 * - `len`: receives the length in bytes; 0 after a failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS. Threads: any.
 */
netcore_aes_status netcore_aes_encrypted_batch_len(const netcore_aes_cipher *cipher,
                                                   const uint64_t *offsets,
                                                   size_t count,
                                                   size_t *len);

/**
 * Encrypts many messages in one call: message i is data[offsets[i] .. offsets[i + 1]], its text
 * out[out_offsets[i] .. out_offsets[i + 1]]. The texts stand end to end from the start of `out`. If one message fails, the
 * whole call fails.
 *
 * - `cipher`: the handle.
 * - `data`: the messages, offsets[count] bytes. NULL only if that is 0.
 * - `offsets`, `count`: the number of messages, and `count` + 1 offsets in bytes, none smaller than the one before; the first
 *   may be other than 0. Aligned to 8 bytes.
 * - `out`, `out_cap`: receives the texts. netcore_aes_encrypted_batch_len() computes their length.
 * - `out_offsets`: receives `count` + 1 offsets in bytes, the first 0. Aligned to 8 bytes.
 *
 * After ERR_BUFFER_TOO_SMALL out_offsets[count] is the length needed, and the others are 0. After any other failure all
 * are 0; but they are untouched after ERR_OVERLAP, and if `offsets` or `out_offsets` is NULL, misaligned or too large.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS, ERR_BUFFER_TOO_SMALL: `out` is untouched. Scheme 11258
 * also fails with ERR_RANDOM, ERR_LIMIT: `out` is all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
 */
netcore_aes_status netcore_aes_encrypt_batch(const netcore_aes_cipher *cipher,
                                             const uint8_t *data,
                                             const uint64_t *offsets,
                                             size_t count,
                                             uint8_t *out,
                                             size_t out_cap,
                                             uint64_t *out_offsets);

/**
 * Computes the size of output buffer that netcore_aes_decrypt_batch() needs.
 *
 * - `cipher`: the handle.
 * - `offsets`, `count`: as for netcore_aes_decrypt_batch().
 * - `len`: receives the size in bytes; 0 after a failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS. Threads: any.
 */
netcore_aes_status netcore_aes_decrypted_batch_bound(const netcore_aes_cipher *cipher,
                                                     const uint64_t *offsets,
                                                     size_t count,
                                                     size_t *len);

/**
 * Decrypts many texts in one call: text i is data[offsets[i] .. offsets[i + 1]], its plaintext
 * out[out_offsets[i] .. out_offsets[i + 1]]. The plaintexts stand end to end from the start of `out`. If one text
 * fails, the whole call fails.
 *
 * - `cipher`, `data`, `offsets`, `count`, `out_offsets`: as for netcore_aes_encrypt_batch(), with texts in place of messages.
 * - `out`, `out_cap`: receives the plaintexts. netcore_aes_decrypted_batch_bound() computes the size needed.
 * - `failed`: receives the index, from 0, of the text that cannot be decrypted; SIZE_MAX if no text has a fault. If it
 *   is NULL, the function writes nothing.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS, ERR_BUFFER_TOO_SMALL: `out` is untouched; with ERR_ENCODING,
 * ERR_DECRYPT, as netcore_aes_decrypt(): `out` is all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any, many at once on one handle.
 */
netcore_aes_status netcore_aes_decrypt_batch(const netcore_aes_cipher *cipher,
                                             const uint8_t *data,
                                             const uint64_t *offsets,
                                             size_t count,
                                             uint8_t *out,
                                             size_t out_cap,
                                             uint64_t *out_offsets,
                                             size_t *failed);

/**
 * netcore_aes_encrypted_batch_len() for offsets of 32 bits: see netcore_aes_encrypt_batch_i32().
 */
netcore_aes_status netcore_aes_encrypted_batch_len_i32(const netcore_aes_cipher *cipher,
                                                       const int32_t *offsets,
                                                       size_t count,
                                                       size_t *len);

/**
 * netcore_aes_encrypt_batch() for offsets of 32 bits, as the arrays of Apache Arrow's types string and binary have them. They are
 * aligned to 4 bytes, and none is negative.
 *
 * Fails also with ERR_TOO_LARGE if the texts are longer in all than 2^31 - 1 bytes, which such offsets cannot hold: encrypt fewer
 * messages in one call, or use offsets of 64 bits.
 */
netcore_aes_status netcore_aes_encrypt_batch_i32(const netcore_aes_cipher *cipher,
                                                 const uint8_t *data,
                                                 const int32_t *offsets,
                                                 size_t count,
                                                 uint8_t *out,
                                                 size_t out_cap,
                                                 int32_t *out_offsets);

/**
 * netcore_aes_decrypted_batch_bound() for offsets of 32 bits: see netcore_aes_encrypt_batch_i32().
 */
netcore_aes_status netcore_aes_decrypted_batch_bound_i32(const netcore_aes_cipher *cipher,
                                                         const int32_t *offsets,
                                                         size_t count,
                                                         size_t *len);

/**
 * netcore_aes_decrypt_batch() for offsets of 32 bits: see netcore_aes_encrypt_batch_i32().
 */
netcore_aes_status netcore_aes_decrypt_batch_i32(const netcore_aes_cipher *cipher,
                                                 const uint8_t *data,
                                                 const int32_t *offsets,
                                                 size_t count,
                                                 uint8_t *out,
                                                 size_t out_cap,
                                                 int32_t *out_offsets,
                                                 size_t *failed);

/**
 * Checks a payload against the vendor's rules for events, before it is encrypted.
 *
 * - `payload`, `payload_len`: a JSON array of events, and its length in bytes. NULL only with 0.
 * - `asset_id`, `asset_id_len`: the request's `x-asset`, which each event's asset_id must equal, and its length in bytes. NULL
 *   with 0 if it is unknown.
 * - `now`: the time in seconds since 1970-01-01T00:00:00Z, as time() returns it, or NETCORE_AES_NO_TIME.
 * - `out`, `out_cap`: receives a JSON array of all problems in the order of the payload, not NUL-terminated; `[]` without
 *   problems. Each problem is an object: "event", the event's index from 0, or null for a problem of the payload itself; and
 *   four strings: "message", how to mend it; "pointer", a JSON pointer to the place (RFC 6901); "rule", a name for programs;
 *   "severity", "error" or "warning". None contains a value of the payload.
 * - `out_len`: receives the array's length in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 * - `errors`, `warnings`: receive the number of problems of each severity, also after ERR_BUFFER_TOO_SMALL; untouched after any
 *   other failure. A payload without errors may be sent.
 *
 * The time is proportional to the payload's length. JSON nested more than 127 deep is itself a problem. The function lists
 * at most 100 errors and 100 warnings of one event, and 10 000 problems in all, but always the first error of each event. Of
 * the events after the thousandth it lists only that they are too many. It cuts a pointer after 1024 bytes.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_ASSET_ID (not UTF-8): `out` is untouched; with ERR_BUFFER_TOO_SMALL,
 * ERR_MEMORY: `out` is all zero. Problems of the payload are not a failure.
 *
 * The function needs little memory: some hundred bytes, the keys of an object with more than 16, and strings with escapes. A
 * stack of 128 KiB is enough at any depth of nesting.
 *
 * Ownership: every buffer is the caller's. Threads: any.
 */
netcore_aes_status netcore_aes_check_events(const uint8_t *payload,
                                            size_t payload_len,
                                            const char *asset_id,
                                            size_t asset_id_len,
                                            int64_t now,
                                            char *out,
                                            size_t out_cap,
                                            size_t *out_len,
                                            size_t *errors,
                                            size_t *warnings);

/**
 * Writes the URL to which a request posts the events of a region.
 *
 * - `region`: NETCORE_AES_REGION_….
 * - `out`, `out_cap`: receives the URL, not NUL-terminated.
 * - `out_len`: receives its length in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_REGION, ERR_BUFFER_TOO_SMALL: `out` is untouched or all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any.
 */
netcore_aes_status netcore_aes_request_url(uint32_t region, char *out, size_t out_cap, size_t *out_len);

/**
 * Writes the headers of a request in the format of HTTP/1.1: four lines "Name: value", each ending with CR LF.
 *
 * - `scheme`: the x-eCode of the scheme that encrypted the payload.
 * - `asset_id`, `asset_id_len`: the panel's asset id, which the events contain, too, and its length in bytes.
 * - `api_key`, `api_key_len`: the panel's API key and its length in bytes. Keep the key, and so the output, out of logs.
 * - `out`, `out_cap`: receives the lines, not NUL-terminated.
 * - `out_len`: receives their length in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_SCHEME, ERR_ASSET_ID, ERR_API_KEY, ERR_MEMORY,
 * ERR_BUFFER_TOO_SMALL: `out` is untouched or all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any.
 */
netcore_aes_status netcore_aes_request_headers(uint32_t scheme,
                                               const char *asset_id,
                                               size_t asset_id_len,
                                               const char *api_key,
                                               size_t api_key_len,
                                               char *out,
                                               size_t out_cap,
                                               size_t *out_len);

/**
 * Writes the body of a request: {"encryptedRequest":"<the text>"}.
 *
 * - `scheme`: the x-eCode of the scheme that encrypted the payload.
 * - `text`, `text_len`: the text that netcore_aes_encrypt() wrote, and its length in bytes.
 * - `out`, `out_cap`: receives the body, not NUL-terminated: 23 bytes more than the text.
 * - `out_len`: receives its length in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_SCHEME, ERR_ENCODING (the text is not in the scheme's encoding, such
 * as a payload that is not encrypted), ERR_BUFFER_TOO_SMALL: `out` is untouched or all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any.
 */
netcore_aes_status netcore_aes_request_body(uint32_t scheme,
                                            const uint8_t *text,
                                            size_t text_len,
                                            char *out,
                                            size_t out_cap,
                                            size_t *out_len);

/**
 * Creates a stream: it splits what you pass into events, checks each as netcore_aes_check_events() does, puts events together, and
 * encrypts up to 16 payloads side by side, each text within the body of its request. Send each body with the URL and the headers of
 * netcore_aes_request_url() and its siblings.
 *
 * The stream is a JSON array of events, one event per line (NDJSON), or a single object; its first line tells which. Memory is
 * bounded by the limits: up to 17 payloads, and one event. It holds events in plaintext, and is not wiped when it is freed.
 *
 *     for (;;) {
 *         netcore_aes_upload_stream_next(stream, cipher, data, data_len, id, id_len, time(NULL), &upload);
 *         data += upload.read;
 *         data_len -= upload.read;
 *         if (upload.kind == NETCORE_AES_UPLOAD_BODIES)
 *             netcore_aes_upload_stream_bodies(stream, cipher, bodies, …);
 *         else if (upload.kind == NETCORE_AES_UPLOAD_PROBLEMS)
 *             netcore_aes_upload_stream_problems(stream, event, …);
 *         else
 *             break;
 *     }
 *
 * Then pass more data in the same way; after the last, call netcore_aes_upload_stream_finish(), and repeat the loop once with none.
 *
 * - `max_events`: the most events in a request, up to 1000; 0 for 1000.
 * - `max_payload_len`: the longest payload, in bytes of JSON; 0 for 2 MiB. A longer event has a request of its own.
 * - `max_event_len`: the longest event, in bytes of JSON; 0 for 1 MiB. A longer one is a problem.
 * - `stream`: receives the handle; NULL after a failure.
 *
 * Fails with ERR_NULL, ERR_MEMORY.
 *
 * Ownership: the caller owns the handle and frees it with netcore_aes_upload_stream_free(). Threads: any.
 */
netcore_aes_status netcore_aes_upload_stream_new(size_t max_events,
                                                 size_t max_payload_len,
                                                 size_t max_event_len,
                                                 netcore_aes_upload_stream **stream);

/**
 * Reads on in the stream, up to an event with problems, or until 16 payloads are full. Problems come in the order of their events,
 * and so do requests; problems of later events may come before a request.
 *
 * - `stream`, `cipher`: the handles. Each call may have another cipher.
 * - `data`, `data_len`: the next bytes of the stream, cut anywhere. NULL only with 0.
 * - `asset_id`, `asset_id_len`, `now`: as for netcore_aes_check_events().
 * - `upload`: receives what was found; all zero after a failure, except the offset. Until it was written by
 *   netcore_aes_upload_stream_bodies() or …_problems(), the next call returns it again and reads nothing.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_ASSET_ID: nothing was read; with ERR_EVENT_STREAM, ERR_MEMORY after
 * everything before the fault was returned: the event there is in no request, and each further call fails so, too.
 *
 * Ownership: every buffer is the caller's. Threads: any.
 */
netcore_aes_status netcore_aes_upload_stream_next(const netcore_aes_upload_stream *stream,
                                                  const netcore_aes_cipher *cipher,
                                                  const uint8_t *data,
                                                  size_t data_len,
                                                  const char *asset_id,
                                                  size_t asset_id_len,
                                                  int64_t now,
                                                  netcore_aes_upload *upload);

/**
 * Encrypts the payloads that netcore_aes_upload_stream_next() found: body i is bodies[offsets[i] .. offsets[i + 1]],
 * `{"encryptedRequest":"…"}` in ASCII. The payloads remain until the next call of netcore_aes_upload_stream_next().
 *
 * - `stream`, `cipher`: the handles.
 * - `bodies`, `bodies_cap`: receives the bodies, `len` bytes under the cipher passed to netcore_aes_upload_stream_next().
 * - `offsets`: receives `count` + 1 offsets in bytes, the first 0. Aligned to 8 bytes.
 * - `events`: receives the events of each request. Aligned to 8 bytes.
 * - `count`: the number of requests, as netcore_aes_upload_stream_next() returned it; 0 if there are none.
 * - `bodies_len`: receives the length of all bodies in bytes; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS, ERR_BUFFER_TOO_SMALL: the outputs are untouched. Scheme 11258 also
 * fails with ERR_RANDOM, ERR_LIMIT: `bodies` and `offsets` are all zero, `events` is untouched.
 *
 * Ownership: every buffer is the caller's. Threads: any.
 */
netcore_aes_status netcore_aes_upload_stream_bodies(const netcore_aes_upload_stream *stream,
                                                    const netcore_aes_cipher *cipher,
                                                    char *bodies,
                                                    size_t bodies_cap,
                                                    uint64_t *offsets,
                                                    netcore_aes_upload_events *events,
                                                    size_t count,
                                                    size_t *bodies_len);

/**
 * Writes the event with problems that netcore_aes_upload_stream_next() found, and the problems. Both remain until the next call of
 * netcore_aes_upload_stream_next().
 *
 * - `stream`: the handle.
 * - `event`, `event_cap`: receives the event, `len` bytes.
 * - `problems`, `problems_cap`: receives the problems, `problems_len` bytes, as netcore_aes_check_events() writes them. Pointers begin
 *   with the event's index, as if the stream were one array.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_BUFFER_TOO_SMALL: the outputs are untouched.
 *
 * Ownership: every buffer is the caller's. Threads: any.
 */
netcore_aes_status netcore_aes_upload_stream_problems(const netcore_aes_upload_stream *stream,
                                                      uint8_t *event,
                                                      size_t event_cap,
                                                      char *problems,
                                                      size_t problems_cap);

/**
 * Makes netcore_aes_upload_stream_next() return all events so far once its data is used up, in requests that may be shorter than the
 * limits allow: for a stream that pauses.
 *
 * - `stream`: the handle.
 *
 * Fails with ERR_NULL. Threads: any.
 */
netcore_aes_status netcore_aes_upload_stream_flush(const netcore_aes_upload_stream *stream);

/**
 * Ends the stream with the data that netcore_aes_upload_stream_next() takes next, or with none: it returns the rest, and fails with
 * ERR_EVENT_STREAM if the stream ended within an event or an array. After it has found NETCORE_AES_UPLOAD_NONE, more data has that
 * error, too.
 *
 * - `stream`: the handle.
 *
 * Fails with ERR_NULL. Threads: any.
 */
netcore_aes_status netcore_aes_upload_stream_finish(const netcore_aes_upload_stream *stream);

/**
 * Frees a stream, with everything in it that was not written.
 *
 * - `stream`: the handle, which must not be used again. NULL has no effect.
 *
 * Threads: any, while no other thread uses the handle.
 */
void netcore_aes_upload_stream_free(netcore_aes_upload_stream *stream);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* NETCORE_AES_H */
