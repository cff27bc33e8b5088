/* A fake library: every function that can fail returns the status in FAKE_STATUS, except that ciphers are created unless FAKE_NEW
 * is set, and that a stream finds what FAKE_KIND says if that is set. Its ABI version is FAKE_ABI. */
#include <netcore_aes.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER(name, ...) netcore_aes_status name(__VA_ARGS__) { return answer(); }

static netcore_aes_status answer(void)
{
    const char *status = getenv("FAKE_STATUS");
    return status ? atoi(status) : 0;
}

uint32_t netcore_aes_abi_version(void) { return FAKE_ABI; }

#ifndef FAKE_ABI_ONLY
const char *netcore_aes_version(void) { return "fake"; }
const char *netcore_aes_instruction_set(void) { return "portable"; }
const char *netcore_aes_status_message(netcore_aes_status s) { (void)s; return "the message"; }
const char *netcore_aes_status_name(netcore_aes_status s) { (void)s; return NULL; }
size_t netcore_aes_key_size(void) { return NETCORE_AES_KEY_SIZE; }
size_t netcore_aes_iv_size(void) { return NETCORE_AES_IV_SIZE; }
size_t netcore_aes_gcm_key_size(void) { return NETCORE_AES_GCM_KEY_SIZE; }
uint32_t netcore_aes_cipher_scheme(const netcore_aes_cipher *c) { (void)c; return 11258; }
uint32_t netcore_aes_cipher_key_form(const netcore_aes_cipher *c) { (void)c; return 1; }
uint32_t netcore_aes_cipher_key_is_published(const netcore_aes_cipher *c) { (void)c; return 0; }
void netcore_aes_cipher_free(netcore_aes_cipher *c) { (void)c; }

netcore_aes_status netcore_aes_cipher_new(uint32_t scheme, const uint8_t *key, size_t key_len, const uint8_t *iv,
                                          size_t iv_len, netcore_aes_cipher **cipher)
{
    static char handle;
    (void)scheme, (void)key, (void)key_len, (void)iv, (void)iv_len;
    *cipher = getenv("FAKE_NEW") ? NULL : (netcore_aes_cipher *)&handle;
    return getenv("FAKE_NEW") ? answer() : NETCORE_AES_OK;
}

netcore_aes_status netcore_aes_cipher_explain(uint32_t scheme, const uint8_t *key, size_t key_len, const uint8_t *iv,
                                              size_t iv_len, char *out, size_t out_cap, size_t *out_len)
{
    (void)scheme, (void)key, (void)key_len, (void)iv, (void)iv_len, (void)out, (void)out_cap;
    *out_len = 0;
    return NETCORE_AES_OK;
}

ANSWER(netcore_aes_keygen, char key[33], char iv[17])
ANSWER(netcore_aes_gcm_keygen, char key[45])
ANSWER(netcore_aes_encrypted_len, const netcore_aes_cipher *c, size_t n, size_t *len)
ANSWER(netcore_aes_encrypt, const netcore_aes_cipher *c, const uint8_t *p, size_t n, uint8_t *o, size_t cap, size_t *len)
ANSWER(netcore_aes_encrypt_aad, const netcore_aes_cipher *c, const uint8_t *p, size_t n, const uint8_t *a, size_t an,
       uint8_t *o, size_t cap, size_t *len)
ANSWER(netcore_aes_decrypted_bound, const netcore_aes_cipher *c, size_t n, size_t *len)
ANSWER(netcore_aes_decrypt, const netcore_aes_cipher *c, const uint8_t *t, size_t n, uint8_t *o, size_t cap, size_t *len)
ANSWER(netcore_aes_decrypt_aad, const netcore_aes_cipher *c, const uint8_t *t, size_t n, const uint8_t *a, size_t an,
       uint8_t *o, size_t cap, size_t *len)
ANSWER(netcore_aes_encrypted_batch_len, const netcore_aes_cipher *c, const uint64_t *offsets, size_t count, size_t *len)
ANSWER(netcore_aes_encrypt_batch, const netcore_aes_cipher *c, const uint8_t *d, const uint64_t *offsets, size_t count,
       uint8_t *o, size_t cap, uint64_t *oo)
ANSWER(netcore_aes_decrypted_batch_bound, const netcore_aes_cipher *c, const uint64_t *offsets, size_t count, size_t *len)
ANSWER(netcore_aes_decrypt_batch, const netcore_aes_cipher *c, const uint8_t *d, const uint64_t *offsets, size_t count,
       uint8_t *o, size_t cap, uint64_t *oo, size_t *failed)
ANSWER(netcore_aes_encrypted_batch_len_i32, const netcore_aes_cipher *c, const int32_t *offsets, size_t count, size_t *len)
ANSWER(netcore_aes_encrypt_batch_i32, const netcore_aes_cipher *c, const uint8_t *d, const int32_t *offsets, size_t count,
       uint8_t *o, size_t cap, int32_t *oo)
ANSWER(netcore_aes_decrypted_batch_bound_i32, const netcore_aes_cipher *c, const int32_t *offsets, size_t count, size_t *len)
ANSWER(netcore_aes_decrypt_batch_i32, const netcore_aes_cipher *c, const uint8_t *d, const int32_t *offsets, size_t count,
       uint8_t *o, size_t cap, int32_t *oo, size_t *failed)
ANSWER(netcore_aes_check_events, const uint8_t *p, size_t n, const char *a, size_t an, int64_t now, char *o, size_t cap,
       size_t *len, size_t *errors, size_t *warnings)
ANSWER(netcore_aes_request_url, uint32_t region, char *o, size_t cap, size_t *len)
ANSWER(netcore_aes_request_headers, uint32_t scheme, const char *a, size_t an, const char *k, size_t kn, char *o,
       size_t cap, size_t *len)
ANSWER(netcore_aes_request_body, uint32_t scheme, const uint8_t *t, size_t n, char *o, size_t cap, size_t *len)

netcore_aes_status netcore_aes_upload_stream_new(size_t events, size_t payload, size_t event, netcore_aes_upload_stream **stream)
{
    static char handle;
    (void)events, (void)payload, (void)event;
    *stream = (netcore_aes_upload_stream *)&handle;
    return answer();
}

netcore_aes_status netcore_aes_upload_stream_next(const netcore_aes_upload_stream *s, const netcore_aes_cipher *c,
                                                  const uint8_t *d, size_t n, const char *a, size_t an, int64_t now,
                                                  netcore_aes_upload *upload)
{
    const char *kind = getenv("FAKE_KIND");
    (void)s, (void)c, (void)d, (void)a, (void)an, (void)now;
    memset(upload, 0, sizeof *upload);
    upload->read = n;
    upload->kind = kind ? (size_t)atoi(kind) : NETCORE_AES_UPLOAD_NONE;
    upload->count = 1;
    return kind ? NETCORE_AES_OK : answer();
}

ANSWER(netcore_aes_upload_stream_bodies, const netcore_aes_upload_stream *s, const netcore_aes_cipher *c, char *b, size_t cap,
       uint64_t *offsets, netcore_aes_upload_events *events, size_t count, size_t *len)
ANSWER(netcore_aes_upload_stream_problems, const netcore_aes_upload_stream *s, uint8_t *e, size_t cap, char *p, size_t pcap)
ANSWER(netcore_aes_upload_stream_flush, const netcore_aes_upload_stream *s)
ANSWER(netcore_aes_upload_stream_finish, const netcore_aes_upload_stream *s)
void netcore_aes_upload_stream_free(netcore_aes_upload_stream *s) { (void)s; }
#endif
