/* Reads the shared vectors. */
#ifndef JSON_H
#define JSON_H

#include "check.h"

#include <cjson/cJSON.h>

typedef struct {
    uint8_t *data;
    size_t len;
} buffer;

/* Memory of exactly this length, so that valgrind sees an access past it. */
static inline buffer allocate(size_t len)
{
    buffer made = {malloc(len ? len : 1), len};
    if (!made.data)
        exit(2);
    return made;
}

static inline buffer from_hex(const char *hex)
{
    buffer made = allocate(strlen(hex) / 2);
    for (size_t i = 0; i < made.len; i++) {
        char digits[] = {hex[2 * i], hex[2 * i + 1], '\0'};
        made.data[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return made;
}

/* A field that is a string; "" if it is null. */
static inline const char *string(const cJSON *vector, const char *field)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(vector, field));
    return value ? value : "";
}

static inline cJSON *load(const char *folder, const char *file)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *stream = fopen(path, "rb");
    if (!stream || fseek(stream, 0, SEEK_END)) {
        perror(path);
        exit(2);
    }
    buffer text = allocate((size_t)ftell(stream));
    rewind(stream);
    bool whole = fread(text.data, 1, text.len, stream) == text.len;
    cJSON *json = whole ? cJSON_ParseWithLength((char *)text.data, text.len) : NULL;
    fclose(stream);
    free(text.data);
    if (!json)
        exit(2);
    return json;
}

/* Runs every case of a file, and checks their number against the file's count. Returns the number. */
static inline int run_vectors(const char *folder, const char *file, void run(const cJSON *))
{
    cJSON *json = load(folder, file);
    int count = 0;
    cJSON *vector;
    cJSON_ArrayForEach(vector, cJSON_GetObjectItemCaseSensitive(json, "cases"))
    {
        run(vector);
        count++;
    }
    CHECK(count == cJSON_GetObjectItemCaseSensitive(json, "count")->valueint);
    printf("%s: %d vectors\n", file, count);
    cJSON_Delete(json);
    return count;
}

#endif
