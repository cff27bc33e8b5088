/* A fake of the library, to return statuses that no argument can provoke. Encrypting "9" returns status 9, and so does every
 * later call; but a stream that begins with "b" or "p" finds a body or an event with problems. ABI is the ABI version that it
 * reports. */
#include <netcore_aes.h>
#include <stdlib.h>
#include <string.h>

static netcore_aes_status next;
static netcore_aes_cipher *const cipher = (netcore_aes_cipher *)&next;

uint32_t netcore_aes_abi_version(void) { return ABI; }
const char *netcore_aes_version(void) { return "fake"; }
const char *netcore_aes_status_message(netcore_aes_status status) { return status ? "a sentence" : "done"; }
const char *netcore_aes_status_name(netcore_aes_status status) { (void)status; return NULL; }
size_t netcore_aes_key_size(void) { return 33; }
size_t netcore_aes_iv_size(void) { return 17; }
size_t netcore_aes_gcm_key_size(void) { return 45; }

netcore_aes_status netcore_aes_keygen(char key[33], char iv[17]) { (void)key, (void)iv; return next; }
netcore_aes_status netcore_aes_gcm_keygen(char key[45]) { (void)key; return next; }

netcore_aes_status netcore_aes_cipher_new(uint32_t scheme, const uint8_t *key, size_t key_len, const uint8_t *iv,
                                          size_t iv_len, netcore_aes_cipher **out)
{
    (void)scheme, (void)key, (void)key_len, (void)iv, (void)iv_len;
    *out = next ? NULL : cipher;
    return next;
}

netcore_aes_status netcore_aes_cipher_explain(uint32_t scheme, const uint8_t *key, size_t key_len, const uint8_t *iv,
                                              size_t iv_len, char *out, size_t out_cap, size_t *out_len)
{
    (void)scheme, (void)key, (void)key_len, (void)iv, (void)iv_len, (void)out, (void)out_cap;
    *out_len = 0;
    return NETCORE_AES_OK;
}

uint32_t netcore_aes_cipher_key_form(const netcore_aes_cipher *used) { (void)used; return NETCORE_AES_KEY_FORM_TEXT; }
uint32_t netcore_aes_cipher_key_is_published(const netcore_aes_cipher *used) { (void)used; return 0; }
void netcore_aes_cipher_free(netcore_aes_cipher *used) { (void)used; }

netcore_aes_status netcore_aes_encrypted_len(const netcore_aes_cipher *used, size_t plaintext_len, size_t *len)
{
    (void)used;
    *len = 2 * plaintext_len + 64;
    return next;
}

netcore_aes_status netcore_aes_decrypted_bound(const netcore_aes_cipher *used, size_t text_len, size_t *len)
{
    return netcore_aes_encrypted_len(used, text_len, len);
}

netcore_aes_status netcore_aes_encrypt_aad(const netcore_aes_cipher *used, const uint8_t *plaintext, size_t plaintext_len,
                                           const uint8_t *aad, size_t aad_len, uint8_t *out, size_t out_cap, size_t *out_len)
{
    char number[16] = {0};
    (void)used, (void)aad, (void)aad_len, (void)out, (void)out_cap;
    memcpy(number, plaintext, plaintext_len < 15 ? plaintext_len : 15);
    next = atoi(number);
    *out_len = 0;
    return next;
}

netcore_aes_status netcore_aes_decrypt_aad(const netcore_aes_cipher *used, const uint8_t *text, size_t text_len,
                                           const uint8_t *aad, size_t aad_len, uint8_t *out, size_t out_cap, size_t *out_len)
{
    (void)used, (void)text, (void)text_len, (void)aad, (void)aad_len, (void)out, (void)out_cap;
    *out_len = 0;
    return next;
}

netcore_aes_status netcore_aes_encrypt(const netcore_aes_cipher *used, const uint8_t *plaintext, size_t plaintext_len,
                                       uint8_t *out, size_t out_cap, size_t *out_len)
{
    return netcore_aes_encrypt_aad(used, plaintext, plaintext_len, NULL, 0, out, out_cap, out_len);
}

netcore_aes_status netcore_aes_decrypt(const netcore_aes_cipher *used, const uint8_t *text, size_t text_len, uint8_t *out,
                                       size_t out_cap, size_t *out_len)
{
    return netcore_aes_decrypt_aad(used, text, text_len, NULL, 0, out, out_cap, out_len);
}

netcore_aes_status netcore_aes_encrypt_batch(const netcore_aes_cipher *used, const uint8_t *data, const uint64_t *offsets,
                                             size_t count, uint8_t *out, size_t out_cap, uint64_t *out_offsets)
{
    (void)used, (void)data, (void)offsets, (void)count, (void)out, (void)out_cap, (void)out_offsets;
    return next;
}

netcore_aes_status netcore_aes_decrypt_batch(const netcore_aes_cipher *used, const uint8_t *data, const uint64_t *offsets,
                                             size_t count, uint8_t *out, size_t out_cap, uint64_t *out_offsets,
                                             size_t *failed)
{
    (void)used, (void)data, (void)offsets, (void)count, (void)out, (void)out_cap, (void)out_offsets;
    *failed = next == NETCORE_AES_ERR_DECRYPT || next == NETCORE_AES_ERR_ENCODING ? 1 : SIZE_MAX;
    return next;
}

netcore_aes_status netcore_aes_check_events(const uint8_t *payload, size_t payload_len, const char *asset_id,
                                            size_t asset_id_len, int64_t now, char *out, size_t out_cap, size_t *out_len,
                                            size_t *errors, size_t *warnings)
{
    (void)payload, (void)payload_len, (void)asset_id, (void)asset_id_len, (void)now, (void)out, (void)out_cap;
    (void)errors, (void)warnings;
    *out_len = 0;
    return next;
}

netcore_aes_status netcore_aes_request_url(uint32_t region, char *out, size_t out_cap, size_t *out_len)
{
    (void)region, (void)out, (void)out_cap;
    *out_len = 0;
    return next;
}

netcore_aes_status netcore_aes_request_headers(uint32_t scheme, const char *asset_id, size_t asset_id_len,
                                               const char *api_key, size_t api_key_len, char *out, size_t out_cap,
                                               size_t *out_len)
{
    (void)scheme, (void)asset_id, (void)asset_id_len, (void)api_key, (void)api_key_len, (void)out_cap;
    *out_len = next ? 0 : 6;
    memcpy(out, "a: b\r\n", *out_len);
    return next;
}

netcore_aes_status netcore_aes_request_body(uint32_t scheme, const uint8_t *text, size_t text_len, char *out,
                                            size_t out_cap, size_t *out_len)
{
    (void)scheme, (void)text, (void)text_len, (void)out, (void)out_cap;
    *out_len = 0;
    return next;
}

netcore_aes_status netcore_aes_upload_stream_new(size_t max_events, size_t max_payload_len, size_t max_event_len,
                                                 netcore_aes_upload_stream **stream)
{
    (void)max_events, (void)max_payload_len, (void)max_event_len;
    *stream = next ? NULL : (netcore_aes_upload_stream *)&next;
    return next;
}

netcore_aes_status netcore_aes_upload_stream_next(const netcore_aes_upload_stream *stream, const netcore_aes_cipher *used,
                                                  const uint8_t *data, size_t data_len, const char *asset_id,
                                                  size_t asset_id_len, int64_t now, netcore_aes_upload *upload)
{
    static char found;
    (void)stream, (void)used, (void)asset_id, (void)asset_id_len, (void)now;
    memset(upload, 0, sizeof *upload);
    upload->read = data_len;
    if (data_len)
        found = (char)*data;
    if (found != 'b' && found != 'p')
        return data_len ? NETCORE_AES_OK : next;
    upload->kind = found == 'b' ? NETCORE_AES_UPLOAD_BODIES : NETCORE_AES_UPLOAD_PROBLEMS;
    upload->count = 1;
    return NETCORE_AES_OK;
}

netcore_aes_status netcore_aes_upload_stream_bodies(const netcore_aes_upload_stream *stream, const netcore_aes_cipher *used,
                                                    char *bodies, size_t bodies_cap, uint64_t *offsets,
                                                    netcore_aes_upload_events *events, size_t count, size_t *bodies_len)
{
    (void)stream, (void)used, (void)bodies, (void)bodies_cap, (void)offsets, (void)events, (void)count;
    *bodies_len = 0;
    return next;
}

netcore_aes_status netcore_aes_upload_stream_problems(const netcore_aes_upload_stream *stream, uint8_t *event,
                                                      size_t event_cap, char *problems, size_t problems_cap)
{
    (void)stream, (void)event, (void)event_cap, (void)problems, (void)problems_cap;
    return next;
}

netcore_aes_status netcore_aes_upload_stream_finish(const netcore_aes_upload_stream *stream)
{
    (void)stream;
    return next;
}

void netcore_aes_upload_stream_free(netcore_aes_upload_stream *stream) { (void)stream; }
