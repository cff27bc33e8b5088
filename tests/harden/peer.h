/* OpenSSL's part: encryption and decryption of bytes, and their encoding as text. */
#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NONCE = 12, TAG = 16, BLOCK = 16 };

/* From now on under this scheme, key and (for CBC) IV. */
void peer_set(uint32_t scheme, const uint8_t key[32], const uint8_t iv[16]);

/* Encrypts into what is encoded later: the ciphertext, or nonce, ciphertext and tag. Room for NONCE + TAG bytes more than the
 * plaintext. A length is answered. */
size_t peer_seal(const uint8_t *plaintext, size_t len, const uint8_t *aad, size_t aad_len, const uint8_t nonce[NONCE], uint8_t *out);

/* Decrypts that. Room for a block more than `len`. */
bool peer_open(const uint8_t *sealed, size_t len, const uint8_t *aad, size_t aad_len, uint8_t *out, size_t *out_len);

/* As base64, with room for a NUL after it. */
size_t peer_base64(const uint8_t *bytes, size_t len, uint8_t *text);

/* As text under the scheme: base64, or hexadecimal in lower case. Room for a NUL. */
size_t peer_encode(const uint8_t *bytes, size_t len, uint8_t *text);
bool peer_decode(const uint8_t *text, size_t len, uint8_t *bytes, size_t *bytes_len);

#endif
