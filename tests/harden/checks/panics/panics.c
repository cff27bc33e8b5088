/* A panic at every point of every export comes back as a status, leaves no part of a result, and the library goes on. Needs
 * the library built with the feature test-hooks. Prints the name of each function that it made panic. */
#include "matrix.h"

extern void netcore_aes_test_panic_at(int64_t n);

const char *current_class = "panic";
unsigned long cases, failed_cases;
static unsigned long panics, with_results;

static void panicked(const char *function, bool as_promised, bool well_again)
{
    panics++;
    if (!CHECK(as_promised) || !CHECK(well_again))
        fprintf(stderr, "%s\n", function);
}

/* Panics at its beginning, which is its only point, and gives `after_panic`; the next call does not. */
#define PANICS(function, arguments, after_panic) \
    do { \
        netcore_aes_test_panic_at(0); \
        bool as_promised = function arguments == (after_panic); \
        panicked(#function, as_promised, function arguments != (after_panic)); \
        printf("panicked: %s\n", #function); \
    } while (0)

static void functions_without_a_status(const netcore_aes_cipher *cipher)
{
    PANICS(netcore_aes_version, (), NULL);
    PANICS(netcore_aes_abi_version, (), 0);
    PANICS(netcore_aes_instruction_set, (), NULL);
    PANICS(netcore_aes_status_name, (NETCORE_AES_OK), NULL);
    PANICS(netcore_aes_key_size, (), 0);
    PANICS(netcore_aes_iv_size, (), 0);
    PANICS(netcore_aes_gcm_key_size, (), 0);
    PANICS(netcore_aes_cipher_scheme, (cipher), 0);
    PANICS(netcore_aes_cipher_key_form, (cipher), 0);

    netcore_aes_test_panic_at(0);
    const char *message = netcore_aes_status_message(NETCORE_AES_OK);
    panicked("netcore_aes_status_message", message && !strcmp(message, "no message"),
        !strcmp(netcore_aes_status_message(NETCORE_AES_OK), "success"));
    printf("panicked: netcore_aes_status_message\n");

    netcore_aes_cipher *sample;
    const uint8_t *key = (const uint8_t *)"JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4"; /* published in the vendor's script */
    CHECK(netcore_aes_cipher_new(NETCORE_AES_SCHEME_GCM_BASE64, key, 32, NULL, 0, &sample) == NETCORE_AES_OK);
    PANICS(netcore_aes_cipher_key_is_published, (sample), 0);
    netcore_aes_cipher_free(sample);

    netcore_aes_cipher *spare = new_cipher(NETCORE_AES_SCHEME_CBC_BASE64);
    netcore_aes_test_panic_at(0);
    netcore_aes_cipher_free(spare); /* the panicking call did nothing, so the handle is still to be freed */
    panicked("netcore_aes_cipher_free", true, netcore_aes_cipher_scheme(spare) == NETCORE_AES_SCHEME_CBC_BASE64);
    netcore_aes_cipher_free(spare);
    printf("panicked: netcore_aes_cipher_free\n");
}

static void freeing_a_stream(void)
{
    netcore_aes_upload_stream *spare;
    CHECK(netcore_aes_upload_stream_new(0, 0, 0, &spare) == NETCORE_AES_OK);
    netcore_aes_test_panic_at(0);
    netcore_aes_upload_stream_free(spare); /* as for a cipher */
    panicked("netcore_aes_upload_stream_free", true, netcore_aes_upload_stream_flush(spare) == NETCORE_AES_OK);
    netcore_aes_upload_stream_free(spare);
    printf("panicked: netcore_aes_upload_stream_free\n");
}

/* Whether the call panicked at its n-th point; if so, checks its answer and outputs, and that it works again. */
static bool panics_at(struct frame *frame, int64_t n)
{
    begin_case(frame);
    frame->may_know_nothing = n == 0;
    netcore_aes_test_panic_at(n);
    if (run(frame) == NETCORE_AES_OK)
        return false;
    const char *what = wrong(frame, MOST, NETCORE_AES_ERR_PANIC);
    if (what)
        fprintf(stderr, "%s (%u): at point %d: %s\n", frame->function->name, (unsigned)frame->scheme, (int)n, what);
    begin_case(frame); /* with another stream, since a panic may leave one half changed */
    panicked(frame->function->name, what == NULL, run(frame) == NETCORE_AES_OK);
    return true;
}

static void every_point(const struct function *function)
{
    for (size_t scheme = 0; scheme < (function->by_scheme ? SCHEME_COUNT : 1); scheme++) {
        struct frame frame = {.function = function, .scheme = SCHEMES[scheme], .side = BACK};
        int64_t n = 0;
        while (n < 100 && panics_at(&frame, n))
            n++;
        CHECK(n > 1 && n < 100); /* at its beginning, and at least once with a result at hand */
        with_results += (unsigned long)n - 1;
    }
    printf("panicked: %s\n", function->name);
}

int main(void)
{
    pages_begin();
    fixtures_begin();
    functions_without_a_status(cipher_of(NETCORE_AES_SCHEME_CBC_BASE64));
    freeing_a_stream();
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        if (FUNCTIONS[i].null == NETCORE_AES_ERR_NULL)
            every_point(&FUNCTIONS[i]);
    fixtures_end();
    printf("counted: %lu panics, %lu with a result at hand, %lu failed\n", panics, with_results, failed_checks + failed_cases);
    return failed_checks + failed_cases > 0;
}
