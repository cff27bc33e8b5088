/* The cases of events and of upload requests. */
#include "driver.h"

void run_events(const char *file, const cJSON *vector)
{
    const char *payload = string(vector, "payload"), *asset_id = string(vector, "asset_id");
    const cJSON *now = cJSON_GetObjectItemCaseSensitive(vector, "now"), *problem;
    size_t len, errors, warnings;
    buffer out = allocate(65536);
    (void)file;
    must(netcore_aes_check_events(bytes(payload), strlen(payload), asset_id, strlen(asset_id),
        cJSON_IsNumber(now) ? (int64_t)now->valuedouble : 1756209943, (char *)out.data, out.len, &len, &errors, &warnings));
    printf("events\t%s\tok\t%zu\t%zu", string(vector, "id"), errors, warnings);
    cJSON *problems = cJSON_ParseWithLength((char *)out.data, len);
    cJSON_ArrayForEach(problem, problems)
    {
        putchar('\t');
        put_hex(string(problem, "pointer"), strlen(string(problem, "pointer")));
        printf("\t%s\t%s\t", string(problem, "rule"), string(problem, "severity"));
        put_hex(string(problem, "message"), strlen(string(problem, "message")));
    }
    putchar('\n');
    cJSON_Delete(problems);
    free(out.data);
    count++;
}

/* Prints lines "Name: value" CR LF as fields. */
static void put_headers(const char *lines, size_t len)
{
    for (const char *line = lines; line < lines + len;) {
        const char *colon = strstr(line, ": "), *end = strstr(line, "\r\n");
        printf("\t%.*s\t", (int)(colon - line), line);
        put_hex(colon + 2, (size_t)(end - colon) - 2);
        line = end + 2;
    }
}

void run_request(const char *file, const cJSON *vector)
{
    const char *asset_id = string(vector, "asset_id"), *api_key = string(vector, "api_key"), *text = string(vector, "text");
    uint32_t region = (uint32_t)cJSON_GetObjectItemCaseSensitive(vector, "region_code")->valuedouble;
    uint32_t scheme = (uint32_t)cJSON_GetObjectItemCaseSensitive(vector, "scheme")->valuedouble;
    char url[128], lines[4096], body[4096];
    size_t url_len, lines_len, body_len;
    (void)file;
    printf("request\t%s", string(vector, "id"));
    netcore_aes_status status = netcore_aes_request_url(region, url, sizeof url, &url_len);
    if (status == NETCORE_AES_OK)
        status = netcore_aes_request_headers(
            scheme, asset_id, strlen(asset_id), api_key, strlen(api_key), lines, sizeof lines - 1, &lines_len);
    if (status == NETCORE_AES_OK)
        status = netcore_aes_request_body(scheme, bytes(text), strlen(text), body, sizeof body, &body_len);
    if (status == NETCORE_AES_OK) {
        lines[lines_len] = '\0';
        printf("\tok\t%.*s", (int)url_len, url);
        put_headers(lines, lines_len);
        putchar('\t');
        put_hex(body, body_len);
    } else {
        put_error(status);
    }
    putchar('\n');
    count++;
}
