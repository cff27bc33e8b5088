/* Every shared vector, as every language runs it. Argument: the folder of the vectors. */
#include "json.h"

/* Memory for an output, filled with a value that no result has. */
static buffer output(size_t len)
{
    buffer made = allocate(len);
    memset(made.data, UNTOUCHED, len);
    return made;
}

static netcore_aes_status make(const cJSON *vector, netcore_aes_cipher **cipher)
{
    const char *key = string(vector, "key"), *iv = string(vector, "iv");
    bool has_iv = cJSON_IsString(cJSON_GetObjectItemCaseSensitive(vector, "iv"));
    uint32_t scheme = (uint32_t)cJSON_GetObjectItemCaseSensitive(vector, "scheme")->valuedouble;
    return netcore_aes_cipher_new(scheme, bytes(key), strlen(key), has_iv ? bytes(iv) : NULL, strlen(iv), cipher);
}

static netcore_aes_status encrypt(const netcore_aes_cipher *cipher, buffer plaintext, buffer aad, buffer *text)
{
    size_t len;
    CHECK_STATUS(OK, netcore_aes_encrypted_len(cipher, plaintext.len, &len));
    *text = output(len);
    netcore_aes_status status = netcore_aes_encrypt_aad(
        cipher, plaintext.data, plaintext.len, aad.data, aad.len, text->data, text->len, &len);
    CHECK(len == (status == NETCORE_AES_OK ? text->len : 0));
    return status;
}

static netcore_aes_status decrypt(
    const netcore_aes_cipher *cipher, const uint8_t *text, size_t text_len, buffer aad, buffer *plaintext)
{
    size_t len;
    CHECK_STATUS(OK, netcore_aes_decrypted_bound(cipher, text_len, &len));
    *plaintext = output(len);
    netcore_aes_status status = netcore_aes_decrypt_aad(
        cipher, text, text_len, aad.data, aad.len, plaintext->data, plaintext->len, &len);
    if (status != NETCORE_AES_OK) /* refused at once, or wiped */
        CHECK(len == 0 && all_are(plaintext->data, plaintext->len, status == NETCORE_AES_ERR_SCHEME ? UNTOUCHED : 0));
    plaintext->len = len;
    return status;
}

/* Decrypts the vector's text. After a success, compares the plaintext, and encrypts and decrypts it again. */
static netcore_aes_status run_decrypt(const netcore_aes_cipher *cipher, const char *text, buffer expected, buffer aad)
{
    buffer plaintext, again, back;
    netcore_aes_status status = decrypt(cipher, bytes(text), strlen(text), aad, &plaintext);
    if (status == NETCORE_AES_OK) {
        CHECK(plaintext.len == expected.len && !memcmp(plaintext.data, expected.data, expected.len));
        CHECK_STATUS(OK, encrypt(cipher, expected, aad, &again));
        CHECK_STATUS(OK, decrypt(cipher, again.data, again.len, aad, &back));
        CHECK(back.len == expected.len && !memcmp(back.data, expected.data, expected.len));
        free(again.data);
        free(back.data);
    }
    free(plaintext.data);
    return status;
}

static netcore_aes_status run_encrypt(const netcore_aes_cipher *cipher, const char *expected, buffer plaintext, buffer aad)
{
    buffer text;
    netcore_aes_status status = encrypt(cipher, plaintext, aad, &text);
    if (status == NETCORE_AES_OK)
        CHECK(text.len == strlen(expected) && !memcmp(text.data, expected, text.len));
    free(text.data);
    return status;
}

static netcore_aes_status run_op(const netcore_aes_cipher *cipher, const cJSON *vector)
{
    const char *op = string(vector, "op"), *text = string(vector, "text");
    buffer plaintext = from_hex(string(vector, "plaintext")), aad = from_hex(string(vector, "aad"));
    netcore_aes_status status = NETCORE_AES_OK;
    if (!strcmp(op, "roundtrip") || !strcmp(op, "encrypt"))
        status = run_encrypt(cipher, text, plaintext, aad);
    if (!strcmp(op, "roundtrip") || !strcmp(op, "decrypt"))
        status = run_decrypt(cipher, text, plaintext, aad);
    free(plaintext.data);
    free(aad.data);
    return status;
}

static void run(const cJSON *vector)
{
    netcore_aes_cipher *cipher = NULL;
    const char *error = string(vector, "error");
    char expected[64] = "NETCORE_AES_OK";
    if (*error)
        snprintf(expected, sizeof expected, "NETCORE_AES_ERR_%s", error);
    netcore_aes_status status = make(vector, &cipher);
    CHECK((cipher != NULL) == (status == NETCORE_AES_OK));
    if (cipher)
        status = run_op(cipher, vector);
    if (!CHECK(!strcmp(netcore_aes_status_name(status), expected)))
        fprintf(stderr, "%s gave %s\n", string(vector, "id"), netcore_aes_status_name(status));
    netcore_aes_cipher_free(cipher);
}

int main(int argc, char **argv)
{
    static const char *const FILES[] = {"11256.json", "11257.json", "11258.json"};
    for (size_t i = 0; argc == 2 && i < SCHEME_COUNT; i++)
        CHECK(run_vectors(argv[1], FILES[i], run) >= 60);
    if (argc == 2)
        CHECK(run_vectors(argv[1], "golden.json", run) == 1);
    return summary();
}
