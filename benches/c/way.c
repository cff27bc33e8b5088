/* The whole way, from a stream of events in memory to the bodies of requests: the library's upload stream, which also checks every
 * event, and OpenSSL payload by payload, which does not. */
#include "bench.h"

#include <dlfcn.h>
#include <openssl/evp.h>

#include <netcore_aes.h>

enum {
    EVENTS = 64000,
    IN_PAYLOAD = 1000,
    EVENT = 402,
    MOST_TEXT = IN_PAYLOAD * (EVENT + 1) / 3 * 4 + 1024,
    SIDE_BY_SIDE = 16, /* payloads whose bodies are in memory at once */
};

static const char ASSET[] = "a1b2c3d4e5";
static const char EVENT_START[] = "{\"asset_id\":\"a1b2c3d4e5\",\"activity_name\":\"purchase\",\"timestamp\":\"2025-08-26T12:05:43Z\","
                                  "\"identity\":\"9999911111\",\"activity_source\":\"web\",\"activity_params\":{\"order_id\":\"A-1029384756\","
                                  "\"amount\":1499.5,\"currency\":\"INR\",\"items\":[{\"sku\":\"SHIRT-BLUE-42\",\"qty\":2,\"price\":499.75},"
                                  "{\"sku\":\"SOCKS-3\",\"qty\":1,\"price\":500}],\"city\":\"Bengaluru\",\"first\":true,\"note\":\"";

struct stream {
    char *text;
    size_t len;
};

/* Events of 402 bytes: one per line, or in an array. */
static struct stream stream(int is_array)
{
    size_t each = EVENT + 1;
    struct stream made = {room(EVENTS * each + 2), 0};
    if (is_array)
        made.text[made.len++] = '[';
    for (size_t i = 0; i < EVENTS; i++) {
        char *event = made.text + made.len;
        memset(event, 'x', EVENT);
        memcpy(event, EVENT_START, sizeof EVENT_START - 1);
        memcpy(event + EVENT - 3, "\"}}", 3);
        event[EVENT] = is_array ? ',' : '\n';
        made.len += each;
    }
    if (is_array)
        made.text[made.len - 1] = ']';
    return made;
}

struct ours {
    struct stream stream;
    netcore_aes_cipher *cipher;
    char *bodies;
    size_t cap, len;
    int copies, keeps;
    __typeof__(netcore_aes_upload_stream_new) *new;
    __typeof__(netcore_aes_upload_stream_next) *next;
    __typeof__(netcore_aes_upload_stream_bodies) *write;
    __typeof__(netcore_aes_upload_stream_finish) *finish;
    __typeof__(netcore_aes_upload_stream_free) *free;
};

static void expect_ok(netcore_aes_status status)
{
    if (status != NETCORE_AES_OK)
        fail("status %d", (int)status);
}

/* Copies each body to memory of its own, as languages do that make strings or arrays of them. */
static void copy_each(const char *bodies, const uint64_t *offsets, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        size_t len = offsets[i + 1] - offsets[i];
        char *body = malloc(len);
        if (!body)
            fail("out of memory");
        memcpy(body, bodies + offsets[i], len);
        __asm__ volatile("" : : "r"(body) : "memory");
        free(body);
    }
}

/* Writes the bodies of 16 payloads at a time to the same buffer, which it allocates, as a program does for a file. */
static void ours(void *state)
{
    struct ours *work = state;
    netcore_aes_upload_stream *uploads;
    netcore_aes_upload upload;
    char *bodies = NULL;
    size_t cap = 0;
    netcore_aes_upload_events events[SIDE_BY_SIDE];
    uint64_t offsets[SIDE_BY_SIDE + 1];
    expect_ok(work->new(0, 0, 0, &uploads));
    const uint8_t *data = (const uint8_t *)work->stream.text;
    size_t left = work->stream.len;
    do {
        expect_ok(work->next(uploads, work->cipher, data, left, ASSET, sizeof ASSET - 1, 1756209943, &upload));
        data += upload.read;
        left -= upload.read;
        if (upload.kind == NETCORE_AES_UPLOAD_PROBLEMS)
            fail("an event has a problem");
        else if (upload.kind == NETCORE_AES_UPLOAD_BODIES) {
            if (cap < upload.len) {
                free(bodies);
                cap = upload.len;
                bodies = malloc(cap);
                if (!bodies)
                    fail("out of memory");
            }
            expect_ok(work->write(uploads, work->cipher, bodies, cap, offsets, events, upload.count, &work->len));
            if (work->copies)
                copy_each(bodies, offsets, upload.count);
            if (work->keeps)
                memcpy(work->bodies, bodies, work->len);
        } else if (left == 0)
            expect_ok(work->finish(uploads));
    } while (upload.kind != NETCORE_AES_UPLOAD_NONE || left > 0 || upload.read > 0);
    work->free(uploads);
    free(bodies);
}

static void *symbol(const char *library, const char *name)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL), *address = handle ? dlsym(handle, name) : NULL;
    if (!address)
        fail("%s", dlerror());
    return address;
}

struct candidate way_ours(const char *library, const char *kind)
{
    struct ours *work = room(sizeof *work);
    int is_array = !strcmp(kind, "array");
    size_t cap = (size_t)SIDE_BY_SIDE * MOST_TEXT;
    *work = (struct ours){.stream = stream(is_array), .bodies = room(cap), .cap = cap, .copies = !strcmp(kind, "copies")};
    __typeof__(netcore_aes_cipher_new) *cipher_new;
    *(void **)&cipher_new = symbol(library, "netcore_aes_cipher_new");
    *(void **)&work->new = symbol(library, "netcore_aes_upload_stream_new");
    *(void **)&work->next = symbol(library, "netcore_aes_upload_stream_next");
    *(void **)&work->write = symbol(library, "netcore_aes_upload_stream_bodies");
    *(void **)&work->finish = symbol(library, "netcore_aes_upload_stream_finish");
    *(void **)&work->free = symbol(library, "netcore_aes_upload_stream_free");
    expect_ok(cipher_new(NETCORE_AES_SCHEME_CBC_BASE64, (const uint8_t *)KEY_TEXT, 32, (const uint8_t *)IV_TEXT, 16, &work->cipher));
    work->keeps = 1;
    ours(work);
    work->keeps = 0;
    struct candidate made = {"", EVENTS, ours, work, (const uint8_t *)work->bodies, work->len};
    snprintf(made.name, sizeof made.name, "ours-%s", kind);
    return made;
}

struct openssl {
    struct stream stream;
    EVP_CIPHER_CTX *context;
    uint8_t *payload, *bytes;
    char *bodies;
    size_t len;
};

/* Finds each line by memchr(), joins a thousand, encrypts them and writes the body, over those of 16 payloads before. */
static void openssl(void *state)
{
    static const char before[] = "{\"encryptedRequest\":\"", after[] = "\"}";
    struct openssl *work = state;
    const char *line = work->stream.text, *end = line + work->stream.len;
    size_t payload_len = 0;
    for (size_t count = 1; line < end; count++) {
        if (count % (SIDE_BY_SIDE * IN_PAYLOAD) == 1)
            work->len = 0;
        const char *next = memchr(line, '\n', (size_t)(end - line));
        work->payload[payload_len] = payload_len ? ',' : '[';
        memcpy(work->payload + payload_len + 1, line, (size_t)(next - line));
        payload_len += 1 + (size_t)(next - line);
        line = next + 1;
        if (count % IN_PAYLOAD)
            continue;
        int written, last;
        work->payload[payload_len++] = ']';
        if (EVP_EncryptInit_ex(work->context, NULL, NULL, NULL, (const uint8_t *)IV_TEXT) <= 0 ||
            EVP_EncryptUpdate(work->context, work->bytes, &written, work->payload, (int)payload_len) <= 0 ||
            EVP_EncryptFinal_ex(work->context, work->bytes + written, &last) <= 0)
            fail("OpenSSL refused");
        char *body = work->bodies + work->len;
        memcpy(body, before, sizeof before - 1);
        int text = EVP_EncodeBlock((uint8_t *)body + sizeof before - 1, work->bytes, written + last);
        memcpy(body + sizeof before - 1 + text, after, sizeof after - 1);
        work->len += sizeof before - 1 + (size_t)text + sizeof after - 1;
        payload_len = 0;
    }
}

struct candidate way_openssl(void)
{
    struct openssl *work = room(sizeof *work);
    *work = (struct openssl){
        stream(0), EVP_CIPHER_CTX_new(), room(MOST_TEXT), room(MOST_TEXT), room((size_t)SIDE_BY_SIDE * MOST_TEXT), 0};
    if (EVP_EncryptInit_ex(work->context, EVP_aes_256_cbc(), NULL, (const uint8_t *)KEY_TEXT, (const uint8_t *)IV_TEXT) <= 0)
        fail("OpenSSL refused");
    openssl(work);
    return (struct candidate){"openssl-unchecked", EVENTS, openssl, work, (const uint8_t *)work->bodies, work->len};
}

/* One payload of a thousand events, as from_events takes it: checked, encrypted, put into the body. */
struct payload {
    uint8_t *json;
    size_t len;
    netcore_aes_cipher *cipher;
    char *text, *body;
    size_t text_len, cap, body_len;
    __typeof__(netcore_aes_check_events) *check;
    __typeof__(netcore_aes_encrypt) *encrypt;
    __typeof__(netcore_aes_request_body) *write_body;
};

static void check(void *state)
{
    struct payload *work = state;
    char problems[4];
    size_t len, errors, warnings;
    expect_ok(work->check(work->json, work->len, NULL, 0, 1756209943, problems, sizeof problems, &len, &errors, &warnings));
}

static void body(void *state)
{
    struct payload *work = state;
    expect_ok(work->write_body(NETCORE_AES_SCHEME_CBC_BASE64, (uint8_t *)work->text, work->text_len, work->body, work->cap, &work->body_len));
}

static void from_events(void *state)
{
    struct payload *work = state;
    check(work);
    expect_ok(work->encrypt(work->cipher, work->json, work->len, (uint8_t *)work->text, work->cap, &work->text_len));
    body(work);
}

static void copy(void *state)
{
    struct payload *work = state;
    memcpy(work->body, work->text, work->text_len);
    __asm__ volatile("" : : "r"(work->body) : "memory");
}

void payload_candidates(const char *library, struct candidate made[4])
{
    struct payload *work = room(sizeof *work);
    struct stream events = stream(1);
    size_t len = (EVENT + 1) * IN_PAYLOAD + 1;
    events.text[len - 1] = ']';
    *work = (struct payload){.json = (uint8_t *)events.text, .len = len, .text = room(MOST_TEXT), .body = room(MOST_TEXT), .cap = MOST_TEXT};
    __typeof__(netcore_aes_cipher_new) *cipher_new;
    *(void **)&cipher_new = symbol(library, "netcore_aes_cipher_new");
    *(void **)&work->check = symbol(library, "netcore_aes_check_events");
    *(void **)&work->encrypt = symbol(library, "netcore_aes_encrypt");
    *(void **)&work->write_body = symbol(library, "netcore_aes_request_body");
    expect_ok(cipher_new(NETCORE_AES_SCHEME_CBC_BASE64, (const uint8_t *)KEY_TEXT, 32, (const uint8_t *)IV_TEXT, 16, &work->cipher));
    from_events(work);
    made[0] = (struct candidate){"from-events", IN_PAYLOAD, from_events, work, NULL, 0};
    made[1] = (struct candidate){"check", IN_PAYLOAD, check, work, NULL, 0};
    made[2] = (struct candidate){"body", IN_PAYLOAD, body, work, NULL, 0};
    made[3] = (struct candidate){"memcpy", IN_PAYLOAD, copy, work, NULL, 0};
}

/* The same payload as a message, for the chain alone. */
struct messages payload_message(void)
{
    return equal_messages(1, (EVENT + 1) * IN_PAYLOAD + 1);
}
