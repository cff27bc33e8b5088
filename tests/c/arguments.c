/* Every bad argument of every function for one message, and the outputs after it. */
#include "check.h"

#include <limits.h>

static uint8_t out[4096];
static size_t len;

static void reset(void)
{
    memset(out, UNTOUCHED, sizeof out);
    len = 77;
}

/* An output that is too small: nothing is written, and the length is the needed one. */
#define TOO_SMALL(needed, call) \
    do { \
        reset(); \
        CHECK_STATUS(ERR_BUFFER_TOO_SMALL, call); \
        CHECK(len == (needed) && all_are(out, sizeof out, UNTOUCHED)); \
    } while (0)

static void test_versions_and_sizes(void)
{
    char expected[64];
    CHECK(!strcmp(netcore_aes_version(), NETCORE_AES_VERSION));
    CHECK(netcore_aes_abi_version() == NETCORE_AES_ABI_VERSION);
    static const char *const INSTRUCTION_SETS[] = {"vaes512", "vaes256", "aesni", "armv8", "portable"};
    size_t known = 0;
    while (known < 4 && strcmp(netcore_aes_instruction_set(), INSTRUCTION_SETS[known]))
        known++;
    CHECK(known < 4);
    CHECK(netcore_aes_key_size() == NETCORE_AES_KEY_SIZE && NETCORE_AES_KEY_SIZE == 33);
    CHECK(netcore_aes_iv_size() == NETCORE_AES_IV_SIZE && NETCORE_AES_IV_SIZE == 17);
    CHECK(netcore_aes_gcm_key_size() == NETCORE_AES_GCM_KEY_SIZE && NETCORE_AES_GCM_KEY_SIZE == 45);
    snprintf(expected, sizeof expected, "%s", netcore_aes_status_message(12345));
    CHECK(strstr(expected, "unknown to this version"));
    CHECK(netcore_aes_status_name(-1) == NULL);
}

static void test_keygen(void)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    char key[NETCORE_AES_KEY_SIZE], iv[NETCORE_AES_IV_SIZE], other[NETCORE_AES_KEY_SIZE];
    CHECK_STATUS(OK, netcore_aes_keygen(key, iv));
    CHECK(strlen(key) == 32 && strspn(key, LETTERS) == 32);
    CHECK(strlen(iv) == 16 && strspn(iv, LETTERS) == 16);
    CHECK_STATUS(OK, netcore_aes_keygen(other, iv));
    CHECK(strcmp(key, other) != 0);
    CHECK_STATUS(ERR_NULL, netcore_aes_keygen(NULL, iv));
    CHECK_STATUS(ERR_NULL, netcore_aes_keygen(key, NULL));

    char both[NETCORE_AES_KEY_SIZE + NETCORE_AES_IV_SIZE];
    memset(both, UNTOUCHED, sizeof both);
    CHECK_STATUS(ERR_OVERLAP, netcore_aes_keygen(both, both + NETCORE_AES_KEY_SIZE - 1));
    CHECK_STATUS(ERR_OVERLAP, netcore_aes_keygen(both + 1, both));
    CHECK(all_are(both, sizeof both, UNTOUCHED));
    CHECK_STATUS(OK, netcore_aes_keygen(both, both + NETCORE_AES_KEY_SIZE));

    char gcm_key[NETCORE_AES_GCM_KEY_SIZE];
    netcore_aes_cipher *cipher;
    CHECK_STATUS(ERR_NULL, netcore_aes_gcm_keygen(NULL));
    CHECK_STATUS(OK, netcore_aes_gcm_keygen(gcm_key));
    CHECK(strlen(gcm_key) == 44 && gcm_key[43] == '=');
    CHECK_STATUS(OK, netcore_aes_cipher_new(11258, bytes(gcm_key), 44, NULL, 0, &cipher));
    CHECK(netcore_aes_cipher_key_form(cipher) == NETCORE_AES_KEY_FORM_BASE64);
    CHECK(netcore_aes_cipher_scheme(cipher) == 11258);
    netcore_aes_cipher_free(cipher);
}

/* A refused setup: the handle is NULL. */
#define NOT_CREATED(expected, ...) \
    do { \
        netcore_aes_cipher *handle = (netcore_aes_cipher *)(uintptr_t)1; \
        CHECK_STATUS(expected, netcore_aes_cipher_new(__VA_ARGS__, &handle)); \
        CHECK(handle == NULL); \
    } while (0)

static void test_cipher_new(void)
{
    const uint8_t *key = bytes(KEY), *iv = bytes(IV);
    NOT_CREATED(ERR_SCHEME, 0, key, 32, iv, 16);
    NOT_CREATED(ERR_SCHEME, UINT32_MAX, key, 32, iv, 16);
    NOT_CREATED(ERR_SCHEME, 11255, key, 31, iv, 15); /* the scheme first */
    NOT_CREATED(ERR_NULL, 11256, NULL, 32, iv, 16);
    NOT_CREATED(ERR_NULL, 11256, key, 32, NULL, 16);
    NOT_CREATED(ERR_NULL, 11256, NULL, SIZE_MAX, iv, 16);
    NOT_CREATED(ERR_TOO_LARGE, 11256, key, SIZE_MAX, iv, 16);
    NOT_CREATED(ERR_TOO_LARGE, 11256, key, 32, iv, (size_t)PTRDIFF_MAX + 1);
    NOT_CREATED(ERR_KEY, 11256, NULL, 0, iv, 16);
    NOT_CREATED(ERR_KEY, 11256, key, 31, iv, 15); /* then the key */
    NOT_CREATED(ERR_KEY, 11256, bytes("0123456789abcdefghijklmnopqrstu"), 32, iv, 16); /* a NUL cannot be part of a key */
    NOT_CREATED(ERR_KEY, 11256, bytes("\xff\xfe\xfd\xfc\xff\xfe\xfd\xfc\xff\xfe\xfd\xfc\xff\xfe\xfd\xfc"
                                   "\xff\xfe\xfd\xfc\xff\xfe\xfd\xfc\xff\xfe\xfd\xfc\xff\xfe\xfd\xfc"), 32, iv, 16);
    NOT_CREATED(ERR_IV, 11256, key, 32, NULL, 0);
    NOT_CREATED(ERR_IV, 11256, key, 32, iv, 15);
    NOT_CREATED(ERR_IV, 11256, key, 32, iv, 17);
    NOT_CREATED(ERR_IV, 11258, key, 32, iv, 16);
    CHECK_STATUS(ERR_NULL, netcore_aes_cipher_new(11256, key, 32, iv, 16, NULL));

    union {
        uint8_t key[64];
        netcore_aes_cipher *handle;
    } shared;
    memcpy(shared.key, KEY, 32);
    CHECK_STATUS(ERR_OVERLAP, netcore_aes_cipher_new(11256, shared.key, 32, iv, 16, &shared.handle));
    CHECK(!memcmp(shared.key, KEY, 32));

    netcore_aes_cipher *cipher = new_cipher(11257);
    CHECK(netcore_aes_cipher_scheme(cipher) == 11257);
    CHECK(netcore_aes_cipher_key_form(cipher) == NETCORE_AES_KEY_FORM_TEXT);
    CHECK(netcore_aes_cipher_key_is_published(cipher) == 0);
    netcore_aes_cipher_free(cipher);
    const uint8_t *sample = (const uint8_t *)"JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4"; /* from the vendor's script */
    CHECK(netcore_aes_cipher_new(11258, sample, 32, NULL, 0, &cipher) == NETCORE_AES_OK);
    CHECK(netcore_aes_cipher_key_is_published(cipher) == 1);
    netcore_aes_cipher_free(cipher);
    CHECK(netcore_aes_cipher_scheme(NULL) == 0);
    CHECK(netcore_aes_cipher_key_form(NULL) == 0);
    CHECK(netcore_aes_cipher_key_is_published(NULL) == 0);
    netcore_aes_cipher_free(NULL);
}

/* The explanation of bad arguments contains `part`, and a buffer of exactly its length suffices. */
static void explains(const char *part, uint32_t scheme, const char *key, const char *iv)
{
    char sentence[NETCORE_AES_EXPLANATION_SIZE + 1] = {0};
    CHECK_STATUS(OK, netcore_aes_cipher_explain(
        scheme, bytes(key), strlen(key), bytes(iv), strlen(iv), sentence, NETCORE_AES_EXPLANATION_SIZE, &len));
    CHECK(strlen(sentence) == len);
    if (!CHECK(strstr(sentence, part)))
        fprintf(stderr, "%s\n", sentence);
    CHECK(strlen(key) < 16 || !strstr(sentence, key));
    size_t needed = len;
    if (needed > 0)
        TOO_SMALL(needed, netcore_aes_cipher_explain(
            scheme, bytes(key), strlen(key), bytes(iv), strlen(iv), (char *)out, needed - 1, &len));
}

static void test_explain(void)
{
    explains("", 11256, KEY, IV);
    explains("scheme 7", 7, KEY, IV);
    explains("key has 5 bytes", 11256, "short", IV);
    explains("position 31", 11256, "0123456789abcdefghijklmnopqrstu\n", IV);
    explains("44 characters", 11256, "0123456789abcdefghijklmnopqrstuv############", IV);
    explains("IV has 15 bytes", 11256, KEY, "0123456789abcde");
    explains("needs an IV", 11257, KEY, "");
    explains("does not take an IV", 11258, KEY, IV);
    const uint8_t *key = bytes(KEY), *iv = bytes(IV);
    REFUSED(ERR_NULL, netcore_aes_cipher_explain(1, NULL, 1, iv, 16, (char *)out, 256, &len));
    REFUSED(ERR_NULL, netcore_aes_cipher_explain(1, key, 32, NULL, 16, (char *)out, 256, &len));
    REFUSED(ERR_NULL, netcore_aes_cipher_explain(1, key, 32, iv, 16, NULL, 256, &len));
    REFUSED(ERR_TOO_LARGE, netcore_aes_cipher_explain(1, key, SIZE_MAX, iv, 16, (char *)out, 256, &len));
    REFUSED(ERR_OVERLAP, netcore_aes_cipher_explain(1, out + 255, 32, iv, 16, (char *)out, 256, &len));
    CHECK_STATUS(ERR_NULL, netcore_aes_cipher_explain(1, key, 32, iv, 16, (char *)out, 256, NULL));
    CHECK_STATUS(ERR_OVERLAP, netcore_aes_cipher_explain(1, key, 32, iv, 16, (char *)&len, 1, &len));
}

static void test_lengths(const netcore_aes_cipher *cipher)
{
    len = 77;
    CHECK_STATUS(ERR_NULL, netcore_aes_encrypted_len(NULL, 1, &len));
    CHECK(len == 0);
    len = 77;
    CHECK_STATUS(ERR_NULL, netcore_aes_decrypted_bound(NULL, 1, &len));
    CHECK(len == 0);
    CHECK_STATUS(ERR_NULL, netcore_aes_encrypted_len(cipher, 1, NULL));
    CHECK_STATUS(ERR_NULL, netcore_aes_decrypted_bound(cipher, 1, NULL));
    static const size_t HUGE_LENGTHS[] = {SIZE_MAX, SIZE_MAX - 27, (size_t)PTRDIFF_MAX + 1};
    for (size_t i = 0; i < 3; i++) {
        len = 77;
        CHECK_STATUS(ERR_TOO_LARGE, netcore_aes_encrypted_len(cipher, HUGE_LENGTHS[i], &len));
        CHECK(len == 0);
        len = 77;
        CHECK_STATUS(ERR_TOO_LARGE, netcore_aes_decrypted_bound(cipher, HUGE_LENGTHS[i], &len));
        CHECK(len == 0);
    }
}

typedef netcore_aes_status one_message(
    const netcore_aes_cipher *, const uint8_t *, size_t, const uint8_t *, size_t, uint8_t *, size_t, size_t *);

/* Without associated data, in the shape of the functions with it. */
static netcore_aes_status encrypt(const netcore_aes_cipher *cipher, const uint8_t *in, size_t in_len,
    const uint8_t *aad, size_t aad_len, uint8_t *to, size_t cap, size_t *to_len)
{
    (void)aad, (void)aad_len;
    return netcore_aes_encrypt(cipher, in, in_len, to, cap, to_len);
}

static netcore_aes_status decrypt(const netcore_aes_cipher *cipher, const uint8_t *in, size_t in_len,
    const uint8_t *aad, size_t aad_len, uint8_t *to, size_t cap, size_t *to_len)
{
    (void)aad, (void)aad_len;
    return netcore_aes_decrypt(cipher, in, in_len, to, cap, to_len);
}

/* The refusals that encrypting and decrypting share; `in` is a good message for the call. */
static void test_message(one_message *call, const netcore_aes_cipher *cipher, const uint8_t *in, size_t in_len)
{
    uint8_t copy[512];
    REFUSED(ERR_NULL, call(NULL, in, in_len, NULL, 0, out, sizeof out, &len));
    REFUSED(ERR_NULL, call(cipher, NULL, in_len, NULL, 0, out, sizeof out, &len));
    REFUSED(ERR_NULL, call(cipher, in, in_len, NULL, 0, NULL, sizeof out, &len));
    REFUSED(ERR_TOO_LARGE, call(cipher, in, SIZE_MAX, NULL, 0, out, sizeof out, &len));
    REFUSED(ERR_TOO_LARGE, call(cipher, in, (size_t)PTRDIFF_MAX + 1, NULL, 0, out, sizeof out, &len));
    REFUSED(ERR_TOO_LARGE, call(cipher, in, in_len, NULL, 0, out, SIZE_MAX, &len));
    reset();
    CHECK_STATUS(ERR_NULL, call(cipher, in, in_len, NULL, 0, out, sizeof out, NULL));
    CHECK(all_are(out, sizeof out, UNTOUCHED));

    /* Overlap: the same memory, by one byte at either end, within. */
    memcpy(copy, in, in_len);
    len = 77;
    CHECK_STATUS(ERR_OVERLAP, call(cipher, copy, in_len, NULL, 0, copy, sizeof copy, &len));
    CHECK_STATUS(ERR_OVERLAP, call(cipher, copy, in_len, NULL, 0, copy + in_len - 1, 256, &len));
    CHECK_STATUS(ERR_OVERLAP, call(cipher, copy + 9, in_len, NULL, 0, copy, 10, &len));
    CHECK_STATUS(ERR_OVERLAP, call(cipher, copy, in_len, NULL, 0, copy + 1, 1, &len));
    CHECK(len == 0 && !memcmp(copy, in, in_len));
    CHECK_STATUS(ERR_OVERLAP, call(cipher, in, in_len, NULL, 0, (uint8_t *)&len, sizeof len, &len));
    CHECK_STATUS(ERR_OVERLAP, call(cipher, (uint8_t *)&len, sizeof len, NULL, 0, out, sizeof out, &len));
    CHECK(len == 0);

    /* Too small, by one byte and by all; then just enough, with nothing written behind. */
    CHECK_STATUS(ERR_BUFFER_TOO_SMALL, call(cipher, in, in_len, NULL, 0, NULL, 0, &len));
    size_t needed = len;
    TOO_SMALL(needed, call(cipher, in, in_len, NULL, 0, out, 0, &len));
    TOO_SMALL(needed, call(cipher, in, in_len, NULL, 0, out, needed - 1, &len));
    reset();
    CHECK_STATUS(OK, call(cipher, in, in_len, NULL, 0, out, needed, &len));
    CHECK(len > 0 && len <= needed && all_are(out + needed, sizeof out - needed, UNTOUCHED));

    /* A pointer to a length need not be aligned. */
    _Alignas(size_t) uint8_t unaligned[sizeof(size_t) + 1];
    CHECK_STATUS(OK, call(cipher, in, in_len, NULL, 0, out, needed, (size_t *)(void *)(unaligned + 1)));
    CHECK(!memcmp(unaligned + 1, &len, sizeof len));
}

static void test_aad(one_message *call, const netcore_aes_cipher *cipher, const uint8_t *in, size_t in_len)
{
    REFUSED(ERR_NULL, call(cipher, in, in_len, NULL, 1, out, sizeof out, &len));
    REFUSED(ERR_TOO_LARGE, call(cipher, in, in_len, bytes(IV), SIZE_MAX, out, sizeof out, &len));
    REFUSED(ERR_OVERLAP, call(cipher, in, in_len, out + 2000, 2, out, sizeof out, &len));
    if (netcore_aes_cipher_scheme(cipher) != NETCORE_AES_SCHEME_GCM_BASE64)
        REFUSED(ERR_SCHEME, call(cipher, in, in_len, bytes(IV), 16, out, sizeof out, &len));
}

static void test_bad_text(const netcore_aes_cipher *cipher, uint8_t *text, size_t text_len)
{
    uint8_t first = text[0];
    text[0] = '!';
    reset();
    CHECK_STATUS(ERR_ENCODING, netcore_aes_decrypt(cipher, text, text_len, out, sizeof out, &len));
    CHECK(len == 0 && all_are(out, sizeof out, 0));
    text[0] = first;
    reset();
    CHECK_STATUS(ERR_ENCODING, netcore_aes_decrypt(cipher, text, text_len - 1, out, sizeof out, &len));
    CHECK(len == 0 && all_are(out, sizeof out, 0));
    reset();
    CHECK_STATUS(ERR_DECRYPT, netcore_aes_decrypt(cipher, text, 4, out, sizeof out, &len));
    CHECK(len == 0 && all_are(out, sizeof out, 0));
    reset();
    CHECK_STATUS(ERR_DECRYPT, netcore_aes_decrypt(cipher, NULL, 0, out, sizeof out, &len));
    CHECK(len == 0 && all_are(out, sizeof out, 0));
}

int main(void)
{
    static const char PLAINTEXT[] = "[{\"activity_name\": \"form_submitted\"}]";
    test_versions_and_sizes();
    test_keygen();
    test_cipher_new();
    test_explain();
    for (size_t i = 0; i < SCHEME_COUNT; i++) {
        netcore_aes_cipher *cipher = new_cipher(SCHEMES[i]);
        uint8_t text[512];
        size_t text_len;
        CHECK_STATUS(OK, netcore_aes_encrypt(cipher, bytes(PLAINTEXT), strlen(PLAINTEXT), text, sizeof text, &text_len));
        test_lengths(cipher);
        test_message(encrypt, cipher, bytes(PLAINTEXT), strlen(PLAINTEXT));
        test_message(netcore_aes_encrypt_aad, cipher, bytes(PLAINTEXT), strlen(PLAINTEXT));
        test_message(decrypt, cipher, text, text_len);
        test_message(netcore_aes_decrypt_aad, cipher, text, text_len);
        test_aad(netcore_aes_encrypt_aad, cipher, bytes(PLAINTEXT), strlen(PLAINTEXT));
        test_aad(netcore_aes_decrypt_aad, cipher, text, text_len);
        test_bad_text(cipher, text, text_len);
        CHECK_STATUS(OK, netcore_aes_encrypt(cipher, NULL, 0, out, sizeof out, &len)); /* the empty message */
        netcore_aes_cipher_free(cipher);
    }
    return summary();
}
