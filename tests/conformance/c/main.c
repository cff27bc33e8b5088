/* Prints the result of every shared vector in C, in the form of ../README.md. Argument: the folder of the vectors. */
#include "driver.h"

#define SCHEME(name) {NETCORE_AES_SCHEME_##name, #name}
static const named SCHEME_NAMES[] = {SCHEME(CBC_BASE64), SCHEME(CBC_HEX), SCHEME(GCM_BASE64)};

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
        fprintf(stderr, "usage: driver VECTORS_DIR\n");
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
