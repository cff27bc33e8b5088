/* Streams of events: the same bodies and problems as step by step, in pieces of any size; faults of a stream, and bad arguments. */
#include "check.h"

static const char ID[] = "a";
#define GOOD "{\"asset_id\":\"a\",\"activity_name\":\"n\",\"timestamp\":\"2025-08-26T12:05:43Z\",\"identity\":1,\"activity_source\":\"web\"," \
    "\"activity_params\":{}}"

static const char *const EVENTS[] = {GOOD, GOOD, "{}", GOOD, "7", GOOD, GOOD, "{\"x\":[]}", GOOD};
enum { COUNT = sizeof EVENTS / sizeof *EVENTS, PER_REQUEST = 2, ROOM = 8192 };

static char out[ROOM];
static size_t len;

static void reset(void)
{
    memset(out, UNTOUCHED, sizeof out);
    len = 77;
}

/* What came out: for each body a line of its events and its payload, for each event with problems a line of its index and bytes. */
struct outcome {
    char bodies[ROOM], problems[ROOM];
};

static void add(char *lines, const char *name, size_t first, size_t last, const char *text, size_t text_len)
{
    size_t end = strlen(lines);
    snprintf(lines + end, ROOM - end, "%s %zu to %zu: %.*s\n", name, first, last, (int)text_len, text);
}

static void add_body(struct outcome *found, const netcore_aes_cipher *cipher, size_t first, size_t last, const char *body, size_t body_len)
{
    static const char BEFORE[] = "{\"encryptedRequest\":\"";
    char payload[ROOM];
    size_t before = strlen(BEFORE);
    CHECK(!memcmp(body, BEFORE, before) && !memcmp(body + body_len - 2, "\"}", 2));
    CHECK_STATUS(OK, netcore_aes_decrypt(cipher, bytes(body) + before, body_len - before - 2, (uint8_t *)payload, sizeof payload, &len));
    add(found->bodies, "body", first, last, payload, len);
}

/* Checks and groups the events one by one. */
static void step_by_step(struct outcome *found, const netcore_aes_cipher *cipher)
{
    char payload[ROOM] = "";
    uint8_t text[ROOM];
    size_t in_it = 0, first = 0, last = 0, errors, warnings, text_len;
    for (size_t i = 0; i <= COUNT; i++) {
        char alone[512];
        bool is_refused = false;
        if (i < COUNT) {
            snprintf(alone, sizeof alone, "[%s]", EVENTS[i]);
            CHECK_STATUS(OK, netcore_aes_check_events(bytes(alone), strlen(alone), ID, 1, NETCORE_AES_NO_TIME, out, sizeof out, &len,
                &errors, &warnings));
            is_refused = errors > 0;
            if (errors + warnings > 0)
                add(found->problems, is_refused ? "refused" : "warned", i, errors + warnings, EVENTS[i], strlen(EVENTS[i]));
        }
        if (in_it > 0 && (i == COUNT || (in_it == PER_REQUEST && !is_refused))) {
            strcat(payload, "]");
            CHECK_STATUS(OK, netcore_aes_encrypt(cipher, bytes(payload), strlen(payload), text, sizeof text, &text_len));
            CHECK_STATUS(OK, netcore_aes_request_body(netcore_aes_cipher_scheme(cipher), text, text_len, out, sizeof out, &len));
            add_body(found, cipher, first, last, out, len);
            in_it = 0;
        }
        if (i == COUNT || is_refused)
            continue;
        first = in_it == 0 ? i : first;
        last = i;
        snprintf(payload + (in_it ? strlen(payload) : 0), 512, "%s%s", in_it ? "," : "[", EVENTS[i]);
        in_it++;
    }
}

static void take_bodies(struct outcome *found, netcore_aes_upload_stream *stream, const netcore_aes_cipher *cipher, const netcore_aes_upload *upload)
{
    char bodies[ROOM];
    uint64_t offsets[18];
    netcore_aes_upload_events events[17];
    CHECK(upload->count <= 17 && upload->len <= sizeof bodies);
    CHECK_STATUS(OK, netcore_aes_upload_stream_bodies(stream, cipher, bodies, upload->len, offsets, events, upload->count, &len));
    CHECK(len == upload->len && offsets[0] == 0 && offsets[upload->count] == len);
    for (size_t i = 0; i < upload->count; i++) {
        CHECK(events[i].count > 0 && events[i].count <= PER_REQUEST);
        add_body(found, cipher, (size_t)events[i].first, (size_t)events[i].last, bodies + offsets[i], (size_t)(offsets[i + 1] - offsets[i]));
    }
}

static void take(struct outcome *found, netcore_aes_upload_stream *stream, const netcore_aes_cipher *cipher, const char *piece, size_t piece_len)
{
    netcore_aes_upload upload;
    do {
        if (!CHECK_STATUS(OK, netcore_aes_upload_stream_next(
                stream, cipher, bytes(piece), piece_len, ID, 1, NETCORE_AES_NO_TIME, &upload)))
            return;
        piece += upload.read;
        piece_len -= upload.read;
        if (upload.kind == NETCORE_AES_UPLOAD_BODIES)
            take_bodies(found, stream, cipher, &upload);
        if (upload.kind == NETCORE_AES_UPLOAD_PROBLEMS) {
            uint8_t event[512];
            CHECK_STATUS(OK, netcore_aes_upload_stream_problems(stream, event, sizeof event, out, sizeof out));
            add(found->problems, upload.is_refused ? "refused" : "warned", upload.index, upload.count, (char *)event, upload.len);
            char pointer[64];
            snprintf(pointer, sizeof pointer, "\"pointer\":\"/%zu", upload.index);
            out[upload.problems_len] = '\0';
            CHECK(out[0] == '[' && strstr(out, pointer) && upload.is_last);
        }
    } while (upload.kind != NETCORE_AES_UPLOAD_NONE);
    CHECK(piece_len == 0);
}

static void test_outcome(const netcore_aes_cipher *cipher, const char *before, const char *between, const char *after)
{
    static struct outcome wanted, found;
    char data[ROOM];
    memset(&wanted, 0, sizeof wanted);
    step_by_step(&wanted, cipher);
    strcpy(data, before);
    for (size_t i = 0; i < COUNT; i++)
        strcat(strcat(data, i ? between : ""), EVENTS[i]);
    size_t whole = strlen(strcat(data, after));
    static const size_t PIECES[] = {1, 7, 100, ROOM};
    for (size_t i = 0; i < 4; i++) {
        netcore_aes_upload_stream *stream;
        memset(&found, 0, sizeof found);
        CHECK_STATUS(OK, netcore_aes_upload_stream_new(PER_REQUEST, 0, 0, &stream));
        for (size_t at = 0; at < whole; at += PIECES[i])
            take(&found, stream, cipher, data + at, whole - at < PIECES[i] ? whole - at : PIECES[i]);
        CHECK_STATUS(OK, netcore_aes_upload_stream_finish(stream));
        take(&found, stream, cipher, NULL, 0);
        if (!CHECK(!strcmp(found.bodies, wanted.bodies) && !strcmp(found.problems, wanted.problems) && *wanted.bodies && *wanted.problems))
            fprintf(stderr, "%s%s---\n%s%s", found.bodies, found.problems, wanted.bodies, wanted.problems);
        netcore_aes_upload_stream_free(stream);
    }
}

/* A fault is told again and again, with its place. What was not taken is freed. */
static void test_fault(const netcore_aes_cipher *cipher)
{
    netcore_aes_upload_stream *stream;
    netcore_aes_upload upload;
    CHECK_STATUS(OK, netcore_aes_upload_stream_new(0, 0, 0, &stream));
    for (int i = 0; i < 3; i++) {
        memset(&upload, UNTOUCHED, sizeof upload);
        CHECK_STATUS(ERR_EVENT_STREAM, netcore_aes_upload_stream_next(stream, cipher, bytes("[,"), 2, NULL, 0, 0, &upload));
        CHECK(upload.offset == 1 && all_are(&upload, offsetof(netcore_aes_upload, offset), 0));
    }
    netcore_aes_upload_stream_free(stream);
    CHECK_STATUS(OK, netcore_aes_upload_stream_new(1, 0, 0, &stream));
    CHECK_STATUS(OK, netcore_aes_upload_stream_next(stream, cipher, bytes(GOOD "\n{}\n{}"), strlen(GOOD) + 6, NULL, 0, NETCORE_AES_NO_TIME, &upload));
    CHECK(upload.kind == NETCORE_AES_UPLOAD_PROBLEMS && upload.count > 5 && upload.len == 2 && upload.index == 1);
    netcore_aes_upload_stream_free(stream);
}

static void test_arguments(const netcore_aes_cipher *cipher)
{
    netcore_aes_upload_stream *stream;
    netcore_aes_upload upload;
    uint64_t offset[2];
    netcore_aes_upload_events events;
    CHECK_STATUS(ERR_NULL, netcore_aes_upload_stream_new(0, 0, 0, NULL));
    CHECK_STATUS(OK, netcore_aes_upload_stream_new(0, 0, 0, &stream));
    CHECK_STATUS(ERR_NULL, netcore_aes_upload_stream_next(NULL, cipher, NULL, 0, NULL, 0, 0, &upload));
    CHECK_STATUS(ERR_NULL, netcore_aes_upload_stream_next(stream, NULL, NULL, 0, NULL, 0, 0, &upload));
    CHECK_STATUS(ERR_NULL, netcore_aes_upload_stream_next(stream, cipher, NULL, 1, NULL, 0, 0, &upload));
    CHECK_STATUS(ERR_NULL, netcore_aes_upload_stream_next(stream, cipher, NULL, 0, NULL, 0, 0, NULL));
    CHECK_STATUS(ERR_ASSET_ID, netcore_aes_upload_stream_next(stream, cipher, NULL, 0, "\xff", 1, 0, &upload));
    CHECK_STATUS(ERR_OVERLAP, netcore_aes_upload_stream_next(stream, cipher, (uint8_t *)&upload, 1, NULL, 0, 0, &upload));
    REFUSED(ERR_NULL, netcore_aes_upload_stream_bodies(NULL, cipher, out, 1, offset, &events, 1, &len));
    REFUSED(ERR_NULL, netcore_aes_upload_stream_bodies(stream, NULL, out, 1, offset, &events, 1, &len));
    REFUSED(ERR_OFFSETS, netcore_aes_upload_stream_bodies(stream, cipher, out, 1, offset, &events, 1, &len)); /* there are none */
    CHECK_STATUS(ERR_NULL, netcore_aes_upload_stream_problems(NULL, NULL, 0, out, 1));
    CHECK_STATUS(ERR_NULL, netcore_aes_upload_stream_problems(stream, NULL, 1, out, 1));
    CHECK_STATUS(OK, netcore_aes_upload_stream_flush(stream));
    CHECK_STATUS(ERR_NULL, netcore_aes_upload_stream_flush(NULL));
    CHECK_STATUS(ERR_NULL, netcore_aes_upload_stream_finish(NULL));
    netcore_aes_upload_stream_free(stream);
    netcore_aes_upload_stream_free(NULL);
}

int main(void)
{
    for (size_t i = 0; i < SCHEME_COUNT; i++) {
        netcore_aes_cipher *cipher = new_cipher(SCHEMES[i]);
        test_outcome(cipher, "", "\n", "");
        test_outcome(cipher, "[", ",\n ", "]\n");
        test_fault(cipher);
        test_arguments(cipher);
        netcore_aes_cipher_free(cipher);
    }
    return summary();
}
