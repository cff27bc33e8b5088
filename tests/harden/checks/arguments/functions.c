/* Every function of the header, in its order. */
#include "matrix.h"

#define P(index) a[index].pointer
#define N(index) a[index].number
#define CALL(name, ...) \
    static int64_t name(const union word *a) \
    { \
        (void)a; \
        return __VA_ARGS__; \
    }

/* 0 for a string that is not empty, 1 for NULL. */
static int64_t says(const char *string)
{
    return string == NULL ? 1 : strlen(string) > 2 ? 0 : -1;
}

CALL(version, says(netcore_aes_version()))
CALL(abi_version, netcore_aes_abi_version() == NETCORE_AES_ABI_VERSION ? 0 : -1)
CALL(instruction_set, says(netcore_aes_instruction_set()))
CALL(status_message, says(netcore_aes_status_message((int32_t)N(0))))
CALL(status_name, says(netcore_aes_status_name((int32_t)N(0))))
CALL(key_size, netcore_aes_key_size() == NETCORE_AES_KEY_SIZE ? 0 : -1)
CALL(iv_size, netcore_aes_iv_size() == NETCORE_AES_IV_SIZE ? 0 : -1)
CALL(gcm_key_size, netcore_aes_gcm_key_size() == NETCORE_AES_GCM_KEY_SIZE ? 0 : -1)
CALL(keygen, netcore_aes_keygen(P(0), P(1)))
CALL(gcm_keygen, netcore_aes_gcm_keygen(P(0)))

/* Frees a new handle, and leaves the output as the call wrote it. */
static int64_t cipher_new(const union word *a)
{
    netcore_aes_status status = netcore_aes_cipher_new((uint32_t)N(0), P(1), N(2), P(3), N(4), P(5));
    if (status == NETCORE_AES_OK) {
        netcore_aes_cipher *made;
        memcpy(&made, P(5), sizeof made);
        netcore_aes_cipher_free(made);
    }
    return status;
}

/* Frees a spare handle, since the frame needs its own. */
netcore_aes_cipher *spare;

static int64_t cipher_free(const union word *a)
{
    netcore_aes_cipher_free(P(0) ? spare : NULL);
    if (P(0))
        spare = NULL;
    return 0;
}

/* Frees a new stream, as above. */
static int64_t upload_stream_new(const union word *a)
{
    netcore_aes_status status = netcore_aes_upload_stream_new(N(0), N(1), N(2), P(3));
    if (status == NETCORE_AES_OK) {
        netcore_aes_upload_stream *made;
        memcpy(&made, P(3), sizeof made);
        netcore_aes_upload_stream_free(made);
    }
    return status;
}

static int64_t upload_stream_free(const union word *a)
{
    netcore_aes_upload_stream_free(P(0));
    if (P(0))
        stream = NULL;
    return 0;
}

CALL(cipher_explain, netcore_aes_cipher_explain((uint32_t)N(0), P(1), N(2), P(3), N(4), P(5), N(6), P(7)))
CALL(cipher_scheme, netcore_aes_cipher_scheme(P(0)))
CALL(cipher_key_form, netcore_aes_cipher_key_form(P(0)))
CALL(cipher_key_is_published, netcore_aes_cipher_key_is_published(P(0)))
CALL(encrypted_len, netcore_aes_encrypted_len(P(0), N(1), P(2)))
CALL(encrypt, netcore_aes_encrypt(P(0), P(1), N(2), P(3), N(4), P(5)))
CALL(encrypt_aad, netcore_aes_encrypt_aad(P(0), P(1), N(2), P(3), N(4), P(5), N(6), P(7)))
CALL(decrypted_bound, netcore_aes_decrypted_bound(P(0), N(1), P(2)))
CALL(decrypt, netcore_aes_decrypt(P(0), P(1), N(2), P(3), N(4), P(5)))
CALL(decrypt_aad, netcore_aes_decrypt_aad(P(0), P(1), N(2), P(3), N(4), P(5), N(6), P(7)))
CALL(encrypted_batch_len, netcore_aes_encrypted_batch_len(P(0), P(1), N(2), P(3)))
CALL(encrypt_batch, netcore_aes_encrypt_batch(P(0), P(1), P(2), N(3), P(4), N(5), P(6)))
CALL(decrypted_batch_bound, netcore_aes_decrypted_batch_bound(P(0), P(1), N(2), P(3)))
CALL(decrypt_batch, netcore_aes_decrypt_batch(P(0), P(1), P(2), N(3), P(4), N(5), P(6), P(7)))
CALL(encrypted_batch_len_i32, netcore_aes_encrypted_batch_len_i32(P(0), P(1), N(2), P(3)))
CALL(encrypt_batch_i32, netcore_aes_encrypt_batch_i32(P(0), P(1), P(2), N(3), P(4), N(5), P(6)))
CALL(decrypted_batch_bound_i32, netcore_aes_decrypted_batch_bound_i32(P(0), P(1), N(2), P(3)))
CALL(decrypt_batch_i32, netcore_aes_decrypt_batch_i32(P(0), P(1), P(2), N(3), P(4), N(5), P(6), P(7)))
CALL(check_events,
    netcore_aes_check_events(P(0), N(1), P(2), N(3), (int64_t)N(4), P(5), N(6), P(7), P(8), P(9)))
CALL(request_url, netcore_aes_request_url((uint32_t)N(0), P(1), N(2), P(3)))
CALL(request_headers, netcore_aes_request_headers((uint32_t)N(0), P(1), N(2), P(3), N(4), P(5), N(6), P(7)))
CALL(request_body, netcore_aes_request_body((uint32_t)N(0), P(1), N(2), P(3), N(4), P(5)))
CALL(upload_stream_next,
    netcore_aes_upload_stream_next(P(0), P(1), P(2), N(3), P(4), N(5), (int64_t)N(6), P(7)))
CALL(upload_stream_bodies, netcore_aes_upload_stream_bodies(P(0), P(1), P(2), N(3), P(4), P(5), N(6), P(7)))
CALL(upload_stream_problems, netcore_aes_upload_stream_problems(P(0), P(1), N(2), P(3), N(4)))
CALL(upload_stream_flush, netcore_aes_upload_stream_flush(P(0)))
CALL(upload_stream_finish, netcore_aes_upload_stream_finish(P(0)))

#define F(name, ...) {"netcore_aes_" #name, name, __VA_ARGS__}
#define OUT "out:o out_cap:c out_len:p"
#define BATCH "cipher:h data:d offsets:f count:n out:o out_cap:c out_offsets:g"
#define NULL_IS NETCORE_AES_ERR_NULL

const struct function FUNCTIONS[] = {
    F(version, "", 0, false),
    F(abi_version, "", 0, false),
    F(instruction_set, "", 0, false),
    F(status_message, "status:v", 0, false),
    F(status_name, "status:v", 0, false),
    F(key_size, "", 0, false),
    F(iv_size, "", 0, false),
    F(gcm_key_size, "", 0, false),
    F(keygen, "key33:k iv17:k", NULL_IS, false),
    F(gcm_keygen, "key45:k", NULL_IS, false),
    F(cipher_new, "scheme:s key:i key_len:l iv:i iv_len:l cipher:P", NULL_IS, true),
    F(cipher_explain, "scheme:s key:i key_len:l iv:i iv_len:l " OUT, NULL_IS, true),
    F(cipher_scheme, "cipher:h", 0, true),
    F(cipher_key_form, "cipher:h", 0, true),
    F(cipher_key_is_published, "cipher:h", 0, true),
    F(cipher_free, "cipher:h", 0, true),
    F(encrypted_len, "cipher:h plaintext_len:L len:p", NULL_IS, true),
    F(encrypt, "cipher:h plaintext:i plaintext_len:l " OUT, NULL_IS, true),
    F(encrypt_aad, "cipher:h plaintext:i plaintext_len:l aad:i aad_len:l " OUT, NULL_IS, true),
    F(decrypted_bound, "cipher:h text_len:L len:p", NULL_IS, true),
    F(decrypt, "cipher:h text:i text_len:l " OUT, NULL_IS, true),
    F(decrypt_aad, "cipher:h text:i text_len:l aad:i aad_len:l " OUT, NULL_IS, true),
    F(encrypted_batch_len, "cipher:h offsets:f count:n len:p", NULL_IS, true),
    F(encrypt_batch, BATCH, NULL_IS, true),
    F(decrypted_batch_bound, "cipher:h offsets:f count:n len:p", NULL_IS, true),
    F(decrypt_batch, BATCH " failed:p", NULL_IS, true),
    F(encrypted_batch_len_i32, "cipher:h offsets:f count:n len:p", NULL_IS, true),
    F(encrypt_batch_i32, BATCH, NULL_IS, true),
    F(decrypted_batch_bound_i32, "cipher:h offsets:f count:n len:p", NULL_IS, true),
    F(decrypt_batch_i32, BATCH " failed:p", NULL_IS, true),
    F(check_events,
        "payload:i payload_len:l asset_id:i asset_id_len:l now:v " OUT " errors:p warnings:p", NULL_IS, false),
    F(request_url, "region:v " OUT, NULL_IS, false),
    F(request_headers, "scheme:s asset_id:i asset_id_len:l api_key:i api_key_len:l " OUT, NULL_IS, true),
    F(request_body, "scheme:s text:i text_len:l " OUT, NULL_IS, true),
    F(upload_stream_new, "max_events:v max_payload_len:v max_event_len:v stream:P", NULL_IS, false),
    F(upload_stream_next,
        "stream:t cipher:h stream_data:i data_len:l asset_id:i asset_id_len:l now:v upload72:p", NULL_IS, true),
    F(upload_stream_bodies,
        "stream:t cipher:h bodies:o bodies_cap:c body_offsets:g events:e count:n bodies_len:p", NULL_IS, true),
    F(upload_stream_problems, "stream:t event:o event_cap:c problems:o problems_cap:c", NULL_IS, false),
    F(upload_stream_flush, "stream:t", NULL_IS, false),
    F(upload_stream_finish, "stream:t", NULL_IS, false),
    F(upload_stream_free, "stream:t", 0, false),
};
const size_t FUNCTION_COUNT = sizeof FUNCTIONS / sizeof *FUNCTIONS;
