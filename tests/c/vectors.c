/* Every shared vector, as every language runs it. Argument: the folder of the vectors. */
#include "check.h"

#include <cjson/cJSON.h>

enum { UNTOUCHED = 0xee };

typedef struct {
    uint8_t *data;
    size_t len;
} buffer;

/* Memory of exactly this length, so that valgrind sees one byte too many. */
static buffer allocate(size_t len)
{
    buffer made = {malloc(len ? len : 1), len};
    if (!made.data)
        exit(2);
    memset(made.data, UNTOUCHED, len);
    return made;
}

static buffer from_hex(const char *hex)
{
    buffer made = allocate(strlen(hex) / 2);
    for (size_t i = 0; i < made.len; i++) {
        char digits[] = {hex[2 * i], hex[2 * i + 1], '\0'};
        made.data[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return made;
}

static const char *string(const cJSON *vector, const char *field)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(vector, field));
    return value ? value : "";
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
    *text = allocate(len);
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
    *plaintext = allocate(len);
    netcore_aes_status status = netcore_aes_decrypt_aad(
        cipher, text, text_len, aad.data, aad.len, plaintext->data, plaintext->len, &len);
    if (status != NETCORE_AES_OK) /* refused at once, or wiped */
        CHECK(len == 0 && all_are(plaintext->data, plaintext->len, status == NETCORE_AES_ERR_SCHEME ? UNTOUCHED : 0));
    plaintext->len = len;
    return status;
}

/* Decrypts the vector's text; if that is to succeed, compares, and takes the plaintext there and back again. */
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

static cJSON *load(const char *folder, const char *file)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *stream = fopen(path, "rb");
    if (!stream || fseek(stream, 0, SEEK_END)) {
        perror(path);
        exit(2);
    }
    buffer text = allocate((size_t)ftell(stream));
    rewind(stream);
    bool whole = fread(text.data, 1, text.len, stream) == text.len;
    cJSON *json = whole ? cJSON_ParseWithLength((char *)text.data, text.len) : NULL;
    fclose(stream);
    free(text.data);
    if (!json)
        exit(2);
    return json;
}

int main(int argc, char **argv)
{
    static const char *const FILES[] = {"11256.json", "11257.json", "11258.json", "golden.json"};
    for (size_t i = 0; argc == 2 && i < sizeof FILES / sizeof *FILES; i++) {
        cJSON *json = load(argv[1], FILES[i]);
        int count = 0;
        cJSON *vector;
        cJSON_ArrayForEach(vector, cJSON_GetObjectItemCaseSensitive(json, "cases"))
        {
            run(vector);
            count++;
        }
        CHECK(count == cJSON_GetObjectItemCaseSensitive(json, "count")->valueint);
        CHECK(count >= 60 || !strcmp(FILES[i], "golden.json"));
        printf("%s: %d vectors\n", FILES[i], count);
        cJSON_Delete(json);
    }
    return summary();
}
