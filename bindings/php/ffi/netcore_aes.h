#define FFI_SCOPE "NETCORE_AES"
#define FFI_LIB "libnetcore_aes.so.1"
/* Generated from include/netcore_aes.h by tools/generate-declarations.php: do not edit. */
typedef struct netcore_aes_cipher netcore_aes_cipher;
typedef int32_t netcore_aes_status;
const char *netcore_aes_version(void);
uint32_t netcore_aes_abi_version(void);
const char *netcore_aes_instruction_set(void);
const char *netcore_aes_status_message(netcore_aes_status status);
const char *netcore_aes_status_name(netcore_aes_status status);
size_t netcore_aes_key_size(void);
size_t netcore_aes_iv_size(void);
size_t netcore_aes_gcm_key_size(void);
netcore_aes_status netcore_aes_keygen(char key[33], char iv[17]);
netcore_aes_status netcore_aes_gcm_keygen(char key[45]);
netcore_aes_status netcore_aes_cipher_new(uint32_t scheme, const char *key, size_t key_len, const char *iv, size_t iv_len, netcore_aes_cipher **cipher);
netcore_aes_status netcore_aes_cipher_explain(uint32_t scheme, const char *key, size_t key_len, const char *iv, size_t iv_len, char *out, size_t out_cap, size_t *out_len);
uint32_t netcore_aes_cipher_scheme(const netcore_aes_cipher *cipher);
uint32_t netcore_aes_cipher_key_form(const netcore_aes_cipher *cipher);
uint32_t netcore_aes_cipher_key_is_published(const netcore_aes_cipher *cipher);
void netcore_aes_cipher_free(netcore_aes_cipher *cipher);
netcore_aes_status netcore_aes_encrypted_len(const netcore_aes_cipher *cipher, size_t plaintext_len, size_t *len);
netcore_aes_status netcore_aes_encrypt(const netcore_aes_cipher *cipher, const char *plaintext, size_t plaintext_len, char *out, size_t out_cap, size_t *out_len);
netcore_aes_status netcore_aes_encrypt_aad(const netcore_aes_cipher *cipher, const char *plaintext, size_t plaintext_len, const char *aad, size_t aad_len, char *out, size_t out_cap, size_t *out_len);
netcore_aes_status netcore_aes_decrypted_bound(const netcore_aes_cipher *cipher, size_t text_len, size_t *len);
netcore_aes_status netcore_aes_decrypt(const netcore_aes_cipher *cipher, const char *text, size_t text_len, char *out, size_t out_cap, size_t *out_len);
netcore_aes_status netcore_aes_decrypt_aad(const netcore_aes_cipher *cipher, const char *text, size_t text_len, const char *aad, size_t aad_len, char *out, size_t out_cap, size_t *out_len);
netcore_aes_status netcore_aes_encrypted_batch_len(const netcore_aes_cipher *cipher, const uint64_t *offsets, size_t count, size_t *len);
netcore_aes_status netcore_aes_encrypt_batch(const netcore_aes_cipher *cipher, const char *data, const uint64_t *offsets, size_t count, char *out, size_t out_cap, uint64_t *out_offsets);
netcore_aes_status netcore_aes_decrypted_batch_bound(const netcore_aes_cipher *cipher, const uint64_t *offsets, size_t count, size_t *len);
netcore_aes_status netcore_aes_decrypt_batch(const netcore_aes_cipher *cipher, const char *data, const uint64_t *offsets, size_t count, char *out, size_t out_cap, uint64_t *out_offsets, size_t *failed);
netcore_aes_status netcore_aes_check_events(const char *payload, size_t payload_len, const char *asset_id, size_t asset_id_len, int64_t now, char *out, size_t out_cap, size_t *out_len, size_t *errors, size_t *warnings);
netcore_aes_status netcore_aes_request_url(uint32_t region, char *out, size_t out_cap, size_t *out_len);
netcore_aes_status netcore_aes_request_headers(uint32_t scheme, const char *asset_id, size_t asset_id_len, const char *api_key, size_t api_key_len, char *out, size_t out_cap, size_t *out_len);
netcore_aes_status netcore_aes_request_body(uint32_t scheme, const char *text, size_t text_len, char *out, size_t out_cap, size_t *out_len);
