/*
 * netcore_aes: encryption of event payloads for Netcore CE.
 *
 * Generated from netcore-aes-ffi/src by cbindgen (`make header`): do not edit.
 *
 * An event's JSON is encrypted under one of three schemes (x-eCode 11256, 11257, 11258); the text that comes out goes
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
 * What holds for every function:
 *
 * - It answers with a netcore_aes_status, unless there is nothing that could fail. Statuses are written without their
 *   prefix below: ERR_KEY is NETCORE_AES_ERR_KEY. Every function may also answer ERR_PANIC, which is a fault in the
 *   library; one that answers no status then returns 0 or NULL, or says so.
 * - The caller owns every buffer, and frees nothing but the handle. Nothing is kept but what the handle holds.
 * - Text is not NUL-terminated: lengths rule, in bytes. Only generated keys and messages end with a NUL.
 * - A pointer may be NULL only if its length is 0. Buffers may not overlap, except that inputs may overlap inputs.
 *   Arrays of offsets must be aligned to 8 bytes; nothing else needs to be.
 * - *out_len is the length written; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure. If out_len
 *   itself is NULL or overlaps a buffer, nothing is written at all.
 * - After a failure, ERR_PANIC included, an output is untouched or all zero: it never holds a part of a result.
 * - Threads: every function may be called from any thread at any time, on one handle too, but for
 *   netcore_aes_cipher_free(), which no other use of that handle may overlap. Nothing depends on the thread.
 * - After fork(), parent and child may both go on with a handle.
 * - Messages and sentences hold no key, IV, plaintext or ciphertext.
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
 * The version of the ABI. It changes, and the soname with it, when a program compiled against an older header could no
 * longer run.
 */
#define NETCORE_AES_ABI_VERSION 1

/**
 * Room for a generated key and the NUL after it: what netcore_aes_keygen() writes to `key`.
 */
#define NETCORE_AES_KEY_SIZE 33

/**
 * Room for a generated IV and the NUL after it: what netcore_aes_keygen() writes to `iv`.
 */
#define NETCORE_AES_IV_SIZE 17

/**
 * Room for a generated GCM key and the NUL after it: what netcore_aes_gcm_keygen() writes to `key`.
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
 * The key was given as 32 characters, whose bytes are the key.
 */
#define NETCORE_AES_KEY_FORM_TEXT 1

/**
 * The key was given as 44 characters of base64, which hold the key.
 */
#define NETCORE_AES_KEY_FORM_BASE64 2

/**
 * Room for any sentence that netcore_aes_cipher_explain() writes.
 */
#define NETCORE_AES_EXPLANATION_SIZE 256

/**
 * For netcore_aes_check_events(): no time, so that no timestamp is too old or in the future.
 */
#define NETCORE_AES_NO_TIME INT64_MIN

/**
 * The region of panels whose host is api2.netcoresmartech.com, as in the vendor's guide: United States.
 */
#define NETCORE_AES_REGION_US 0

/**
 * The region of panels whose host is apiin2.netcoresmartech.com: India.
 */
#define NETCORE_AES_REGION_INDIA 1

/**
 * The region of panels whose host is apieu2.netcoresmartech.com: European Union.
 */
#define NETCORE_AES_REGION_EU 2

/**
 * A cipher: a scheme with a key and, for CBC, an IV. Immutable: any number of threads may use one at once.
 */
typedef struct netcore_aes_cipher netcore_aes_cipher;

/**
 * The result of a call: NETCORE_AES_OK, or the cause of the failure. Codes are never renumbered and never reused; new ones
 * may come, so treat an unknown code as a failure.
 */
typedef int32_t netcore_aes_status;

/**
 * Success.
 */
#define NETCORE_AES_OK 0

/**
 * A pointer is NULL whose length is not 0, or the handle is NULL.
 */
#define NETCORE_AES_ERR_NULL 1

/**
 * The scheme is none of 11256, 11257 and 11258; or associated data was given to a CBC scheme, which takes none.
 */
#define NETCORE_AES_ERR_SCHEME 2

/**
 * The key is neither 32 printable ASCII characters nor the 44 characters of base64 of 32 bytes.
 */
#define NETCORE_AES_ERR_KEY 3

/**
 * The IV is neither 16 printable ASCII characters nor the 24 characters of base64 of 16 bytes; or a CBC scheme was given
 * none, or a GCM scheme was given one.
 */
#define NETCORE_AES_ERR_IV 4

/**
 * The output buffer is too small; the length needed was reported.
 */
#define NETCORE_AES_ERR_BUFFER_TOO_SMALL 5

/**
 * A length exceeds the address space (PTRDIFF_MAX), or what the scheme can encrypt in one message.
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
 * it. One status for every cause, since the cause would help an attacker.
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
 * The offsets of a batch decrease, or an array of offsets is not aligned to 8 bytes.
 */
#define NETCORE_AES_ERR_OFFSETS 13

/**
 * The asset id is empty, or contains a space or a byte outside printable ASCII.
 */
#define NETCORE_AES_ERR_ASSET_ID 30

/**
 * The API key is empty, or contains a space or a byte outside printable ASCII.
 */
#define NETCORE_AES_ERR_API_KEY 31

/**
 * The region is none of NETCORE_AES_REGION_….
 */
#define NETCORE_AES_ERR_REGION 32

/**
 * A fault in the library, or the AES self-test failed on this CPU: please report it. Nothing was done; the handle remains
 * usable.
 */
#define NETCORE_AES_ERR_PANIC 100

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The library's version, such as "0.1.0". NUL-terminated, static: never freed.
 *
 * Compare it with NETCORE_AES_VERSION to see whether the library that was loaded is the one that was compiled against.
 *
 * Threads: any.
 */
const char *netcore_aes_version(void);

/**
 * The ABI's version that the library was built with. A program that loads the library at run time calls this first, and
 * goes on only if it is NETCORE_AES_ABI_VERSION.
 *
 * Threads: any.
 */
uint32_t netcore_aes_abi_version(void);

/**
 * The instruction set that encrypts under the CBC schemes on this machine: "vaes512", "vaes256", "aesni", or "portable" where
 * no AES instructions of the CPU are used. The results are the same; only the speed differs. NUL-terminated, static: never
 * freed.
 *
 * Threads: any.
 */
const char *netcore_aes_instruction_set(void);

/**
 * The meaning of a status and how to mend its cause, in a sentence. NUL-terminated, static: never freed, never NULL (an
 * unknown number has a sentence too).
 *
 * The sentence is the same for every call; netcore_aes_cipher_explain() describes the fault of a key or an IV exactly.
 *
 * Threads: any.
 */
const char *netcore_aes_status_message(netcore_aes_status status);

/**
 * The name of a status, such as "NETCORE_AES_ERR_KEY"; NULL for an unknown number. NUL-terminated, static:
 * never freed. For languages that cannot read this header, to check their own list of codes against the library's.
 *
 * Threads: any.
 */
const char *netcore_aes_status_name(netcore_aes_status status);

/**
 * NETCORE_AES_KEY_SIZE, for languages that cannot read this header. Threads: any.
 */
size_t netcore_aes_key_size(void);

/**
 * NETCORE_AES_IV_SIZE, for languages that cannot read this header. Threads: any.
 */
size_t netcore_aes_iv_size(void);

/**
 * NETCORE_AES_GCM_KEY_SIZE, for languages that cannot read this header. Threads: any.
 */
size_t netcore_aes_gcm_key_size(void);

/**
 * Generates a key and an IV for schemes 11256 and 11257: 32 and 16 characters, drawn uniformly from A-Z a-z 0-9 by the
 * operating system's generator. Share both with the vendor once, as its guide says, and keep them secret.
 *
 * - `key`: receives 32 characters and a NUL.
 * - `iv`: receives 16 characters and a NUL.
 *
 * Fails with ERR_NULL, ERR_OVERLAP, ERR_RANDOM, ERR_MEMORY; then both are all zero, or untouched if they were at fault.
 *
 * Ownership: both buffers are the caller's; wipe them when they were stored. Threads: any.
 */
netcore_aes_status netcore_aes_keygen(char key[33], char iv[17]);

/**
 * Generates a key for scheme 11258: 32 bytes from the operating system's generator, as 44 characters of base64.
 *
 * - `key`: receives 44 characters and a NUL.
 *
 * Fails with ERR_NULL, ERR_RANDOM, ERR_MEMORY; then `key` is all zero.
 *
 * Ownership: the buffer is the caller's; wipe it when it was stored. Threads: any.
 */
netcore_aes_status netcore_aes_gcm_keygen(char key[45]);

/**
 * Makes a cipher.
 *
 * - `scheme`: the x-eCode: 11256, 11257 or 11258 (NETCORE_AES_SCHEME_…).
 * - `key`, `key_len`: 32 printable ASCII characters, whose bytes are the key, or 32 bytes as 44 characters of base64. Not
 *   NUL-terminated: pass 32, not 33, for what netcore_aes_keygen() wrote.
 * - `iv`, `iv_len`: for 11256 and 11257 16 printable ASCII characters, or 16 bytes as 24 characters of base64. For 11258
 *   NULL and 0: it draws a nonce for each message.
 * - `cipher`: receives the handle; NULL after a failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, then in this order ERR_SCHEME, ERR_KEY, ERR_IV, ERR_MEMORY. What is
 * wrong with a key or an IV, netcore_aes_cipher_explain() says.
 *
 * Ownership: the handle is the caller's, to be freed with netcore_aes_cipher_free(). It holds copies of key and IV, so
 * the caller's may be wiped at once. Threads: any.
 */
netcore_aes_status netcore_aes_cipher_new(uint32_t scheme,
                                          const uint8_t *key,
                                          size_t key_len,
                                          const uint8_t *iv,
                                          size_t iv_len,
                                          netcore_aes_cipher **cipher);

/**
 * Says in a sentence what is wrong with the arguments that netcore_aes_cipher_new() refused: which one, what it was, what
 * it must be. The sentence holds lengths and positions, and nothing of the key or the IV.
 *
 * - `scheme`, `key`, `key_len`, `iv`, `iv_len`: as they were given to netcore_aes_cipher_new().
 * - `out`, `out_cap`: receives the sentence, not NUL-terminated; NETCORE_AES_EXPLANATION_SIZE is room enough.
 * - `out_len`: receives its length: 0 if nothing is wrong.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_MEMORY; then `*out_len` is 0. After ERR_BUFFER_TOO_SMALL it is the
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
 * The scheme of a cipher, as its x-eCode; 0 for NULL. Threads: any.
 */
uint32_t netcore_aes_cipher_scheme(const netcore_aes_cipher *cipher);

/**
 * How the key of a cipher was given: NETCORE_AES_KEY_FORM_TEXT or NETCORE_AES_KEY_FORM_BASE64; 0 for NULL. Which of them
 * a panel for scheme 11258 wants is not published, so both are taken and this says which one was. Threads: any.
 */
uint32_t netcore_aes_cipher_key_form(const netcore_aes_cipher *cipher);

/**
 * Wipes and frees a cipher. NULL is fine. No thread may be using it, and it may not be used again.
 */
void netcore_aes_cipher_free(netcore_aes_cipher *cipher);

/**
 * Reports the exact length of the text that a plaintext encrypts to.
 *
 * - `cipher`: the handle.
 * - `plaintext_len`: the plaintext's length in bytes.
 * - `len`: receives the length; 0 after a failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE. Threads: any.
 */
netcore_aes_status netcore_aes_encrypted_len(const netcore_aes_cipher *cipher, size_t plaintext_len, size_t *len);

/**
 * Encrypts a message.
 *
 * - `cipher`: the handle.
 * - `plaintext`, `plaintext_len`: the message, in bytes. NULL only with 0.
 * - `out`, `out_cap`: receives the text, not NUL-terminated. Room as netcore_aes_encrypted_len() says.
 * - `out_len`: receives the text's length; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_BUFFER_TOO_SMALL: `out` is untouched. Scheme 11258 also fails
 * with ERR_RANDOM and ERR_LIMIT: `out` is all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any, on one handle at once.
 */
netcore_aes_status netcore_aes_encrypt(const netcore_aes_cipher *cipher,
                                       const uint8_t *plaintext,
                                       size_t plaintext_len,
                                       uint8_t *out,
                                       size_t out_cap,
                                       size_t *out_len);

/**
 * Encrypts a message with associated data, which scheme 11258 authenticates and does not encrypt.
 *
 * - `aad`, `aad_len`: the associated data, in bytes. NULL only with 0, which is the same as netcore_aes_encrypt().
 * - the rest: as netcore_aes_encrypt().
 *
 * Fails as netcore_aes_encrypt(), and with ERR_SCHEME if there is associated data and the scheme takes none.
 *
 * Ownership: every buffer is the caller's. Threads: any, on one handle at once.
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
 * Reports the room that decrypting a text asks for. It follows from the text's length alone and says nothing of the
 * plaintext's, which is smaller.
 *
 * - `cipher`: the handle.
 * - `text_len`: the text's length in characters.
 * - `len`: receives the room in bytes; 0 after a failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE. Threads: any.
 */
netcore_aes_status netcore_aes_decrypted_bound(const netcore_aes_cipher *cipher, size_t text_len, size_t *len);

/**
 * Decrypts a text.
 *
 * Under CBC (11256, 11257) nothing tells whether a text was changed on its way, and the status itself is a padding
 * oracle to whoever may try texts at will: never decrypt for a stranger.
 *
 * - `cipher`: the handle.
 * - `text`, `text_len`: the text, in characters, not NUL-terminated. NULL only with 0.
 * - `out`, `out_cap`: receives the plaintext. Room as netcore_aes_decrypted_bound() says.
 * - `out_len`: receives the plaintext's length; after ERR_BUFFER_TOO_SMALL the room needed; 0 after any other failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_BUFFER_TOO_SMALL: `out` is untouched. With ERR_ENCODING if the
 * text is not base64 or hexadecimal, with ERR_DECRYPT for every other cause: all of `out` is zero.
 *
 * Ownership: every buffer is the caller's. Threads: any, on one handle at once.
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
 * - `aad`, `aad_len`: the associated data, in bytes. NULL only with 0, which is the same as netcore_aes_decrypt().
 * - the rest: as netcore_aes_decrypt().
 *
 * Fails as netcore_aes_decrypt(), and with ERR_SCHEME if there is associated data and the scheme takes none.
 *
 * Ownership: every buffer is the caller's. Threads: any, on one handle at once.
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
 * Reports the exact length of all texts that a batch encrypts to.
 *
 * - `cipher`: the handle.
 * - `offsets`, `count`: as netcore_aes_encrypt_batch().
 * - `len`: receives the length; 0 after a failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS. Threads: any.
 */
netcore_aes_status netcore_aes_encrypted_batch_len(const netcore_aes_cipher *cipher,
                                                   const uint64_t *offsets,
                                                   size_t count,
                                                   size_t *len);

/**
 * Encrypts many messages in one call: message i is data[offsets[i] .. offsets[i + 1]], its text
 * out[out_offsets[i] .. out_offsets[i + 1]]. The texts stand end to end from the start of `out`. All or nothing.
 *
 * - `cipher`: the handle.
 * - `data`: the messages' bytes, offsets[count] of them. NULL only if that is 0.
 * - `offsets`, `count`: `count` messages, so `count` + 1 offsets, none smaller than the one before; the first need not be
 *   0. Aligned to 8 bytes.
 * - `out`, `out_cap`: receives the texts. Room as netcore_aes_encrypted_batch_len() says.
 * - `out_offsets`: receives `count` + 1 offsets, the first 0. Aligned to 8 bytes.
 *
 * After ERR_BUFFER_TOO_SMALL out_offsets[count] is the length needed and the others are 0. After any other failure all
 * are 0; untouched if they were at fault themselves, and after ERR_OVERLAP.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS, ERR_BUFFER_TOO_SMALL: `out` is untouched. Scheme 11258
 * also fails with ERR_RANDOM and ERR_LIMIT: `out` is all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any, on one handle at once.
 */
netcore_aes_status netcore_aes_encrypt_batch(const netcore_aes_cipher *cipher,
                                             const uint8_t *data,
                                             const uint64_t *offsets,
                                             size_t count,
                                             uint8_t *out,
                                             size_t out_cap,
                                             uint64_t *out_offsets);

/**
 * Reports the room that decrypting a batch asks for.
 *
 * - `cipher`: the handle.
 * - `offsets`, `count`: as netcore_aes_decrypt_batch().
 * - `len`: receives the room in bytes; 0 after a failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS. Threads: any.
 */
netcore_aes_status netcore_aes_decrypted_batch_bound(const netcore_aes_cipher *cipher,
                                                     const uint64_t *offsets,
                                                     size_t count,
                                                     size_t *len);

/**
 * Decrypts many texts in one call: text i is data[offsets[i] .. offsets[i + 1]], its plaintext
 * out[out_offsets[i] .. out_offsets[i + 1]]. The plaintexts stand end to end from the start of `out`. All or nothing.
 *
 * - `cipher`, `data`, `offsets`, `count`, `out_offsets`: as netcore_aes_encrypt_batch(), with texts for messages.
 * - `out`, `out_cap`: receives the plaintexts. Room as netcore_aes_decrypted_batch_bound() says.
 * - `failed`: receives the number of the text, counted from 0, that could not be decrypted; SIZE_MAX if none was at
 *   fault. May not be NULL.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_OFFSETS, ERR_BUFFER_TOO_SMALL: `out` is untouched. With
 * ERR_ENCODING and ERR_DECRYPT, as netcore_aes_decrypt(): all of `out` is zero.
 *
 * Ownership: every buffer is the caller's. Threads: any, on one handle at once.
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
 * Checks a payload against the vendor's rules for events, before it is encrypted.
 *
 * - `payload`, `payload_len`: JSON: an array of events. NULL only with 0.
 * - `asset_id`, `asset_id_len`: the `x-asset` of the request, which each event's asset_id must equal. NULL with 0 if it is
 *   not known.
 * - `now`: the time in seconds since 1970-01-01T00:00:00Z, as time() gives it, or NETCORE_AES_NO_TIME.
 * - `out`, `out_cap`: receives a JSON array with every problem in the order of the payload, not NUL-terminated; `[]` if
 *   there is none. Each is an object: "event", the index of the event from 0, null for a problem of the payload itself; and
 *   four strings: "message", how to mend it; "pointer", a JSON pointer to the place (RFC 6901); "rule", a name for programs;
 *   "severity", "error" or "warning". None contains a value of the payload.
 * - `out_len`: receives the length of that; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 * - `errors`, `warnings`: receive how many problems of each kind there are; after ERR_BUFFER_TOO_SMALL too; after any
 *   other failure they are untouched. With no error, the payload may be sent.
 *
 * Time is in proportion to the payload's length. JSON that is nested more than 127 deep is a problem itself. Problems end
 * with 100 errors and 100 warnings of one event, and with 10 000 in all, but for the first error of each event; of events
 * after the thousandth it says only that they are too many. A pointer of more than 1024 bytes is cut there.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_ASSET_ID (not UTF-8): `out` is untouched; ERR_BUFFER_TOO_SMALL,
 * ERR_MEMORY: `out` is all zero. That the payload has problems is no failure.
 *
 * It needs little memory: some hundred bytes, the keys of an object that has more than 16, and strings with escapes. A thread
 * with a stack of 128 KiB is enough, however deep the payload is nested.
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
 * Writes the URL that the events of a region are posted to.
 *
 * - `region`: NETCORE_AES_REGION_….
 * - `out`, `out_cap`: receives the URL, not NUL-terminated.
 * - `out_len`: receives its length; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_REGION, ERR_BUFFER_TOO_SMALL; then `out` is untouched or all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any.
 */
netcore_aes_status netcore_aes_request_url(uint32_t region,
                                           char *out,
                                           size_t out_cap,
                                           size_t *out_len);

/**
 * Writes the headers of a request, as HTTP/1.1 has them: four lines "Name: value", each ended by CR LF.
 *
 * - `scheme`: the x-eCode that the payload was encrypted under.
 * - `asset_id`, `asset_id_len`: the panel's asset id, the same as in the events.
 * - `api_key`, `api_key_len`: the panel's API key. Keep it, and so the output, out of logs.
 * - `out`, `out_cap`: receives the lines, not NUL-terminated.
 * - `out_len`: receives their length; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_SCHEME, ERR_ASSET_ID, ERR_API_KEY, ERR_MEMORY,
 * ERR_BUFFER_TOO_SMALL; then `out` is untouched or all zero.
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
 * - `scheme`: the x-eCode that the payload was encrypted under.
 * - `text`, `text_len`: what netcore_aes_encrypt() wrote.
 * - `out`, `out_cap`: receives the body, not NUL-terminated: 23 characters more than the text.
 * - `out_len`: receives its length; after ERR_BUFFER_TOO_SMALL the length needed; 0 after any other failure.
 *
 * Fails with ERR_NULL, ERR_TOO_LARGE, ERR_OVERLAP, ERR_SCHEME, ERR_ENCODING (the text is none of the scheme's, such as a
 * payload that was never encrypted), ERR_MEMORY, ERR_BUFFER_TOO_SMALL; then `out` is untouched or all zero.
 *
 * Ownership: every buffer is the caller's. Threads: any.
 */
netcore_aes_status netcore_aes_request_body(uint32_t scheme,
                                            const uint8_t *text,
                                            size_t text_len,
                                            char *out,
                                            size_t out_cap,
                                            size_t *out_len);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* NETCORE_AES_H */
