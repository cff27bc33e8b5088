/* OpenSSL as the peer: encrypts and decrypts bytes, and encodes them as text. */
#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NONCE = 12, TAG = 16, BLOCK = 16 };

/* Sets scheme, key and (for CBC) IV for the calls that follow. */
void peer_set(uint32_t scheme, const uint8_t key[32], const uint8_t iv[16]);

/* Encrypts to the bytes that a text encodes: the ciphertext, or nonce, ciphertext and tag. Needs room for NONCE + TAG bytes more
 * than the plaintext. Returns the length. */
size_t peer_seal(const uint8_t *plaintext, size_t len, const uint8_t *aad, size_t aad_len, const uint8_t nonce[NONCE], uint8_t *out);

/* Decrypts those bytes. Needs room for `len` and a block more. */
bool peer_open(const uint8_t *sealed, size_t len, const uint8_t *aad, size_t aad_len, uint8_t *out, size_t *out_len);

/* Encodes as base64. Needs room for a NUL behind it. */
size_t peer_base64(const uint8_t *bytes, size_t len, uint8_t *text);

/* Encodes as the scheme does: base64, or lower-case hexadecimal. Needs room for a NUL. */
size_t peer_encode(const uint8_t *bytes, size_t len, uint8_t *text);
bool peer_decode(const uint8_t *text, size_t len, uint8_t *bytes, size_t *bytes_len);

#endif
