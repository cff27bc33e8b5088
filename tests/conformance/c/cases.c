/* The cases of the schemes: encrypt, decrypt, round trips and refused keys. */
#include "driver.h"

static netcore_aes_status encrypt(const netcore_aes_cipher *cipher, buffer plaintext, buffer aad, buffer *text)
{
    size_t len;
    must(netcore_aes_encrypted_len(cipher, plaintext.len, &len));
    *text = allocate(len);
    return netcore_aes_encrypt_aad(
        cipher, plaintext.data, plaintext.len, aad.data, aad.len, text->data, text->len, &text->len);
}

static netcore_aes_status decrypt(const netcore_aes_cipher *cipher, buffer text, buffer aad, buffer *plaintext)
{
    size_t len;
    must(netcore_aes_decrypted_bound(cipher, text.len, &len));
    *plaintext = allocate(len);
    return netcore_aes_decrypt_aad(
        cipher, text.data, text.len, aad.data, aad.len, plaintext->data, plaintext->len, &plaintext->len);
}

static void roundtrip(const netcore_aes_cipher *cipher, buffer plaintext, buffer aad)
{
    buffer text, back;
    must(encrypt(cipher, plaintext, aad, &text));
    must(decrypt(cipher, text, aad, &back));
    printf("\tok\t");
    put_text(text);
    putchar('\t');
    put_hex(back.data, back.len);
    free(text.data);
    free(back.data);
}

static void run_decrypt(const netcore_aes_cipher *cipher, const char *text, buffer aad)
{
    buffer plaintext, again, back;
    netcore_aes_status status = decrypt(cipher, (buffer){(uint8_t *)text, strlen(text)}, aad, &plaintext);
    if (status != NETCORE_AES_OK) {
        put_error(status);
    } else {
        must(encrypt(cipher, plaintext, aad, &again));
        must(decrypt(cipher, again, aad, &back));
        printf("\tok\t");
        put_hex(plaintext.data, plaintext.len);
        printf("\t%zu\t", again.len);
        put_hex(back.data, back.len);
        free(again.data);
        free(back.data);
    }
    free(plaintext.data);
}

static void run_encrypt(const netcore_aes_cipher *cipher, buffer plaintext, buffer aad)
{
    buffer text;
    netcore_aes_status status = encrypt(cipher, plaintext, aad, &text);
    if (status == NETCORE_AES_OK) {
        printf("\tok\t");
        put_text(text);
    } else {
        put_error(status);
    }
    free(text.data);
}

static void run_op(const netcore_aes_cipher *cipher, const cJSON *vector)
{
    const char *op = string(vector, "op"), *text = string(vector, "text");
    buffer plaintext = from_hex(string(vector, "plaintext")), aad = from_hex(string(vector, "aad"));
    if (!strcmp(op, "new"))
        printf("\tok\t%u\t%s", (unsigned)netcore_aes_cipher_scheme(cipher),
            netcore_aes_cipher_key_form(cipher) == NETCORE_AES_KEY_FORM_TEXT ? "text" : "base64");
    else if (!strcmp(op, "roundtrip"))
        roundtrip(cipher, plaintext, aad);
    else if (!strcmp(op, "decrypt"))
        run_decrypt(cipher, text, aad);
    else
        run_encrypt(cipher, plaintext, aad);
    free(plaintext.data);
    free(aad.data);
}

void run_case(const char *file, const cJSON *vector)
{
    const char *key = string(vector, "key"), *iv = string(vector, "iv");
    uint32_t scheme = (uint32_t)cJSON_GetObjectItemCaseSensitive(vector, "scheme")->valuedouble;
    netcore_aes_cipher *cipher;
    netcore_aes_status status
        = netcore_aes_cipher_new(scheme, bytes(key), strlen(key), bytes(iv), strlen(iv), &cipher);
    printf("case\t%s\t%s", file, string(vector, "id"));
    if (status == NETCORE_AES_OK) {
        run_op(cipher, vector);
    } else {
        char words[NETCORE_AES_EXPLANATION_SIZE];
        size_t len;
        must(netcore_aes_cipher_explain(scheme, bytes(key), strlen(key), bytes(iv), strlen(iv), words, sizeof words, &len));
        put_error(status);
        putchar('\t');
        put_hex(words, len);
    }
    putchar('\n');
    netcore_aes_cipher_free(cipher);
    count++;
}
