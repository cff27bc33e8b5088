/* What a program cannot provoke by its arguments: no random bytes, and no memory, at the first, the second, … the n-th
 * request. This program's own getrandom() and malloc() stand in for the system's (glibc). */
#define _GNU_SOURCE
#include "check.h"

#include <errno.h>
#include <sys/random.h>

static bool no_random;
static long allocations, fail_at = -1; /* the allocation that fails, counted from 0 */

ssize_t getrandom(void *to, size_t len, unsigned int flags)
{
    (void)flags;
    if (no_random && len > 0) {
        errno = EIO;
        return -1;
    }
    memset(to, 0x5a, len); /* below 248, so a letter */
    return (ssize_t)len;
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static bool refuse(void)
{
    return allocations++ == fail_at;
}

void *malloc(size_t size)
{
    return refuse() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return refuse() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return refuse() ? NULL : __libc_realloc(memory, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = refuse() ? NULL : __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return refuse() ? NULL : __libc_memalign(alignment, size);
}

static void test_no_random(void)
{
    char key[NETCORE_AES_KEY_SIZE], iv[NETCORE_AES_IV_SIZE], gcm_key[NETCORE_AES_GCM_KEY_SIZE];
    uint8_t out[64];
    uint64_t offsets[] = {0, 5}, out_offsets[] = {7, 7};
    size_t len = 77;
    netcore_aes_cipher *cipher = new_cipher(NETCORE_AES_SCHEME_GCM_BASE64);
    memset(key, 'x', sizeof key);
    memset(iv, 'x', sizeof iv);
    memset(gcm_key, 'x', sizeof gcm_key);
    memset(out, 'x', sizeof out);

    no_random = true;
    CHECK_STATUS(ERR_RANDOM, netcore_aes_keygen(key, iv));
    CHECK(all_are(key, sizeof key, 0) && all_are(iv, sizeof iv, 0));
    CHECK_STATUS(ERR_RANDOM, netcore_aes_gcm_keygen(gcm_key));
    CHECK(all_are(gcm_key, sizeof gcm_key, 0));
    CHECK_STATUS(ERR_RANDOM, netcore_aes_encrypt(cipher, bytes("event"), 5, out, sizeof out, &len));
    CHECK(len == 0 && all_are(out, sizeof out, 0));
    memset(out, 'x', sizeof out);
    CHECK_STATUS(ERR_RANDOM, netcore_aes_encrypt_batch(cipher, bytes("event"), offsets, 1, out, sizeof out, out_offsets));
    CHECK(all_are(out, sizeof out, 0) && all_are(out_offsets, sizeof out_offsets, 0));
    no_random = false;

    CHECK_STATUS(OK, netcore_aes_encrypt(cipher, bytes("event"), 5, out, sizeof out, &len));
    netcore_aes_cipher_free(cipher);
}

/* Fails each allocation of `call` in turn, until it needs no more; `after` checks what a failure left. */
#define EVERY_ALLOCATION(call, after) \
    do { \
        netcore_aes_status status = NETCORE_AES_ERR_MEMORY; \
        long n = 0; \
        for (; status == NETCORE_AES_ERR_MEMORY && n < 100; n++) { \
            allocations = 0; \
            fail_at = n; \
            status = (call); \
            fail_at = -1; \
            CHECK(status == NETCORE_AES_ERR_MEMORY ? (after) : status == NETCORE_AES_OK); \
        } \
        CHECK(n > 1); /* else no allocation was met */ \
    } while (0)

static void test_no_memory(uint32_t scheme)
{
    char key[NETCORE_AES_KEY_SIZE], iv[NETCORE_AES_IV_SIZE], gcm_key[NETCORE_AES_GCM_KEY_SIZE];
    bool gcm = scheme == NETCORE_AES_SCHEME_GCM_BASE64;
    netcore_aes_cipher *cipher;
    size_t len;
    EVERY_ALLOCATION(
        netcore_aes_cipher_new(scheme, bytes(KEY), 32, gcm ? NULL : bytes(IV), gcm ? 0 : 16, &cipher), cipher == NULL);
    EVERY_ALLOCATION(
        netcore_aes_keygen(key, iv), all_are(key, sizeof key, 0) && all_are(iv, sizeof iv, 0));
    EVERY_ALLOCATION(netcore_aes_gcm_keygen(gcm_key), all_are(gcm_key, sizeof gcm_key, 0));

    char lines[256];
    memset(lines, 'x', sizeof lines);
    EVERY_ALLOCATION(
        netcore_aes_request_headers(scheme, "asset", 5, "key", 3, lines, sizeof lines, &len),
        len == 0 && all_are(lines, sizeof lines, 'x'));
    memset(lines, 'x', sizeof lines);
    EVERY_ALLOCATION(
        netcore_aes_request_body(scheme, bytes("0000"), 4, lines, sizeof lines, &len),
        len == 0 && all_are(lines, sizeof lines, 'x'));

    /* Messages need no memory but the caller's. */
    uint8_t text[256], out[256];
    uint64_t offsets[] = {0, 5}, out_offsets[2], back_offsets[2];
    size_t text_len, failed;
    allocations = 0;
    CHECK_STATUS(OK, netcore_aes_encrypt(cipher, bytes("event"), 5, text, sizeof text, &text_len));
    CHECK_STATUS(OK, netcore_aes_decrypt(cipher, text, text_len, out, sizeof out, &len));
    CHECK_STATUS(OK, netcore_aes_encrypt_batch(cipher, bytes("event"), offsets, 1, text, sizeof text, out_offsets));
    CHECK_STATUS(OK, netcore_aes_decrypt_batch(cipher, text, out_offsets, 1, out, sizeof out, back_offsets, &failed));
    CHECK(allocations == 0);
    netcore_aes_cipher_free(cipher);
}

int main(void)
{
    test_no_random();
    for (size_t i = 0; i < SCHEME_COUNT; i++)
        test_no_memory(SCHEMES[i]);
    return summary();
}
