/* The rules for events and the parts of the request: every shared case, and every bad argument. Argument: the folder of the
 * vectors. */
#include "check.h"
#include "json.h"

#include <pthread.h>

/* The header's promise for a release build; other builds need more. */
#ifndef STACK_KIB
#define STACK_KIB 1024
#endif

static char out[65536];
static size_t len, errors, warnings;

static void reset(void)
{
    memset(out, UNTOUCHED, sizeof out);
    len = errors = warnings = 77;
}

/* Whether a listed problem has every field of the case's, and a message. */
static bool same_problem(const cJSON *listed, const cJSON *expected)
{
    const cJSON *field;
    cJSON_ArrayForEach(field, expected)
        if (!cJSON_Compare(field, cJSON_GetObjectItemCaseSensitive(listed, field->string), true))
            return false;
    return *string(listed, "message") != '\0';
}

static void run(const cJSON *vector)
{
    const char *payload = string(vector, "payload"), *asset_id = string(vector, "asset_id");
    const cJSON *now = cJSON_GetObjectItemCaseSensitive(vector, "now");
    const cJSON *expected = cJSON_GetObjectItemCaseSensitive(vector, "problems");
    CHECK_STATUS(OK, netcore_aes_check_events(bytes(payload), strlen(payload), asset_id, strlen(asset_id),
        cJSON_IsNumber(now) ? (int64_t)now->valuedouble : NETCORE_AES_NO_TIME, out, sizeof out, &len, &errors, &warnings));
    cJSON *listed = cJSON_ParseWithLength(out, len);
    int count = cJSON_GetArraySize(expected);
    bool same = listed && cJSON_GetArraySize(listed) == count && errors + warnings == (size_t)count;
    for (int i = 0; same && i < count; i++)
        same = same_problem(cJSON_GetArrayItem(listed, i), cJSON_GetArrayItem(expected, i));
    if (!CHECK(same))
        fprintf(stderr, "%s\n", string(vector, "id"));
    cJSON_Delete(listed);
}

/* `event` is the index of the event, and null for a problem of the payload itself. */
static void test_event_index(void)
{
    static const char PAYLOAD[] = "[{}, 5]";
    CHECK_STATUS(OK, netcore_aes_check_events(bytes(PAYLOAD), strlen(PAYLOAD), NULL, 0, NETCORE_AES_NO_TIME, out, sizeof out, &len,
        &errors, &warnings));
    CHECK(!strncmp(out, "[{\"event\":0,\"message\":", 22) && strstr(out, "{\"event\":1,") && !strstr(out, "null"));
    CHECK_STATUS(OK, netcore_aes_check_events(bytes("[]"), 2, NULL, 0, NETCORE_AES_NO_TIME, out, sizeof out, &len, &errors,
        &warnings));
    CHECK(!strncmp(out, "[{\"event\":null,\"message\":", 25));
}

static void test_check_arguments(void)
{
    const uint8_t *payload = bytes("[]");
#define ARGUMENTS(payload, payload_len, id, id_len, to, cap) \
    (payload, payload_len, id, id_len, NETCORE_AES_NO_TIME, to, cap, &len, &errors, &warnings)
    REFUSED(ERR_NULL, netcore_aes_check_events ARGUMENTS(NULL, 1, NULL, 0, out, sizeof out));
    REFUSED(ERR_NULL, netcore_aes_check_events ARGUMENTS(payload, 2, NULL, 1, out, sizeof out));
    REFUSED(ERR_NULL, netcore_aes_check_events ARGUMENTS(payload, 2, NULL, 0, NULL, 1));
    REFUSED(ERR_TOO_LARGE, netcore_aes_check_events ARGUMENTS(payload, SIZE_MAX, NULL, 0, out, sizeof out));
    REFUSED(ERR_OVERLAP, netcore_aes_check_events ARGUMENTS(bytes(out), 2, NULL, 0, out, sizeof out));
    REFUSED(ERR_ASSET_ID, netcore_aes_check_events ARGUMENTS(payload, 2, "\xff", 1, out, sizeof out));
    CHECK(errors == 77 && warnings == 77);
    reset();
    CHECK_STATUS(ERR_NULL, netcore_aes_check_events(payload, 2, NULL, 0, 0, out, 9, NULL, &errors, &warnings));
    CHECK_STATUS(ERR_NULL, netcore_aes_check_events(payload, 2, NULL, 0, 0, out, 9, &len, NULL, &warnings));
    CHECK_STATUS(ERR_NULL, netcore_aes_check_events(payload, 2, NULL, 0, 0, out, 9, &len, &errors, NULL));
    CHECK_STATUS(ERR_OVERLAP, netcore_aes_check_events(payload, 2, NULL, 0, 0, out, 9, &len, &errors, &errors));
    CHECK(all_are(out, sizeof out, UNTOUCHED));

    /* The needed length and the counts are set, and the output is wiped. */
    CHECK_STATUS(ERR_BUFFER_TOO_SMALL, netcore_aes_check_events ARGUMENTS(payload, 2, NULL, 0, NULL, 0));
    size_t needed = len;
    reset();
    CHECK_STATUS(ERR_BUFFER_TOO_SMALL, netcore_aes_check_events ARGUMENTS(payload, 2, NULL, 0, out, needed - 1));
    CHECK(len == needed && errors == 1 && warnings == 0 && all_are(out, needed - 1, 0));
    CHECK_STATUS(OK, netcore_aes_check_events ARGUMENTS(payload, 2, NULL, 0, out, needed));
    CHECK(len == needed && out[0] == '[' && out[needed - 1] == ']');
#undef ARGUMENTS
}

/* The deepest nesting, with a problem at the bottom, and one level more. */
static void *check_nested(void *unused)
{
    (void)unused;
    for (int depth = 125; depth <= 126; depth++) {
        char payload[1024] = "[{\"activity_params\":";
        for (int i = 1; i < depth; i++)
            strcat(payload, "{\"a\":");
        strcat(payload, "[]");
        for (int i = 0; i < depth; i++)
            strcat(payload, "}");
        strcat(payload, "]");
        CHECK_STATUS(OK, netcore_aes_check_events(bytes(payload), strlen(payload), NULL, 0, NETCORE_AES_NO_TIME, out, sizeof out,
            &len, &errors, &warnings));
        CHECK(errors == (depth == 125 ? 6 : 1) && strstr(out, depth == 125 ? "empty-array" : "127 levels deep"));
    }
    return NULL;
}

static void test_small_stack(void)
{
    pthread_t thread;
    pthread_attr_t small;
    CHECK(pthread_attr_init(&small) == 0 && pthread_attr_setstacksize(&small, STACK_KIB * 1024) == 0);
    CHECK(pthread_create(&thread, &small, check_nested, NULL) == 0 && pthread_join(thread, NULL) == 0);
    pthread_attr_destroy(&small);
}

static void test_url(void)
{
    static const char *const HOSTS[] = {"api2", "apiin2", "apieu2"};
    static const uint32_t REGIONS[] = {NETCORE_AES_REGION_US, NETCORE_AES_REGION_INDIA, NETCORE_AES_REGION_EU};
    char expected[128];
    for (size_t i = 0; i < 3; i++) {
        snprintf(expected, sizeof expected, "https://%s.netcoresmartech.com/v1/activity/upload", HOSTS[i]);
        CHECK_STATUS(OK, netcore_aes_request_url(REGIONS[i], out, strlen(expected), &len));
        CHECK(len == strlen(expected) && !memcmp(out, expected, len));
    }
    REFUSED(ERR_REGION, netcore_aes_request_url(3, out, sizeof out, &len));
    REFUSED(ERR_NULL, netcore_aes_request_url(0, NULL, 1, &len));
    REFUSED(ERR_TOO_LARGE, netcore_aes_request_url(0, out, SIZE_MAX, &len));
    CHECK_STATUS(ERR_NULL, netcore_aes_request_url(0, out, sizeof out, NULL));
    CHECK_STATUS(ERR_OVERLAP, netcore_aes_request_url(0, (char *)&len, sizeof len, &len));
    CHECK_STATUS(ERR_BUFFER_TOO_SMALL, netcore_aes_request_url(0, out, 5, &len));
    CHECK(len == 51 && all_are(out, 5, 0));
}

static void test_headers(void)
{
    static const char EXPECTED[] = "Content-Type: application/json\r\nx-eCode: 11257\r\nx-asset: the-asset\r\n"
                                   "Authorization: Bearer the-key\r\n";
    CHECK_STATUS(OK, netcore_aes_request_headers(11257, "the-asset", 9, "the-key", 7, out, sizeof out, &len));
    CHECK(len == strlen(EXPECTED) && !memcmp(out, EXPECTED, len));
    REFUSED(ERR_SCHEME, netcore_aes_request_headers(1, "a", 1, "k", 1, out, sizeof out, &len));
    REFUSED(ERR_ASSET_ID, netcore_aes_request_headers(11256, NULL, 0, "k", 1, out, sizeof out, &len));
    REFUSED(ERR_ASSET_ID, netcore_aes_request_headers(11256, "a\r\nb", 4, "k", 1, out, sizeof out, &len));
    REFUSED(ERR_ASSET_ID, netcore_aes_request_headers(11256, "\xff", 1, "k", 1, out, sizeof out, &len));
    REFUSED(ERR_API_KEY, netcore_aes_request_headers(11256, "a", 1, "", 0, out, sizeof out, &len));
    REFUSED(ERR_API_KEY, netcore_aes_request_headers(11256, "a", 1, "k k", 3, out, sizeof out, &len));
    REFUSED(ERR_API_KEY, netcore_aes_request_headers(11256, "a", 1, "\xff", 1, out, sizeof out, &len));
    REFUSED(ERR_NULL, netcore_aes_request_headers(11256, NULL, 1, "k", 1, out, sizeof out, &len));
    REFUSED(ERR_NULL, netcore_aes_request_headers(11256, "a", 1, NULL, 1, out, sizeof out, &len));
    REFUSED(ERR_OVERLAP, netcore_aes_request_headers(11256, "a", 1, out, 1, out, sizeof out, &len));
    CHECK_STATUS(ERR_BUFFER_TOO_SMALL, netcore_aes_request_headers(11256, "a", 1, "k", 1, out, 40, &len));
    CHECK(all_are(out, 40, 0));
}

static void test_body(void)
{
    static const char EXPECTED[] = "{\"encryptedRequest\":\"AbC+/w==\"}";
    CHECK_STATUS(OK, netcore_aes_request_body(11256, bytes("AbC+/w=="), 8, out, 8 + 23, &len));
    CHECK(len == strlen(EXPECTED) && !memcmp(out, EXPECTED, len));
    REFUSED(ERR_SCHEME, netcore_aes_request_body(1, bytes("AAAA"), 4, out, sizeof out, &len));
    REFUSED(ERR_ENCODING, netcore_aes_request_body(11256, NULL, 0, out, sizeof out, &len));
    REFUSED(ERR_ENCODING, netcore_aes_request_body(11256, bytes("[{\"a\": 1}]"), 10, out, sizeof out, &len));
    REFUSED(ERR_ENCODING, netcore_aes_request_body(11257, bytes("AbC+/w=="), 8, out, sizeof out, &len));
    REFUSED(ERR_ENCODING, netcore_aes_request_body(11256, bytes("\xff\xff\xff\xff"), 4, out, sizeof out, &len));
    REFUSED(ERR_NULL, netcore_aes_request_body(11256, NULL, 4, out, sizeof out, &len));
    REFUSED(ERR_OVERLAP, netcore_aes_request_body(11256, bytes(out), 4, out, sizeof out, &len));
    CHECK_STATUS(ERR_BUFFER_TOO_SMALL, netcore_aes_request_body(11256, bytes("AAAA"), 4, out, 26, &len));
    CHECK(len == 27 && all_are(out, 26, 0));
}

int main(int argc, char **argv)
{
    if (argc == 2)
        CHECK(run_vectors(argv[1], "events.json", run) >= 100);
    test_event_index();
    test_check_arguments();
    test_small_stack();
    test_url();
    test_headers();
    test_body();
    return summary();
}
