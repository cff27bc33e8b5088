/* Preloaded (LD_PRELOAD) before libnetcore_aes: every function, or the one whose name ends with NETCORE_AES_FAULT_OF, returns the
 * status in NETCORE_AES_FAULT if that is set, which no argument can make the library do; and netcore_aes_abi_version() the version in
 * NETCORE_AES_FAULT_ABI. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netcore_aes.h>
#include <stdlib.h>
#include <string.h>

uint32_t netcore_aes_abi_version(void)
{
    const char *version = getenv("NETCORE_AES_FAULT_ABI");
    return version ? (uint32_t)atoi(version) : NETCORE_AES_ABI_VERSION;
}

/* The status that a function is to return; NULL if it is to work. */
static const char *fault_of(const char *name)
{
    const char *fault = getenv("NETCORE_AES_FAULT"), *of = getenv("NETCORE_AES_FAULT_OF");
    size_t len = of ? strlen(of) : 0;
    return fault && *fault && (!of || (len <= strlen(name) && !strcmp(name + strlen(name) - len, of))) ? fault : NULL;
}

#define FAULTY(name, parameters, arguments) \
    netcore_aes_status name parameters \
    { \
        const char *fault = fault_of(#name); \
        if (fault) \
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
FAULTY(netcore_aes_upload_stream_new,
    (size_t max_events, size_t max_payload_len, size_t max_event_len, netcore_aes_upload_stream **stream),
    (max_events, max_payload_len, max_event_len, stream))
FAULTY(netcore_aes_upload_stream_next,
    (const netcore_aes_upload_stream *stream, const netcore_aes_cipher *cipher, const uint8_t *data, size_t data_len,
        const char *asset_id, size_t asset_id_len, int64_t now, netcore_aes_upload *upload),
    (stream, cipher, data, data_len, asset_id, asset_id_len, now, upload))
FAULTY(netcore_aes_upload_stream_bodies,
    (const netcore_aes_upload_stream *stream, const netcore_aes_cipher *cipher, char *bodies, size_t bodies_cap,
        uint64_t *offsets, netcore_aes_upload_events *events, size_t count, size_t *bodies_len),
    (stream, cipher, bodies, bodies_cap, offsets, events, count, bodies_len))
FAULTY(netcore_aes_upload_stream_problems,
    (const netcore_aes_upload_stream *stream, uint8_t *event, size_t event_cap, char *problems, size_t problems_cap),
    (stream, event, event_cap, problems, problems_cap))
FAULTY(netcore_aes_upload_stream_flush, (const netcore_aes_upload_stream *stream), (stream))
FAULTY(netcore_aes_upload_stream_finish, (const netcore_aes_upload_stream *stream), (stream))
