/* A panic inside every export comes back as a status, and the library goes on. Needs the library built with the feature
 * test-hooks. Prints the name of each function that it made panic, for comparison with the header. */
#include "check.h"

extern void netcore_aes_test_panic(void);
extern void netcore_aes_test_leave_messages(const netcore_aes_cipher *cipher, uint64_t left);

static netcore_aes_cipher *cipher, *made;
static char key[NETCORE_AES_GCM_KEY_SIZE], iv[NETCORE_AES_IV_SIZE];
static uint8_t out[256];
static uint64_t out_offsets[2];
static size_t len, errors, warnings;
static const uint64_t OFFSETS[] = {0, 5};

static void panicked(const char *function, bool as_promised, bool well_again)
{
    printf("panicked: %s\n", function);
    if (!CHECK(as_promised) || !CHECK(well_again))
        fprintf(stderr, "%s\n", function);
}

/* The next call of `function` panics and gives `after_panic`; the one after it does not. */
#define PANICS(function, arguments, after_panic) \
    do { \
        netcore_aes_test_panic(); \
        bool as_promised = function arguments == (after_panic); \
        panicked(#function, as_promised, function arguments != (after_panic)); \
    } while (0)

#define STATUS(function, ...) PANICS(function, (__VA_ARGS__), NETCORE_AES_ERR_PANIC)

static void test_functions_without_a_status(void)
{
    PANICS(netcore_aes_version, (), NULL);
    PANICS(netcore_aes_abi_version, (), 0);
    PANICS(netcore_aes_path, (), NULL);
    PANICS(netcore_aes_status_name, (NETCORE_AES_OK), NULL);
    PANICS(netcore_aes_key_size, (), 0);
    PANICS(netcore_aes_iv_size, (), 0);
    PANICS(netcore_aes_gcm_key_size, (), 0);
    PANICS(netcore_aes_cipher_scheme, (cipher), 0);
    PANICS(netcore_aes_cipher_key_form, (cipher), 0);

    netcore_aes_test_panic();
    const char *message = netcore_aes_status_message(NETCORE_AES_OK);
    panicked("netcore_aes_status_message", message && !strcmp(message, "no message"),
        !strcmp(netcore_aes_status_message(NETCORE_AES_OK), "done"));

    netcore_aes_cipher *spare = new_cipher(NETCORE_AES_SCHEME_CBC_BASE64);
    netcore_aes_test_panic();
    netcore_aes_cipher_free(spare); /* did nothing, so it may be used and freed still */
    panicked("netcore_aes_cipher_free", true, netcore_aes_cipher_scheme(spare) == NETCORE_AES_SCHEME_CBC_BASE64);
    netcore_aes_cipher_free(spare);
}

static void test_functions_with_a_status(void)
{
    const uint8_t *event = bytes("event"), *text = bytes("AAAA");
    STATUS(netcore_aes_keygen, key, iv);
    STATUS(netcore_aes_gcm_keygen, key);
    STATUS(netcore_aes_cipher_new, 11256, bytes(KEY), 32, bytes(IV), 16, &made);
    netcore_aes_cipher_free(made);
    STATUS(netcore_aes_cipher_explain, 0, bytes(KEY), 32, bytes(IV), 16, (char *)out, sizeof out, &len);
    STATUS(netcore_aes_encrypted_len, cipher, 5, &len);
    STATUS(netcore_aes_encrypt, cipher, event, 5, out, sizeof out, &len);
    STATUS(netcore_aes_encrypt_aad, cipher, event, 5, event, 5, out, sizeof out, &len);
    STATUS(netcore_aes_decrypted_bound, cipher, 4, &len);
    STATUS(netcore_aes_decrypt, cipher, text, 4, out, sizeof out, &len);
    STATUS(netcore_aes_decrypt_aad, cipher, text, 4, event, 5, out, sizeof out, &len);
    STATUS(netcore_aes_encrypted_batch_len, cipher, OFFSETS, 1, &len);
    STATUS(netcore_aes_encrypt_batch, cipher, event, OFFSETS, 1, out, sizeof out, out_offsets);
    STATUS(netcore_aes_decrypted_batch_bound, cipher, OFFSETS, 1, &len);
    STATUS(netcore_aes_decrypt_batch, cipher, text, OFFSETS, 1, out, sizeof out, out_offsets, &len);
    STATUS(netcore_aes_check_events, event, 5, NULL, 0, 0, (char *)out, sizeof out, &len, &errors, &warnings);
    STATUS(netcore_aes_request_url, NETCORE_AES_REGION_US, (char *)out, sizeof out, &len);
    STATUS(netcore_aes_request_headers, 11256, "a", 1, "k", 1, (char *)out, sizeof out, &len);
    STATUS(netcore_aes_request_body, 11256, text, 4, (char *)out, sizeof out, &len);
}

/* The one status that a program would need 2^32 messages to meet. */
static void test_limit(void)
{
    netcore_aes_test_leave_messages(cipher, 1);
    CHECK_STATUS(OK, netcore_aes_encrypt(cipher, bytes("event"), 5, out, sizeof out, &len));
    CHECK_STATUS(ERR_LIMIT, netcore_aes_encrypt(cipher, bytes("event"), 5, out, sizeof out, &len));
    CHECK(len == 0 && all_are(out, sizeof out, 0));
    CHECK_STATUS(ERR_LIMIT, netcore_aes_encrypt_batch(cipher, bytes("event"), OFFSETS, 1, out, sizeof out, out_offsets));
    CHECK(all_are(out, sizeof out, 0) && all_are(out_offsets, sizeof out_offsets, 0));
}

int main(void)
{
    cipher = new_cipher(NETCORE_AES_SCHEME_GCM_BASE64);
    test_functions_without_a_status();
    test_functions_with_a_status();
    test_limit();
    netcore_aes_cipher_free(cipher);
    return summary();
}
