/* Prints what every shared vector comes to in C, in the form of ../README.md. Argument: the folder of the vectors. */
#include "../../c/json.h"

typedef struct {
    int64_t code;
    const char *name;
} named;

#define SCHEME(name) {NETCORE_AES_SCHEME_##name, #name}
static const named SCHEME_NAMES[] = {SCHEME(CBC_BASE64), SCHEME(CBC_HEX), SCHEME(GCM_BASE64)};

#define STATUS(name) {NETCORE_AES_ERR_##name, #name}
static const named STATUSES[] = {STATUS(NULL), STATUS(SCHEME), STATUS(KEY), STATUS(IV), STATUS(BUFFER_TOO_SMALL),
    STATUS(TOO_LARGE), STATUS(OVERLAP), STATUS(ENCODING), STATUS(DECRYPT), STATUS(RANDOM), STATUS(MEMORY), STATUS(LIMIT),
    STATUS(OFFSETS), STATUS(ASSET_ID), STATUS(API_KEY), STATUS(REGION), STATUS(PANIC)};
enum { STATUS_COUNT = sizeof STATUSES / sizeof *STATUSES };

static const char *folder;
static int count;

/* What must succeed, for the driver to go on. */
static void must(netcore_aes_status status)
{
    if (status == NETCORE_AES_OK)
        return;
    fprintf(stderr, "the C driver: %s\n", netcore_aes_status_message(status));
    exit(1);
}

static void put_hex(const void *data, size_t len)
{
    const uint8_t *byte = data;
    for (size_t i = 0; i < len; i++)
        printf("%02x", byte[i]);
    if (len == 0)
        putchar('-');
}

static void put_text(buffer text)
{
    fwrite(text.data, 1, text.len, stdout);
}

static void put_error(netcore_aes_status status)
{
    for (size_t i = 0; i < STATUS_COUNT; i++)
        if (STATUSES[i].code == status)
            printf("\terror\t%s\t%d", STATUSES[i].name, (int)status);
}

static buffer from_hex(const char *hex)
{
    buffer made = allocate(strlen(hex) / 2);
    for (size_t i = 0; i < made.len; i++) {
        char digits[] = {hex[2 * i], hex[2 * i + 1], '\0'};
        made.data[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return made;
}

static netcore_aes_status encrypt(const netcore_aes_cipher *cipher, buffer plaintext, buffer aad, buffer *text)
{
    size_t len;
    must(netcore_aes_encrypted_len(cipher, plaintext.len, &len));
    *text = allocate(len);
    return netcore_aes_encrypt_aad(
        cipher, plaintext.data, plaintext.len, aad.data, aad.len, text->data, text->len, &text->len);
}

static netcore_aes_status decrypt(const netcore_aes_cipher *cipher, buffer text, buffer aad, buffer *plaintext)
{
    size_t len;
    must(netcore_aes_decrypted_bound(cipher, text.len, &len));
    *plaintext = allocate(len);
    return netcore_aes_decrypt_aad(
        cipher, text.data, text.len, aad.data, aad.len, plaintext->data, plaintext->len, &plaintext->len);
}

static void roundtrip(const netcore_aes_cipher *cipher, buffer plaintext, buffer aad)
{
    buffer text, back;
    must(encrypt(cipher, plaintext, aad, &text));
    must(decrypt(cipher, text, aad, &back));
    printf("\tok\t");
    put_text(text);
    putchar('\t');
    put_hex(back.data, back.len);
    free(text.data);
    free(back.data);
}

static void run_decrypt(const netcore_aes_cipher *cipher, const char *text, buffer aad)
{
    buffer plaintext, again, back;
    netcore_aes_status status = decrypt(cipher, (buffer){(uint8_t *)text, strlen(text)}, aad, &plaintext);
    if (status != NETCORE_AES_OK) {
        put_error(status);
    } else {
        must(encrypt(cipher, plaintext, aad, &again));
        must(decrypt(cipher, again, aad, &back));
        printf("\tok\t");
        put_hex(plaintext.data, plaintext.len);
        printf("\t%zu\t", again.len);
        put_hex(back.data, back.len);
        free(again.data);
        free(back.data);
    }
    free(plaintext.data);
}

static void run_encrypt(const netcore_aes_cipher *cipher, buffer plaintext, buffer aad)
{
    buffer text;
    netcore_aes_status status = encrypt(cipher, plaintext, aad, &text);
    if (status == NETCORE_AES_OK) {
        printf("\tok\t");
        put_text(text);
    } else {
        put_error(status);
    }
    free(text.data);
}

static void run_op(const netcore_aes_cipher *cipher, const cJSON *vector)
{
    const char *op = string(vector, "op"), *text = string(vector, "text");
    buffer plaintext = from_hex(string(vector, "plaintext")), aad = from_hex(string(vector, "aad"));
    if (!strcmp(op, "new"))
        printf("\tok\t%u\t%s", (unsigned)netcore_aes_cipher_scheme(cipher),
            netcore_aes_cipher_key_form(cipher) == NETCORE_AES_KEY_FORM_TEXT ? "text" : "base64");
    else if (!strcmp(op, "roundtrip"))
        roundtrip(cipher, plaintext, aad);
    else if (!strcmp(op, "decrypt"))
        run_decrypt(cipher, text, aad);
    else
        run_encrypt(cipher, plaintext, aad);
    free(plaintext.data);
    free(aad.data);
}

static void run_case(const char *file, const cJSON *vector)
{
    const char *key = string(vector, "key"), *iv = string(vector, "iv");
    uint32_t scheme = (uint32_t)cJSON_GetObjectItemCaseSensitive(vector, "scheme")->valuedouble;
    netcore_aes_cipher *cipher;
    netcore_aes_status status
        = netcore_aes_cipher_new(scheme, bytes(key), strlen(key), bytes(iv), strlen(iv), &cipher);
    printf("case\t%s\t%s", file, string(vector, "id"));
    if (status == NETCORE_AES_OK) {
        run_op(cipher, vector);
    } else {
        char words[NETCORE_AES_EXPLANATION_SIZE];
        size_t len;
        must(netcore_aes_cipher_explain(scheme, bytes(key), strlen(key), bytes(iv), strlen(iv), words, sizeof words, &len));
        put_error(status);
        putchar('\t');
        put_hex(words, len);
    }
    putchar('\n');
    netcore_aes_cipher_free(cipher);
    count++;
}

/* Messages end to end. */
typedef struct {
    buffer data;
    uint64_t *offsets;
    size_t count;
} batch;

static batch new_batch(size_t len, size_t messages)
{
    return (batch){allocate(len), (uint64_t *)(void *)allocate((messages + 1) * sizeof(uint64_t)).data, messages};
}

static void free_batch(batch freed)
{
    free(freed.data.data);
    free(freed.offsets);
}

/* The payloads of events.json. */
static batch payloads(const cJSON *cases)
{
    size_t len = 0, i = 0;
    const cJSON *vector;
    cJSON_ArrayForEach(vector, cases) len += strlen(string(vector, "payload"));
    batch made = new_batch(len, (size_t)cJSON_GetArraySize(cases));
    made.offsets[0] = 0;
    cJSON_ArrayForEach(vector, cases)
    {
        const char *payload = string(vector, "payload");
        memcpy(made.data.data + made.offsets[i], payload, strlen(payload));
        made.offsets[i + 1] = made.offsets[i] + strlen(payload);
        i++;
    }
    return made;
}

static batch encrypt_all(const netcore_aes_cipher *cipher, batch plaintexts)
{
    size_t len;
    must(netcore_aes_encrypted_batch_len(cipher, plaintexts.offsets, plaintexts.count, &len));
    batch texts = new_batch(len, plaintexts.count);
    must(netcore_aes_encrypt_batch(
        cipher, plaintexts.data.data, plaintexts.offsets, plaintexts.count, texts.data.data, len, texts.offsets));
    return texts;
}

static netcore_aes_status decrypt_all(
    const netcore_aes_cipher *cipher, batch texts, batch *plaintexts, size_t *failed)
{
    size_t len;
    must(netcore_aes_decrypted_batch_bound(cipher, texts.offsets, texts.count, &len));
    *plaintexts = new_batch(len, texts.count);
    return netcore_aes_decrypt_batch(
        cipher, texts.data.data, texts.offsets, texts.count, plaintexts->data.data, len, plaintexts->offsets, failed);
}

static void put_batches(batch texts, batch plaintexts)
{
    printf("\tok\t%zu\t", texts.count);
    for (size_t i = 0; i < texts.count; i++) {
        printf("%s", i ? "," : "");
        put_text((buffer){texts.data.data + texts.offsets[i], texts.offsets[i + 1] - texts.offsets[i]});
    }
    putchar('\t');
    for (size_t i = 0; i < plaintexts.count; i++) {
        printf("%s", i ? "," : "");
        put_hex(plaintexts.data.data + plaintexts.offsets[i], plaintexts.offsets[i + 1] - plaintexts.offsets[i]);
    }
}

/* Puts `bad` in the place of the third text, which is longer. */
static void spoil(batch texts, const char *bad)
{
    uint64_t shorter = texts.offsets[3] - texts.offsets[2] - strlen(bad);
    memcpy(texts.data.data + texts.offsets[2], bad, strlen(bad));
    memmove(texts.data.data + texts.offsets[2] + strlen(bad), texts.data.data + texts.offsets[3],
        texts.offsets[texts.count] - texts.offsets[3]);
    for (size_t i = 3; i <= texts.count; i++)
        texts.offsets[i] -= shorter;
}

static void run_batch(uint32_t scheme, const char *bad)
{
    cJSON *golden_file = load(folder, "golden.json"), *events_file = load(folder, "events.json");
    const cJSON *golden = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(golden_file, "cases"), 0);
    netcore_aes_cipher *cipher;
    must(netcore_aes_cipher_new(scheme, bytes(string(golden, "key")), strlen(string(golden, "key")),
        bytes(string(golden, "iv")), strlen(string(golden, "iv")), &cipher));

    batch events = payloads(cJSON_GetObjectItemCaseSensitive(events_file, "cases"));
    batch texts = encrypt_all(cipher, events), plaintexts, none;
    size_t failed;
    must(decrypt_all(cipher, texts, &plaintexts, &failed));
    printf("batch\t%u", (unsigned)scheme);
    put_batches(texts, plaintexts);
    spoil(texts, bad);
    printf("\nbatch\t%u", (unsigned)scheme);
    put_error(decrypt_all(cipher, texts, &none, &failed));
    printf("\t%zu\n", failed);

    free_batch(events);
    free_batch(texts);
    free_batch(plaintexts);
    free_batch(none);
    netcore_aes_cipher_free(cipher);
    cJSON_Delete(golden_file);
    cJSON_Delete(events_file);
    count += 2;
}

static void run_events(const char *file, const cJSON *vector)
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

/* "Name: value" CR LF, line by line, as fields. */
static void put_headers(const char *lines, size_t len)
{
    for (const char *line = lines; line < lines + len;) {
        const char *colon = strstr(line, ": "), *end = strstr(line, "\r\n");
        printf("\t%.*s\t", (int)(colon - line), line);
        put_hex(colon + 2, (size_t)(end - colon) - 2);
        line = end + 2;
    }
}

static void run_request(const char *file, const cJSON *vector)
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

static void run_file(const char *file, void run(const char *, const cJSON *))
{
    cJSON *json = load(folder, file);
    const cJSON *vector;
    cJSON_ArrayForEach(vector, cJSON_GetObjectItemCaseSensitive(json, "cases")) run(file, vector);
    cJSON_Delete(json);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "the C driver: give it the folder of the vectors\n");
        return 1;
    }
    folder = argv[1];
    printf("version\t%s\nabi\t%u\n", netcore_aes_version(), (unsigned)netcore_aes_abi_version());
    for (size_t i = 0; i < SCHEME_COUNT; i++)
        printf("scheme\t%d\t%s\n", (int)SCHEME_NAMES[i].code, SCHEME_NAMES[i].name);
    for (size_t i = 0; i < STATUS_COUNT; i++)
        printf("status\t%d\t%s\n", (int)STATUSES[i].code, STATUSES[i].name);
    static const char *const FILES[] = {"11256.json", "11257.json", "11258.json", "golden.json"};
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        run_file(FILES[i], run_case);
    run_batch(NETCORE_AES_SCHEME_CBC_BASE64, "AAAA");
    run_batch(NETCORE_AES_SCHEME_CBC_HEX, "00");
    run_file("events.json", run_events);
    run_file("requests.json", run_request);
    printf("end\t%d\n", count);
    return 0;
}
