/* Calls every function with keys, IVs and plaintexts that are marked as secret. Outputs that are public by design are marked so:
 * texts, lengths, statuses. Prints the number of operations, and how often the library had to give each verdict.
 *
 *     driver operations LONGEST [SEED] | control [BYTE]
 *
 * SEED, a character, chooses other secrets; everything else stays the same. */
#define _GNU_SOURCE
#include "secret.h"

#include <netcore_aes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

enum { ROOM = 64 << 10, MESSAGES = 40 };

static struct {
    unsigned long operations, keys, base64s, paddings, tags, places, drawn;
} done;

/* xorshift64*, Vigna 2014: the same each time. */
static uint64_t next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1d;
}

static uint64_t secret_state = 0x9e3779b97f4a7c15;

static uint64_t number(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15;
    return next(&state);
}

static bool drawn_is_secret;

/* Replaces getrandom() of the C library. Nonces are public, keys are not. */
ssize_t getrandom(void *to, size_t len, unsigned flags)
{
    (void)flags;
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)to)[i] = (uint8_t)(number() >> 56);
    published(to, len);
    if (drawn_is_secret) {
        secret(to, len);
        done.drawn += len;
    }
    return (ssize_t)len;
}

static void fail(const char *what)
{
    fprintf(stderr, "driver: %s\n", what);
    exit(1);
}

static void expect(netcore_aes_status got, netcore_aes_status wanted, const char *what)
{
    done.operations++;
    if (got != wanted)
        fail(what);
}

#define EXPECT(wanted, call) expect((call), NETCORE_AES_##wanted, #call)

static void expect_public(const void *bytes, size_t len)
{
    if (tainted(bytes, len))
        fail("a length depends on a secret");
}

/* Otherwise the tool has lost track of the secret. */
static void expect_secret(const void *bytes, size_t len, size_t least)
{
    if (WATCHED && tainted(bytes, len) < least)
        fail("what is made of secrets does not depend on them");
}

static bool is_gcm(uint32_t scheme)
{
    return scheme == NETCORE_AES_SCHEME_GCM_BASE64;
}

/* A key or an IV of `size` bytes as text or in base64, which ends with `padding` padding characters; returns its length. */
static size_t credential(uint8_t *to, bool base64, size_t size, size_t padding)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t len = base64 ? (size + 2) / 3 * 4 : size;
    for (size_t i = 0; i < len; i++)
        to[i] = (uint8_t)LETTERS[next(&secret_state) >> 58];
    for (size_t i = 0; base64 && i < padding; i++)
        to[len - 1 - i] = '=';
    if (base64)
        to[len - 1 - padding] = 'A'; /* the unused bits are 0 */
    secret(to, len);
    return len;
}

static netcore_aes_cipher *cipher_new(uint32_t scheme, bool base64)
{
    uint8_t key[44], iv[24];
    char why[NETCORE_AES_EXPLANATION_SIZE];
    size_t key_len = credential(key, base64, 32, 1), iv_len = is_gcm(scheme) ? 0 : credential(iv, base64, 16, 2), len;
    netcore_aes_cipher *cipher;
    EXPECT(OK, netcore_aes_cipher_new(scheme, key, key_len, iv_len ? iv : NULL, iv_len, &cipher));
    EXPECT(OK, netcore_aes_cipher_explain(scheme, key, key_len, iv_len ? iv : NULL, iv_len, why, sizeof why, &len));
    expect_public(&len, sizeof len);
    done.keys += is_gcm(scheme) ? 2 : 4;
    done.base64s += base64 ? is_gcm(scheme) ? 2 : 4 : 0;
    return cipher;
}

static uint8_t original[ROOM], plaintext[ROOM], text[2 * ROOM + 64], back[2 * ROOM + 64];

static void draw_plaintext(size_t len)
{
    for (size_t i = 0; i < len; i++)
        original[i] = plaintext[i] = (uint8_t)(next(&secret_state) >> 56);
    secret(plaintext, len);
}

static size_t encrypt(const netcore_aes_cipher *cipher, size_t len)
{
    size_t text_len;
    draw_plaintext(len);
    EXPECT(OK, netcore_aes_encrypt(cipher, plaintext, len, text, sizeof text, &text_len));
    expect_public(&text_len, sizeof text_len);
    published(text, text_len);
    return text_len;
}

static void decrypt(const netcore_aes_cipher *cipher, size_t text_len, netcore_aes_status wanted, size_t wanted_len)
{
    size_t len;
    memset(back, 0xee, sizeof back);
    netcore_aes_status status = netcore_aes_decrypt(cipher, text, text_len, back, sizeof back, &len);
    if (is_gcm(netcore_aes_cipher_scheme(cipher)))
        done.tags++;
    else
        done.paddings++;
    published(&status, sizeof status);
    published(&len, sizeof len);
    if (status == NETCORE_AES_OK)
        expect_secret(back, len, len);
    published(back, sizeof back);
    expect(status, wanted, "netcore_aes_decrypt");
    if (len != wanted_len || memcmp(back, original, len))
        fail("another plaintext came back");
}

/* Checks that the tool follows the key into the text: into most of it, since it does not follow table look-ups, nor exactly the
 * multiplications of base64. */
static void encrypt_public(const netcore_aes_cipher *cipher)
{
    size_t len = 1000, text_len;
    draw_plaintext(len);
    published(plaintext, len);
    EXPECT(OK, netcore_aes_encrypt(cipher, plaintext, len, text, sizeof text, &text_len));
    expect_secret(text, text_len, text_len / 2);
    published(text, text_len);
}

/* Alters the last block, or the tag. By chance the padding could be valid; here it is not. */
static void decrypt_changed(const netcore_aes_cipher *cipher, size_t text_len)
{
    uint8_t *place = text + text_len - 8;
    *place = *place == 'a' ? 'b' : 'a';
    decrypt(cipher, text_len, NETCORE_AES_ERR_DECRYPT, 0);
}

static uint64_t offsets[MESSAGES + 1], text_offsets[MESSAGES + 1], back_offsets[MESSAGES + 1];

static void batches(const netcore_aes_cipher *cipher, size_t longest)
{
    static const size_t COUNTS[] = {0, 1, 2, 3, 8, 9, 16, 17, MESSAGES};
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
        size_t count = COUNTS[i], failed, total;
        for (size_t message = 0; message < count; message++)
            offsets[message + 1] = offsets[message] + number() % (longest < 1400 ? longest : 1400);
        total = offsets[count];
        draw_plaintext(total);
        EXPECT(OK, netcore_aes_encrypt_batch(cipher, plaintext, offsets, count, text, sizeof text, text_offsets));
        expect_public(text_offsets, (count + 1) * sizeof *text_offsets);
        published(text, text_offsets[count]);
        memset(back, 0xee, sizeof back);
        netcore_aes_status status = netcore_aes_decrypt_batch(
            cipher, text, text_offsets, count, back, sizeof back, back_offsets, &failed);
        published(&status, sizeof status);
        expect(status, NETCORE_AES_OK, "netcore_aes_decrypt_batch");
        if (is_gcm(netcore_aes_cipher_scheme(cipher)))
            done.tags += count;
        else
            done.paddings += count, done.places += count;
        published(back, sizeof back);
        published(back_offsets, sizeof back_offsets);
        if (memcmp(back_offsets, offsets, (count + 1) * sizeof *offsets) || memcmp(back, original, total))
            fail("other plaintexts came back from a batch");
    }
}

static void everything(uint32_t scheme, bool base64, size_t longest)
{
    static const size_t LENGTHS[] = {0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 49, 95, 96, 97, 400, 1000, 1100, 5000, 50000};
    netcore_aes_cipher *cipher = cipher_new(scheme, base64);
    for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS && LENGTHS[i] <= longest; i++) {
        size_t text_len = encrypt(cipher, LENGTHS[i]);
        decrypt(cipher, text_len, NETCORE_AES_OK, LENGTHS[i]);
        decrypt_changed(cipher, text_len);
    }
    encrypt_public(cipher);
    batches(cipher, longest);
    netcore_aes_cipher_key_is_published(cipher); /* the answer is secret here */
    netcore_aes_cipher_free(cipher);
}

static void keygen(void)
{
    char key[NETCORE_AES_KEY_SIZE], iv[NETCORE_AES_IV_SIZE], gcm_key[NETCORE_AES_GCM_KEY_SIZE];
    drawn_is_secret = true;
    EXPECT(OK, netcore_aes_keygen(key, iv));
    unsigned long drawn = done.drawn;
    EXPECT(OK, netcore_aes_gcm_keygen(gcm_key));
    done.drawn = drawn;
    drawn_is_secret = false;
    expect_secret(key, 32, 32);
    expect_secret(iv, 16, 16);
    expect_secret(gcm_key, 43, 43);
}

/* A branch and an index, which the tool must report. */
static int control(uint8_t given)
{
    static volatile uint8_t table[256], byte;
    byte = given;
    secret((const void *)&byte, 1);
    if (byte & 1)
        table[1] = 1;
    return table[byte];
}

int main(int argc, char **argv)
{
    static const uint32_t SCHEMES[] = {
        NETCORE_AES_SCHEME_CBC_BASE64, NETCORE_AES_SCHEME_CBC_HEX, NETCORE_AES_SCHEME_GCM_BASE64};
    if (argc >= 2 && !strcmp(argv[1], "control")) {
        int value = control(argc == 3 ? (uint8_t)*argv[2] : 7);
        published(&value, sizeof value);
        return value > 1;
    }
    if (argc < 3 || strcmp(argv[1], "operations"))
        return fprintf(stderr, "usage: driver operations LONGEST [SEED] | control [BYTE]\n"), 2;
    if (argc == 4)
        secret_state += (uint8_t)*argv[3];
    for (int i = 0; i < 6; i++)
        everything(SCHEMES[i / 2], i % 2, strtoul(argv[2], NULL, 10));
    if (FOLLOWS_DRAWN)
        keygen();
    printf("path: %s\noperations: %lu\n", netcore_aes_instruction_set(), done.operations);
    printf("keys: %lu\nbase64s: %lu\npaddings: %lu\ntags: %lu\nplaces: %lu\ndrawn: %lu\n", done.keys, done.base64s, done.paddings,
        done.tags, done.places, done.drawn);
    return 0;
}
