/* Runs each main path of the library once under callgrind, which dumps its instructions under its name. */
#include <netcore_aes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <valgrind/callgrind.h>

#define KEY "JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4" /* the vendor's published sample pair */
#define IV "5TOMPCQvDu6uHuMw"

enum { EVENT = 400, BATCH = 100, LARGE = 64 << 10, ROOM = 256 << 10, EVENTS = 10 };

static netcore_aes_cipher *cbc, *gcm;
static uint8_t plaintext[ROOM], text[ROOM], out[ROOM];
static uint64_t offsets[BATCH + 1], out_offsets[BATCH + 1];
static size_t text_len, payload_len;
static char key[NETCORE_AES_KEY_SIZE], iv[NETCORE_AES_IV_SIZE], payload[ROOM];

/* Replaces the C library's: the library rejects some random bytes, so real ones would vary the counts. */
ssize_t getrandom(void *buffer, size_t len, unsigned flags)
{
    (void)flags;
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)buffer)[i] = (uint8_t)(i * 37 + 11);
    return (ssize_t)len;
}

static void expect_ok(netcore_aes_status status)
{
    if (status == NETCORE_AES_OK)
        return;
    fprintf(stderr, "%s\n", netcore_aes_status_message(status));
    exit(1);
}

static netcore_aes_cipher *cipher_new(uint32_t scheme)
{
    netcore_aes_cipher *cipher;
    int has_iv = scheme != NETCORE_AES_SCHEME_GCM_BASE64;
    expect_ok(netcore_aes_cipher_new(scheme, (const uint8_t *)KEY, strlen(KEY), has_iv ? (const uint8_t *)IV : NULL,
        has_iv ? strlen(IV) : 0, &cipher));
    return cipher;
}

static void make_cipher(void)
{
    netcore_aes_cipher_free(cipher_new(NETCORE_AES_SCHEME_CBC_BASE64));
}

static void make_gcm_cipher(void)
{
    netcore_aes_cipher_free(cipher_new(NETCORE_AES_SCHEME_GCM_BASE64));
}

static void generate(void)
{
    expect_ok(netcore_aes_keygen(key, iv));
}

static void encrypt(void)
{
    expect_ok(netcore_aes_encrypt(cbc, plaintext, EVENT, text, sizeof text, &text_len));
}

static void encrypt_large(void)
{
    expect_ok(netcore_aes_encrypt(cbc, plaintext, LARGE, text, sizeof text, &text_len));
}

static void encrypt_batch(void)
{
    expect_ok(netcore_aes_encrypt_batch(cbc, plaintext, offsets, BATCH, text, sizeof text, out_offsets));
}

/* Too few to fill the lanes. */
static void encrypt_batch_of(size_t count)
{
    const uint64_t large[] = {0, LARGE, 2 * LARGE};
    expect_ok(netcore_aes_encrypt_batch(cbc, plaintext, large, count, text, sizeof text, out_offsets));
}

static void encrypt_batch_of_1(void)
{
    encrypt_batch_of(1);
}

static void encrypt_batch_of_2(void)
{
    encrypt_batch_of(2);
}

/* Decrypts the text that was encrypted last. */
static void decrypt(void)
{
    size_t len;
    expect_ok(netcore_aes_decrypt(cbc, text, text_len, out, sizeof out, &len));
}

static void gcm_encrypt(void)
{
    expect_ok(netcore_aes_encrypt(gcm, plaintext, EVENT, text, sizeof text, &text_len));
}

static void gcm_decrypt(void)
{
    size_t len;
    expect_ok(netcore_aes_decrypt(gcm, text, text_len, out, sizeof out, &len));
}

static void check_events(void)
{
    size_t len, errors, warnings;
    expect_ok(netcore_aes_check_events((const uint8_t *)payload, payload_len, NULL, 0, NETCORE_AES_NO_TIME, (char *)out,
        sizeof out, &len, &errors, &warnings));
}

/* The whole way of the same events, through a stream. */
static void upload_stream(void)
{
    netcore_aes_upload_stream *stream;
    netcore_aes_upload upload;
    netcore_aes_upload_events events[1];
    size_t len;
    expect_ok(netcore_aes_upload_stream_new(0, 0, 0, &stream));
    expect_ok(netcore_aes_upload_stream_finish(stream));
    expect_ok(netcore_aes_upload_stream_next(
        stream, cbc, (const uint8_t *)payload, payload_len, NULL, 0, NETCORE_AES_NO_TIME, &upload));
    expect_ok(netcore_aes_upload_stream_bodies(stream, cbc, (char *)text, sizeof text, out_offsets, events, upload.count, &len));
    netcore_aes_upload_stream_free(stream);
}

static void encrypt_batch_i32(void)
{
    int32_t small[BATCH + 1], out_small[BATCH + 1];
    for (size_t i = 0; i <= BATCH; i++)
        small[i] = (int32_t)offsets[i];
    expect_ok(netcore_aes_encrypt_batch_i32(cbc, plaintext, small, BATCH, text, sizeof text, out_small));
}

/* The first run does the work that happens once. */
static void count(const char *name, void (*work)(void))
{
    work();
    CALLGRIND_ZERO_STATS;
    CALLGRIND_TOGGLE_COLLECT;
    work();
    CALLGRIND_TOGGLE_COLLECT;
    CALLGRIND_DUMP_STATS_AT(name);
}

/* An array of copies of the event in a file. */
static void read_events(const char *path)
{
    char event[1024];
    FILE *file = fopen(path, "r");
    size_t len = file ? fread(event, 1, sizeof event - 1, file) : 0;
    event[len] = 0;
    char *start = strchr(event, '{'), *end = strrchr(event, '}');
    if (!start || !end) {
        fprintf(stderr, "%s: no event\n", path);
        exit(1);
    }
    for (int i = 0; i < EVENTS; i++)
        payload_len += (size_t)sprintf(payload + payload_len, "%c%.*s", i ? ',' : '[', (int)(end + 1 - start), start);
    payload[payload_len++] = ']';
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return fprintf(stderr, "usage: %s EVENT.json\n", argv[0]), 1;
    read_events(argv[1]);
    for (size_t i = 0; i < sizeof plaintext; i++)
        plaintext[i] = (uint8_t)(' ' + i % 95);
    for (size_t i = 0; i <= BATCH; i++)
        offsets[i] = i * EVENT;
    cbc = cipher_new(NETCORE_AES_SCHEME_CBC_BASE64);
    gcm = cipher_new(NETCORE_AES_SCHEME_GCM_BASE64);
    count("cipher_new and cipher_free", make_cipher);
    count("cipher_new and cipher_free, 11258", make_gcm_cipher);
    count("keygen", generate);
    count("encrypt 400 bytes", encrypt);
    count("decrypt 400 bytes", decrypt);
    count("encrypt 64 KiB", encrypt_large);
    count("decrypt 64 KiB", decrypt);
    count("encrypt_batch of 100 times 400 bytes", encrypt_batch);
    count("encrypt_batch of 1 times 64 KiB", encrypt_batch_of_1);
    count("encrypt_batch of 2 times 64 KiB", encrypt_batch_of_2);
    count("encrypt 400 bytes, 11258", gcm_encrypt);
    count("decrypt 400 bytes, 11258", gcm_decrypt);
    count("check_events of 10", check_events);
    count("upload_stream of 10", upload_stream);
    count("encrypt_batch_i32 of 100 times 400 bytes", encrypt_batch_i32);
    netcore_aes_cipher_free(cbc);
    netcore_aes_cipher_free(gcm);
    puts(netcore_aes_instruction_set());
    return 0;
}
