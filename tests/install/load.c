/* load.c LIBRARY: loads and unloads the shared library 2000 times, with calls in three threads: the main one, one that outlives
   every load, and a new one. Nothing may be left: no mapping, no memory, no file, no thread key (a process has 1024). */
#include <dlfcn.h>
#include <malloc.h>
#include <netcore_aes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOADS = 2000, SETTLED = 200, ALLOWED_KIB = 64, ALLOWED_BYTES = 8192 };

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "load.c:%d: not so: %s\n", __LINE__, #condition); \
            exit(1); \
        } \
    } while (0)

static void *library;

/* The function of this name in the library, with the type that the header declares. */
#define FUNCTION(name) __typeof__(&name) call_##name = (__typeof__(&name))dlsym(library, #name)

static void use_library(void)
{
    const char *event = "[{\"asset_id\": \"a\", \"timestamp\": \"never\"}]";
    const uint8_t *key = (const uint8_t *)"0123456789abcdef0123456789abcdef";
    uint8_t text[256];
    char problems[4096];
    size_t len, errors, warnings;
    netcore_aes_cipher *cipher;
    FUNCTION(netcore_aes_cipher_new);
    FUNCTION(netcore_aes_cipher_free);
    FUNCTION(netcore_aes_encrypt);
    FUNCTION(netcore_aes_check_events);
    CHECK(call_netcore_aes_cipher_new(NETCORE_AES_SCHEME_CBC_BASE64, key, 32, key, 15, &cipher) == NETCORE_AES_ERR_IV);
    CHECK(call_netcore_aes_cipher_new(NETCORE_AES_SCHEME_GCM_BASE64, key, 32, NULL, 0, &cipher) == NETCORE_AES_OK);
    CHECK(call_netcore_aes_encrypt(cipher, (const uint8_t *)event, strlen(event), text, sizeof text, &len) == NETCORE_AES_OK);
    CHECK(call_netcore_aes_check_events((const uint8_t *)event, strlen(event), "a", 1, NETCORE_AES_NO_TIME, problems,
              sizeof problems, &len, &errors, &warnings) == NETCORE_AES_OK);
    CHECK(errors > 0);
    call_netcore_aes_cipher_free(cipher);
}

static pthread_barrier_t loaded, used;

static void *outlive(void *unused)
{
    for (int i = 0; i < LOADS; i++) {
        pthread_barrier_wait(&loaded);
        use_library();
        pthread_barrier_wait(&used);
    }
    return unused;
}

static void *use_once(void *unused)
{
    use_library();
    return unused;
}

struct traces {
    long allocated, resident_kib;
    int mappings, files;
};

static struct traces look(void)
{
    struct traces found = {.allocated = (long)mallinfo2().uordblks};
    char line[512];
    FILE *file = fopen("/proc/self/smaps_rollup", "r"); /* status counts by the way, and not exactly */
    while (fgets(line, sizeof line, file))
        sscanf(line, "Rss: %ld kB", &found.resident_kib);
    fclose(file);
    file = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, file))
        found.mappings++;
    found.files = fileno(file); /* the lowest that is free */
    fclose(file);
    return found;
}

int main(int argc, char **argv)
{
    pthread_t outliving, once;
    struct traces before = {0}, after;
    CHECK(argc == 2);
    mallopt(M_ARENA_MAX, 1); /* one heap, which mallinfo2 knows as a whole */
    CHECK(pthread_barrier_init(&loaded, NULL, 2) == 0 && pthread_barrier_init(&used, NULL, 2) == 0);
    CHECK(pthread_create(&outliving, NULL, outlive, NULL) == 0);
    for (int i = 0; i < LOADS; i++) {
        CHECK((library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL)) != NULL);
        pthread_barrier_wait(&loaded);
        use_library();
        CHECK(pthread_create(&once, NULL, use_once, NULL) == 0 && pthread_join(once, NULL) == 0);
        pthread_barrier_wait(&used);
        CHECK(dlclose(library) == 0);
        CHECK(dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) == NULL);
        if (i == SETTLED / 2 || i == SETTLED) /* twice, since the first look itself brings pages of the C library in */
            before = look();
    }
    after = look();
    CHECK(pthread_join(outliving, NULL) == 0);
    CHECK(before.allocated > 0 && after.allocated - before.allocated < ALLOWED_BYTES);
    CHECK(before.resident_kib > 0 && after.resident_kib - before.resident_kib < ALLOWED_KIB);
    CHECK(before.mappings > 0 && after.mappings == before.mappings);
    CHECK(after.files == before.files);
    printf("%d loads: %ld bytes more\n", LOADS, after.allocated - before.allocated);
    return 0;
}
