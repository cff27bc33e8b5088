#include "work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 20, ROOM = 4096 };
static const uint8_t EVENT[] = "[{\"asset_id\":\"a\"}]";
enum { EVENT_LEN = sizeof EVENT - 1 };

static netcore_aes_cipher *cipher;
static uint8_t text[ROOM], back[ROOM], messages[BATCH * EVENT_LEN], texts[ROOM];
static uint64_t offsets_of_body[2];
static uint64_t offsets[BATCH + 1], text_offsets[BATCH + 1], back_offsets[BATCH + 1];
static size_t text_len, len, failed, errors, warnings;

static void require(netcore_aes_status expected, netcore_aes_status got)
{
    if (got != expected) {
        fprintf(stderr, "growth: status %d, not %d\n", (int)got, (int)expected);
        exit(2);
    }
}

netcore_aes_cipher *new_cipher(uint32_t scheme)
{
    netcore_aes_cipher *made;
    bool gcm = scheme == NETCORE_AES_SCHEME_GCM_BASE64;
    const uint8_t *key = (const uint8_t *)"0123456789abcdefghijklmnopqrstuv";
    require(NETCORE_AES_OK, netcore_aes_cipher_new(scheme, key, 32, gcm ? NULL : key, gcm ? 0 : 16, &made));
    return made;
}

static void encrypt(uint32_t scheme, unsigned long number)
{
    (void)scheme, (void)number;
    require(NETCORE_AES_OK, netcore_aes_encrypt(cipher, EVENT, EVENT_LEN, text, sizeof text, &text_len));
}

static void decrypt(uint32_t scheme, unsigned long number)
{
    (void)scheme, (void)number;
    require(NETCORE_AES_OK, netcore_aes_decrypt(cipher, text, text_len, back, sizeof back, &len));
}

static void encrypt_batch(uint32_t scheme, unsigned long number)
{
    (void)scheme, (void)number;
    require(NETCORE_AES_OK,
        netcore_aes_encrypt_batch(cipher, messages, offsets, BATCH, texts, sizeof texts, text_offsets));
}

static void decrypt_batch(uint32_t scheme, unsigned long number)
{
    (void)scheme, (void)number;
    require(NETCORE_AES_OK,
        netcore_aes_decrypt_batch(cipher, texts, text_offsets, BATCH, back, sizeof back, back_offsets, &failed));
}

/* Every kind of refusal in turn. */
static void refuse(uint32_t scheme, unsigned long number)
{
    netcore_aes_cipher *none;
    uint8_t zeros[64];
    char sentence[NETCORE_AES_EXPLANATION_SIZE];
    memset(zeros, '0', sizeof zeros);
    switch (number % 6) {
    case 0:
        require(NETCORE_AES_ERR_DECRYPT, netcore_aes_decrypt(cipher, zeros, 64, back, sizeof back, &len));
        break;
    case 1:
        require(NETCORE_AES_ERR_ENCODING, netcore_aes_decrypt(cipher, EVENT, EVENT_LEN, back, sizeof back, &len));
        break;
    case 2:
        require(NETCORE_AES_ERR_BUFFER_TOO_SMALL, netcore_aes_encrypt(cipher, EVENT, EVENT_LEN, back, 1, &len));
        break;
    case 3:
        require(NETCORE_AES_ERR_KEY, netcore_aes_cipher_new(scheme, EVENT, EVENT_LEN, NULL, 0, &none));
        break;
    case 4:
        require(NETCORE_AES_OK,
            netcore_aes_cipher_explain(scheme, EVENT, EVENT_LEN, NULL, 0, sentence, sizeof sentence, &len));
        break;
    default:
        require(NETCORE_AES_ERR_ENCODING,
            netcore_aes_decrypt_batch(cipher, messages, offsets, BATCH, back, sizeof back, back_offsets, &failed));
    }
}

static void make_and_free(uint32_t scheme, unsigned long number)
{
    (void)number;
    netcore_aes_cipher_free(new_cipher(scheme));
}

/* Calls that need memory while they run. */
static void send(uint32_t scheme, unsigned long number)
{
    char key[NETCORE_AES_GCM_KEY_SIZE], iv[NETCORE_AES_IV_SIZE], out[ROOM];
    require(NETCORE_AES_OK, number % 2 ? netcore_aes_gcm_keygen(key) : netcore_aes_keygen(key, iv));
    require(NETCORE_AES_OK,
        netcore_aes_check_events(EVENT, EVENT_LEN, "b", 1, 0, out, sizeof out, &len, &errors, &warnings));
    require(NETCORE_AES_OK, netcore_aes_request_headers(scheme, "a", 1, "key", 3, out, sizeof out, &len));
    require(NETCORE_AES_OK, netcore_aes_request_body(scheme, text, text_len, out, sizeof out, &len));
}

/* A stream of its own, with events in bodies, one with problems, and what is left in it. */
static void upload(uint32_t scheme, unsigned long number)
{
    static const char LINES[] = "{\"asset_id\":\"a\",\"activity_name\":\"n\",\"timestamp\":\"2025-08-26T12:05:43Z\",\"identity\":1,"
                                "\"activity_source\":\"web\",\"activity_params\":{}}\n{}\n{\"left\":";
    netcore_aes_upload_stream *stream;
    netcore_aes_upload found;
    netcore_aes_upload_events events;
    uint8_t event[8];
    char out[ROOM];
    (void)scheme, (void)number;
    require(NETCORE_AES_OK, netcore_aes_upload_stream_new(0, 0, 0, &stream));
    require(NETCORE_AES_OK, netcore_aes_upload_stream_flush(stream));
    require(NETCORE_AES_OK, netcore_aes_upload_stream_next(
        stream, cipher, (const uint8_t *)LINES, sizeof LINES - 1, "a", 1, NETCORE_AES_NO_TIME, &found));
    require(NETCORE_AES_OK, netcore_aes_upload_stream_problems(stream, event, sizeof event, out, sizeof out));
    require(NETCORE_AES_OK, netcore_aes_upload_stream_next(
        stream, cipher, (const uint8_t *)LINES + found.read, sizeof LINES - 1 - found.read, "a", 1, NETCORE_AES_NO_TIME, &found));
    require(NETCORE_AES_OK, netcore_aes_upload_stream_bodies(stream, cipher, out, sizeof out, offsets_of_body, &events, 1, &len));
    netcore_aes_upload_stream_free(stream);
}

#define OF_SCHEME(scheme) \
    {"encrypt-" #scheme, scheme, encrypt}, {"decrypt-" #scheme, scheme, decrypt}, \
        {"encrypt_batch-" #scheme, scheme, encrypt_batch}, {"decrypt_batch-" #scheme, scheme, decrypt_batch}, \
        {"refuse-" #scheme, scheme, refuse}, {"make_and_free-" #scheme, scheme, make_and_free}, \
        {"send-" #scheme, scheme, send}, {"upload-" #scheme, scheme, upload}

static const struct work WORKS[] = {OF_SCHEME(11256), OF_SCHEME(11257), OF_SCHEME(11258)};

const struct work *find_work(const char *name)
{
    for (size_t i = 0; i < sizeof WORKS / sizeof *WORKS; i++)
        if (strcmp(WORKS[i].name, name) == 0)
            return &WORKS[i];
    return NULL;
}

void set_up(uint32_t scheme)
{
    cipher = new_cipher(scheme);
    for (size_t i = 0; i < BATCH; i++) {
        memcpy(messages + i * EVENT_LEN, EVENT, EVENT_LEN);
        offsets[i + 1] = (i + 1) * EVENT_LEN;
    }
    encrypt(scheme, 0);
    encrypt_batch(scheme, 0);
}

void tear_down(void)
{
    netcore_aes_cipher_free(cipher);
}
