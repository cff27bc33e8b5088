/* The good arguments of every function, by the names of its parameters. */
#include "matrix.h"

static const char EVENT[] = "[{\"activity_name\": \"form_submitted\"}]", AAD[] = "associated";
static const uint64_t MESSAGES[] = {2, 7, 7, sizeof EVENT - 1}; /* of EVENT: the second is empty */
static netcore_aes_cipher *ciphers[SCHEME_COUNT];

/* An event per line, of which the second has problems. */
static const char LINES[] = "{\"asset_id\":\"the-asset\",\"activity_name\":\"n\",\"timestamp\":\"2025-08-26T12:05:43Z\",\"identity\":1,"
                            "\"activity_source\":\"web\",\"activity_params\":{}}\n{\"a\":1}\n";
netcore_aes_upload_stream *stream;

void fixtures_begin(void)
{
    for (size_t i = 0; i < SCHEME_COUNT; i++)
        ciphers[i] = new_cipher(SCHEMES[i]);
}

void fixtures_end(void)
{
    for (size_t i = 0; i < SCHEME_COUNT; i++)
        netcore_aes_cipher_free(ciphers[i]);
    netcore_aes_cipher_free(spare);
    drop_stream();
    failed_cases += failed_checks;
}

netcore_aes_cipher *cipher_of(uint32_t scheme)
{
    size_t i = 0;
    while (SCHEMES[i] != scheme)
        i++;
    return ciphers[i];
}

static size_t encoded_len(uint32_t scheme, size_t len)
{
    return scheme == NETCORE_AES_SCHEME_CBC_HEX ? len * 2 : (len + 2) / 3 * 4;
}

size_t text_len(uint32_t scheme, size_t len)
{
    return encoded_len(scheme, scheme == NETCORE_AES_SCHEME_GCM_BASE64 ? len + 28 : len / 16 * 16 + 16);
}

size_t bound(uint32_t scheme, size_t len)
{
    return scheme == NETCORE_AES_SCHEME_CBC_HEX ? (len + 1) / 2 : (len + 3) / 4 * 3;
}

const char *text_of(uint32_t scheme, const char *plaintext, size_t len, const char *aad, size_t aad_len, size_t *written)
{
    static uint8_t text[AREA];
    CHECK_STATUS(OK, netcore_aes_encrypt_aad(
        cipher_of(scheme), bytes(plaintext), len, bytes(aad), aad_len, text, sizeof text, written));
    return (const char *)text;
}

/* The data of a batch: to encrypt the event, to decrypt three bytes and two texts. */
static void batch(struct frame *frame)
{
    static uint64_t texts[3];
    static char data[1024] = "???";
    size_t len;
    if (is_function(frame, "_encrypt")) {
        put(frame, "data", EVENT, MESSAGES[3]);
        put_offsets(frame, MESSAGES, 4);
        for (size_t i = 0; i < 3; i++)
            frame->needed += text_len(frame->scheme, MESSAGES[i + 1] - MESSAGES[i]);
        return;
    }
    const char *text = text_of(frame->scheme, EVENT, strlen(EVENT), NULL, 0, &len);
    texts[0] = 3;
    for (size_t i = 0; i < 2; i++) {
        memcpy(data + texts[i], text, len);
        texts[i + 1] = texts[i] + len;
    }
    put(frame, "data", data, texts[2]);
    put_offsets(frame, texts, 3);
    frame->needed = 2 * bound(frame->scheme, len);
}

static void message(struct frame *frame)
{
    bool gcm = frame->scheme == NETCORE_AES_SCHEME_GCM_BASE64;
    size_t len, aad_len = gcm ? strlen(AAD) : 0;
    put(frame, "plaintext", EVENT, strlen(EVENT));
    put(frame, "aad", AAD, aad_len);
    const char *text = text_of(frame->scheme, EVENT, strlen(EVENT), AAD, slot_named(frame, "aad") ? aad_len : 0, &len);
    put(frame, "text", text, len);
    frame->needed = is_function(frame, "_encrypt") ? text_len(frame->scheme, strlen(EVENT)) : bound(frame->scheme, len);
}

/* netcore_aes_cipher_explain() gets a bad IV. */
static void setup(struct frame *frame)
{
    bool gcm = frame->scheme == NETCORE_AES_SCHEME_GCM_BASE64, bad = is_function(frame, "_explain");
    put(frame, "key", KEY, 32);
    put(frame, "iv", IV, bad ? 15 : gcm ? 0 : 16);
}

void drop_stream(void)
{
    netcore_aes_upload_stream_free(stream);
    stream = NULL;
}

/* A stream that found what the frame's function writes: bodies, or the event with problems. */
void new_stream(struct frame *frame)
{
    netcore_aes_upload found = {0};
    bool bodies = is_function(frame, "_bodies"), problems = is_function(frame, "_problems");
    size_t len = strlen(LINES) - (bodies ? strlen("{\"a\":1}\n") : 0);
    drop_stream();
    CHECK_STATUS(OK, netcore_aes_upload_stream_new(0, 0, 0, &stream));
    if (bodies)
        CHECK_STATUS(OK, netcore_aes_upload_stream_flush(stream));
    if (bodies || problems)
        CHECK_STATUS(OK, netcore_aes_upload_stream_next(stream, cipher_of(frame->scheme), bytes(LINES), len, "the-asset", 9,
            NETCORE_AES_NO_TIME, &found));
    CHECK(found.kind == (bodies ? NETCORE_AES_UPLOAD_BODIES : problems ? NETCORE_AES_UPLOAD_PROBLEMS : NETCORE_AES_UPLOAD_NONE));
    frame->needed = found.len;
    put(frame, "bodies", NULL, found.len);
    put(frame, "body_offsets", NULL, (found.count + 1) * sizeof(uint64_t));
    put(frame, "events", NULL, found.count * sizeof(netcore_aes_upload_events));
    put(frame, "event", NULL, found.len);
    put(frame, "problems", NULL, found.problems_len);
    put(frame, "stream_data", LINES, len);
}

/* The output's needed size, as the library says with room to spare; the cases then test it. */
static void ask_what_is_needed(struct frame *frame)
{
    roomy(frame);
    run(frame);
    memcpy(&frame->needed, slot_named(frame, "out_len")->at, sizeof frame->needed);
}

void good_arguments(struct frame *frame)
{
    if (is_function(frame, "cipher_free") && !spare)
        spare = new_cipher(frame->scheme);
    frame->needed = 0;
    setup(frame);
    put(frame, "payload", EVENT, strlen(EVENT));
    put(frame, "asset_id", "the-asset", 9);
    put(frame, "api_key", "the-key", 7);
    if (slot_named(frame, "offsets"))
        batch(frame);
    else if (slot_named(frame, "plaintext") || slot_named(frame, "text"))
        message(frame);
    if (slot_named(frame, "out") && !is_function(frame, "crypt"))
        ask_what_is_needed(frame);
    put(frame, "out", NULL, frame->needed);
    const struct slot *first = &frame->slots[0];
    if (frame->count > 0 && first->kind == STREAM)
        new_stream(frame);
}
