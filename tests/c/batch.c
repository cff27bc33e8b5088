/* Batches: the same texts as one by one, every bad argument, and the outputs after it. */
#include "check.h"

#include <limits.h>

_Alignas(8) static const char DATA[] = "??onetwo, and three";
enum { COUNT = 4 };
static const uint64_t OFFSETS[COUNT + 1] = {2, 5, 8, 8, 19}; /* the third is empty */

_Alignas(8) static uint8_t out[4096];
static uint64_t out_offsets[COUNT + 1];
static size_t failed;

static void reset(void)
{
    memset(out, UNTOUCHED, sizeof out);
    memset(out_offsets, UNTOUCHED, sizeof out_offsets);
    failed = 77;
}

static void test_round_trip(const netcore_aes_cipher *cipher)
{
    size_t needed, bound, len;
    uint8_t back[4096];
    uint64_t back_offsets[COUNT + 1];
    CHECK_STATUS(OK, netcore_aes_encrypted_batch_len(cipher, OFFSETS, COUNT, &needed));
    reset();
    CHECK_STATUS(OK, netcore_aes_encrypt_batch(cipher, bytes(DATA), OFFSETS, COUNT, out, needed, out_offsets));
    CHECK(out_offsets[0] == 0 && out_offsets[COUNT] == needed);
    CHECK(all_are(out + needed, sizeof out - needed, UNTOUCHED));
    for (size_t i = 0; i < COUNT; i++) {
        uint8_t text[256];
        CHECK_STATUS(OK, netcore_aes_encrypt(
            cipher, bytes(DATA) + OFFSETS[i], OFFSETS[i + 1] - OFFSETS[i], text, sizeof text, &len));
        CHECK(len == out_offsets[i + 1] - out_offsets[i]);
        if (netcore_aes_cipher_scheme(cipher) != NETCORE_AES_SCHEME_GCM_BASE64)
            CHECK(!memcmp(text, out + out_offsets[i], len));
    }
    CHECK_STATUS(OK, netcore_aes_decrypted_batch_bound(cipher, out_offsets, COUNT, &bound));
    CHECK_STATUS(OK, netcore_aes_decrypt_batch(cipher, out, out_offsets, COUNT, back, bound, back_offsets, &failed));
    CHECK(failed == SIZE_MAX && back_offsets[COUNT] == OFFSETS[COUNT] - OFFSETS[0]);
    CHECK(!memcmp(back, DATA + 2, back_offsets[COUNT]));
    for (size_t i = 0; i <= COUNT; i++)
        CHECK(back_offsets[i] == OFFSETS[i] - OFFSETS[0]);
}

static void test_no_messages(const netcore_aes_cipher *cipher)
{
    static const uint64_t NONE[] = {0};
    uint64_t offset = 5;
    size_t len = 77;
    CHECK_STATUS(OK, netcore_aes_encrypted_batch_len(cipher, NONE, 0, &len));
    CHECK(len == 0);
    CHECK_STATUS(OK, netcore_aes_encrypt_batch(cipher, NULL, NONE, 0, NULL, 0, &offset));
    CHECK(offset == 0);
    CHECK_STATUS(OK, netcore_aes_decrypt_batch(cipher, NULL, NONE, 0, NULL, 0, &offset, &failed));
    CHECK(offset == 0 && failed == SIZE_MAX);
}

/* Refused both when encrypting and when decrypting; then nothing is in `out`, and `expected` in the offsets. */
#define BATCH_REFUSED(status, expected, cipher, data, offsets, count, to, cap) \
    do { \
        reset(); \
        CHECK_STATUS(status, netcore_aes_encrypt_batch(cipher, data, offsets, count, to, cap, out_offsets)); \
        CHECK(all_are(out, sizeof out, UNTOUCHED) && all_are(out_offsets, sizeof out_offsets, expected)); \
        reset(); \
        CHECK_STATUS(status, netcore_aes_decrypt_batch(cipher, data, offsets, count, to, cap, out_offsets, &failed)); \
        CHECK(all_are(out, sizeof out, UNTOUCHED) && all_are(out_offsets, sizeof out_offsets, expected)); \
    } while (0)

static void test_refusals(const netcore_aes_cipher *cipher)
{
    static const uint64_t DECREASING[COUNT + 1] = {0, 3, 2, 5, 9};
    static const uint64_t HUGE_OFFSETS[COUNT + 1] = {0, 3, 5, 9, UINT64_MAX};
    const uint8_t *data = bytes(DATA);
    BATCH_REFUSED(ERR_NULL, 0, NULL, data, OFFSETS, COUNT, out, sizeof out);
    BATCH_REFUSED(ERR_NULL, 0, cipher, NULL, OFFSETS, COUNT, out, sizeof out);
    BATCH_REFUSED(ERR_NULL, UNTOUCHED, cipher, data, NULL, COUNT, out, sizeof out);
    BATCH_REFUSED(ERR_NULL, 0, cipher, data, OFFSETS, COUNT, NULL, sizeof out);
    BATCH_REFUSED(ERR_TOO_LARGE, 0, cipher, data, OFFSETS, COUNT, out, SIZE_MAX);
    BATCH_REFUSED(ERR_TOO_LARGE, UNTOUCHED, cipher, data, OFFSETS, SIZE_MAX, out, sizeof out);
    BATCH_REFUSED(ERR_TOO_LARGE, UNTOUCHED, cipher, data, OFFSETS, (size_t)PTRDIFF_MAX / 8, out, sizeof out);
    BATCH_REFUSED(ERR_TOO_LARGE, 0, cipher, data, HUGE_OFFSETS, COUNT, out, sizeof out);
    BATCH_REFUSED(ERR_OFFSETS, 0, cipher, data, DECREASING, COUNT, out, sizeof out);
    BATCH_REFUSED(ERR_OFFSETS, UNTOUCHED, cipher, data, (const uint64_t *)(const void *)(DATA + 1), 1, out, sizeof out);
    BATCH_REFUSED(ERR_OVERLAP, UNTOUCHED, cipher, out + 9, OFFSETS, COUNT, out, sizeof out);
    BATCH_REFUSED(ERR_OVERLAP, UNTOUCHED, cipher, data, OFFSETS, COUNT, (uint8_t *)out_offsets, sizeof out_offsets);
    BATCH_REFUSED(ERR_OVERLAP, UNTOUCHED, cipher, (const uint8_t *)out_offsets, OFFSETS, COUNT, out, sizeof out);
    CHECK_STATUS(ERR_NULL, netcore_aes_encrypt_batch(cipher, data, OFFSETS, COUNT, out, sizeof out, NULL));
    CHECK_STATUS(ERR_NULL, netcore_aes_decrypt_batch(cipher, data, OFFSETS, COUNT, out, sizeof out, NULL, &failed));
    CHECK_STATUS(ERR_NULL, netcore_aes_decrypt_batch(cipher, data, OFFSETS, COUNT, out, sizeof out, out_offsets, NULL));
    uint64_t same[COUNT + 1] = {0, 1, 2, 3, 4};
    CHECK_STATUS(ERR_OVERLAP, netcore_aes_encrypt_batch(cipher, data, same, COUNT, out, sizeof out, same));
    CHECK_STATUS(ERR_OVERLAP, netcore_aes_decrypt_batch(
        cipher, data, OFFSETS, COUNT, out, sizeof out, out_offsets, (size_t *)&out_offsets[1]));
    CHECK(same[0] == 0 && same[4] == 4);
}

static void test_too_small(const netcore_aes_cipher *cipher)
{
    size_t needed;
    CHECK_STATUS(OK, netcore_aes_encrypted_batch_len(cipher, OFFSETS, COUNT, &needed));
    reset();
    CHECK_STATUS(ERR_BUFFER_TOO_SMALL,
        netcore_aes_encrypt_batch(cipher, bytes(DATA), OFFSETS, COUNT, out, needed - 1, out_offsets));
    CHECK(all_are(out, sizeof out, UNTOUCHED));
    CHECK(all_are(out_offsets, COUNT * sizeof *out_offsets, 0) && out_offsets[COUNT] == needed);

    CHECK_STATUS(OK, netcore_aes_decrypted_batch_bound(cipher, OFFSETS, COUNT, &needed));
    reset();
    CHECK_STATUS(ERR_BUFFER_TOO_SMALL,
        netcore_aes_decrypt_batch(cipher, bytes(DATA), OFFSETS, COUNT, out, needed - 1, out_offsets, &failed));
    CHECK(all_are(out, sizeof out, UNTOUCHED) && failed == SIZE_MAX);
    CHECK(all_are(out_offsets, COUNT * sizeof *out_offsets, 0) && out_offsets[COUNT] == needed);
}

static void test_bad_text(const netcore_aes_cipher *cipher)
{
    uint8_t texts[1024];
    uint64_t offsets[] = {0, 0, 0, 0};
    size_t len;
    CHECK_STATUS(OK, netcore_aes_encrypt(cipher, bytes("good"), 4, texts, sizeof texts, &len));
    memcpy(texts + len, "!!!!", 4);
    offsets[1] = len;
    offsets[2] = offsets[3] = len + 4;
    reset();
    CHECK_STATUS(ERR_ENCODING, netcore_aes_decrypt_batch(cipher, texts, offsets, 2, out, sizeof out, out_offsets, &failed));
    CHECK(failed == 1 && all_are(out, sizeof out, 0) && all_are(out_offsets, 3 * sizeof *out_offsets, 0));
    reset();
    memcpy(texts + len, "AAAA", 4);
    CHECK_STATUS(ERR_DECRYPT, netcore_aes_decrypt_batch(cipher, texts, offsets, 3, out, sizeof out, out_offsets, &failed));
    CHECK(failed == 1 && all_are(out, sizeof out, 0) && all_are(out_offsets, 4 * sizeof *out_offsets, 0));
}

typedef netcore_aes_status question(const netcore_aes_cipher *, const uint64_t *, size_t, size_t *);

/* A refused call sets the length to 0. */
#define UNANSWERED(status, call) \
    do { \
        len = 77; \
        CHECK_STATUS(status, call); \
        CHECK(len == 0); \
    } while (0)

static void test_lengths(question *ask, const netcore_aes_cipher *cipher)
{
    static const uint64_t DECREASING[] = {1, 0}, HUGE_OFFSETS[] = {0, UINT64_MAX};
    uint64_t shared[] = {0, 3};
    size_t len;
    UNANSWERED(ERR_NULL, ask(NULL, OFFSETS, COUNT, &len));
    UNANSWERED(ERR_NULL, ask(cipher, NULL, COUNT, &len));
    UNANSWERED(ERR_TOO_LARGE, ask(cipher, OFFSETS, SIZE_MAX, &len));
    UNANSWERED(ERR_TOO_LARGE, ask(cipher, HUGE_OFFSETS, 1, &len));
    UNANSWERED(ERR_OFFSETS, ask(cipher, DECREASING, 1, &len));
    UNANSWERED(ERR_OFFSETS, ask(cipher, (const uint64_t *)(const void *)(DATA + 1), 1, &len));
    CHECK_STATUS(ERR_NULL, ask(cipher, OFFSETS, COUNT, NULL));
    CHECK_STATUS(ERR_OVERLAP, ask(cipher, shared, 1, (size_t *)&shared[1]));
    CHECK(shared[1] == 3);
}

static const int32_t SMALL[COUNT + 1] = {2, 5, 8, 8, 19};
static int32_t small_offsets[COUNT + 1];

/* Offsets of 32 bits: the same texts, and their own refusals. */
static void test_small(const netcore_aes_cipher *cipher)
{
    static uint8_t texts[4096];
    size_t needed, bound;
    CHECK_STATUS(OK, netcore_aes_encrypted_batch_len_i32(cipher, SMALL, COUNT, &needed));
    CHECK_STATUS(OK, netcore_aes_encrypt_batch_i32(cipher, bytes(DATA), SMALL, COUNT, texts, needed, small_offsets));
    reset();
    CHECK_STATUS(OK, netcore_aes_encrypt_batch(cipher, bytes(DATA), OFFSETS, COUNT, out, needed, out_offsets));
    for (size_t i = 0; i <= COUNT; i++)
        CHECK(small_offsets[i] >= 0 && (uint64_t)small_offsets[i] == out_offsets[i]);
    CHECK(netcore_aes_cipher_scheme(cipher) == NETCORE_AES_SCHEME_GCM_BASE64 || !memcmp(texts, out, needed));
    reset();
    CHECK_STATUS(OK, netcore_aes_decrypted_batch_bound_i32(cipher, small_offsets, COUNT, &bound));
    CHECK_STATUS(OK,
        netcore_aes_decrypt_batch_i32(cipher, texts, small_offsets, COUNT, out, bound, (int32_t *)out_offsets, &failed));
    CHECK(failed == SIZE_MAX && !memcmp(out, DATA + 2, 17));
    memcpy(small_offsets, out_offsets, sizeof small_offsets);
    CHECK(small_offsets[0] == 0 && small_offsets[COUNT] == 17);
}

static void test_small_refusals(const netcore_aes_cipher *cipher)
{
    static const int32_t NEGATIVE[] = {-3, 0, 5}, DECREASING[] = {0, 5, 3}, LONG[] = {0, 0x7ffffff0, INT32_MAX};
    size_t len;
    UNANSWERED(ERR_NULL, netcore_aes_encrypted_batch_len_i32(cipher, NULL, COUNT, &len));
    UNANSWERED(ERR_OFFSETS, netcore_aes_encrypted_batch_len_i32(cipher, NEGATIVE, 2, &len));
    UNANSWERED(ERR_OFFSETS, netcore_aes_decrypted_batch_bound_i32(cipher, DECREASING, 2, &len));
    UNANSWERED(ERR_TOO_LARGE, netcore_aes_encrypted_batch_len_i32(cipher, LONG, 2, &len));
    CHECK_STATUS(OK, netcore_aes_decrypted_batch_bound_i32(cipher, LONG, 2, &len));
    reset();
    CHECK_STATUS(ERR_OFFSETS, netcore_aes_encrypt_batch_i32(
        cipher, bytes(DATA), (const int32_t *)(const void *)(DATA + 2), 1, out, sizeof out, small_offsets));
    CHECK_STATUS(OK, netcore_aes_encrypted_batch_len_i32(cipher, SMALL, COUNT, &len));
    CHECK_STATUS(ERR_BUFFER_TOO_SMALL,
        netcore_aes_encrypt_batch_i32(cipher, bytes(DATA), SMALL, COUNT, out, len - 1, small_offsets));
    CHECK(all_are(small_offsets, COUNT * sizeof *small_offsets, 0) && (size_t)small_offsets[COUNT] == len);
    CHECK_STATUS(ERR_OVERLAP, netcore_aes_encrypt_batch_i32(
        cipher, bytes(DATA), SMALL, COUNT, out, sizeof out, (int32_t *)(void *)(out + 8)));
    CHECK(all_are(out, sizeof out, UNTOUCHED));
}

int main(void)
{
    for (size_t i = 0; i < SCHEME_COUNT; i++) {
        netcore_aes_cipher *cipher = new_cipher(SCHEMES[i]);
        test_round_trip(cipher);
        test_no_messages(cipher);
        test_refusals(cipher);
        test_too_small(cipher);
        test_bad_text(cipher);
        test_lengths(netcore_aes_encrypted_batch_len, cipher);
        test_lengths(netcore_aes_decrypted_batch_bound, cipher);
        test_small(cipher);
        test_small_refusals(cipher);
        netcore_aes_cipher_free(cipher);
    }
    return summary();
}
