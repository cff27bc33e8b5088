/* Preloaded (LD_PRELOAD) before libnetcore_aes: every function returns the status in NETCORE_AES_FAULT if that is set, which no
 * argument can make the library do; and netcore_aes_abi_version() the version in NETCORE_AES_FAULT_ABI. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netcore_aes.h>
#include <stdlib.h>

uint32_t netcore_aes_abi_version(void)
{
    const char *version = getenv("NETCORE_AES_FAULT_ABI");
    return version ? (uint32_t)atoi(version) : NETCORE_AES_ABI_VERSION;
}

#define FAULTY(name, parameters, arguments) \
    netcore_aes_status name parameters \
    { \
        const char *fault = getenv("NETCORE_AES_FAULT"); \
        if (fault && *fault) \
            return atoi(fault); \
        netcore_aes_status(*real) parameters = dlsym(RTLD_NEXT, #name); \
        return real arguments; \
    }

FAULTY(netcore_aes_keygen, (char key[33], char iv[17]), (key, iv))
FAULTY(netcore_aes_gcm_keygen, (char key[45]), (key))
FAULTY(netcore_aes_cipher_new,
    (uint32_t scheme, const uint8_t *key, size_t key_len, const uint8_t *iv, size_t iv_len, netcore_aes_cipher **cipher),
    (scheme, key, key_len, iv, iv_len, cipher))
FAULTY(netcore_aes_encrypt_aad,
    (const netcore_aes_cipher *cipher, const uint8_t *plaintext, size_t plaintext_len, const uint8_t *aad, size_t aad_len,
        uint8_t *out, size_t out_cap, size_t *out_len),
    (cipher, plaintext, plaintext_len, aad, aad_len, out, out_cap, out_len))
FAULTY(netcore_aes_decrypt_aad,
    (const netcore_aes_cipher *cipher, const uint8_t *text, size_t text_len, const uint8_t *aad, size_t aad_len,
        uint8_t *out, size_t out_cap, size_t *out_len),
    (cipher, text, text_len, aad, aad_len, out, out_cap, out_len))
FAULTY(netcore_aes_encrypt_batch,
    (const netcore_aes_cipher *cipher, const uint8_t *data, const uint64_t *offsets, size_t count, uint8_t *out,
        size_t out_cap, uint64_t *out_offsets),
    (cipher, data, offsets, count, out, out_cap, out_offsets))
FAULTY(netcore_aes_encrypted_batch_len,
    (const netcore_aes_cipher *cipher, const uint64_t *offsets, size_t count, size_t *len), (cipher, offsets, count, len))
FAULTY(netcore_aes_decrypt_batch,
    (const netcore_aes_cipher *cipher, const uint8_t *data, const uint64_t *offsets, size_t count, uint8_t *out,
        size_t out_cap, uint64_t *out_offsets, size_t *failed),
    (cipher, data, offsets, count, out, out_cap, out_offsets, failed))
FAULTY(netcore_aes_check_events,
    (const uint8_t *payload, size_t payload_len, const char *asset_id, size_t asset_id_len, int64_t now, char *out,
        size_t out_cap, size_t *out_len, size_t *errors, size_t *warnings),
    (payload, payload_len, asset_id, asset_id_len, now, out, out_cap, out_len, errors, warnings))
FAULTY(netcore_aes_request_url, (uint32_t region, char *out, size_t out_cap, size_t *out_len), (region, out, out_cap, out_len))
