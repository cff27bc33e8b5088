/* Every shared case of an upload request. Argument: the folder of the vectors. */
#include "json.h"

static char url[256], headers[4096], body[65536];
static size_t url_len, headers_len, body_len;

/* Makes all three parts, or stops at the first refusal. */
static netcore_aes_status make(const cJSON *vector)
{
    const char *asset_id = string(vector, "asset_id"), *api_key = string(vector, "api_key"), *text = string(vector, "text");
    uint32_t region = (uint32_t)cJSON_GetObjectItemCaseSensitive(vector, "region_code")->valuedouble;
    uint32_t scheme = (uint32_t)cJSON_GetObjectItemCaseSensitive(vector, "scheme")->valuedouble;
    netcore_aes_status status = netcore_aes_request_url(region, url, sizeof url, &url_len);
    if (status == NETCORE_AES_OK)
        status = netcore_aes_request_headers(
            scheme, asset_id, strlen(asset_id), api_key, strlen(api_key), headers, sizeof headers, &headers_len);
    if (status == NETCORE_AES_OK)
        status = netcore_aes_request_body(scheme, bytes(text), strlen(text), body, sizeof body, &body_len);
    return status;
}

static bool equals(const char *written, size_t len, const char *expected)
{
    return *expected && len == strlen(expected) && !memcmp(written, expected, len);
}

static bool headers_equal(const cJSON *pairs)
{
    char expected[sizeof headers] = "";
    size_t end = 0;
    const cJSON *pair;
    cJSON_ArrayForEach(pair, pairs)
        end += (size_t)snprintf(expected + end, sizeof expected - end, "%s: %s\r\n",
            cJSON_GetStringValue(cJSON_GetArrayItem(pair, 0)), cJSON_GetStringValue(cJSON_GetArrayItem(pair, 1)));
    return equals(headers, headers_len, expected);
}

static void run(const cJSON *vector)
{
    const char *error = string(vector, "error");
    char expected[64] = "NETCORE_AES_OK";
    if (*error)
        snprintf(expected, sizeof expected, "NETCORE_AES_ERR_%s", error);
    netcore_aes_status status = make(vector);
    bool right = CHECK(!strcmp(netcore_aes_status_name(status), expected));
    if (status == NETCORE_AES_OK && right)
        right = CHECK(equals(url, url_len, string(vector, "url"))) &&
                CHECK(headers_equal(cJSON_GetObjectItemCaseSensitive(vector, "headers"))) &&
                CHECK(equals(body, body_len, string(vector, "body")));
    if (!right)
        fprintf(stderr, "%s gave %s\n", string(vector, "id"), netcore_aes_status_name(status));
}

int main(int argc, char **argv)
{
    if (argc == 2)
        CHECK(run_vectors(argv[1], "requests.json", run) >= 40);
    return summary();
}
