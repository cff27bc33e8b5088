/* Encrypts many messages under scheme 11258 on one handle, in forked processes or in threads, and counts repeated
 * nonces.
 *
 *     nonces fork|threads WORKERS EACH
 *
 * A worker encrypts messages one by one and in batches of about 64, the number of nonces that the library draws at a time. */
#define _GNU_SOURCE
#include <netcore_aes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NONCE_LEN = 12, NONCE_CHARACTERS = 16, MOST = 130 };
typedef struct {
    uint8_t bytes[NONCE_LEN];
} nonce;

static netcore_aes_cipher *cipher;
static const size_t SIZES[] = {1, 63, 64, 65, 128, 129, MOST};
enum { SIZE_COUNT = sizeof SIZES / sizeof *SIZES };

static void require(bool condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "nonces: %s\n", what);
        _exit(2);
    }
}

static uint32_t value_of(char character)
{
    static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *place = character ? strchr(ALPHABET, character) : NULL;
    require(place != NULL, "a text is no base64");
    return (uint32_t)(place - ALPHABET);
}

/* The first 16 characters of a text are its nonce. */
static nonce nonce_of(const char *text)
{
    nonce read;
    for (size_t i = 0; i < NONCE_CHARACTERS; i += 4, text += 4) {
        uint32_t bits = value_of(text[0]) << 18 | value_of(text[1]) << 12 | value_of(text[2]) << 6 | value_of(text[3]);
        uint8_t *to = read.bytes + i / 4 * 3;
        to[0] = (uint8_t)(bits >> 16);
        to[1] = (uint8_t)(bits >> 8);
        to[2] = (uint8_t)bits;
    }
    return read;
}

static void one_by_one(nonce *to, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t text[64];
        size_t len;
        require(netcore_aes_encrypt(cipher, (const uint8_t *)"event", 5, text, sizeof text, &len) == NETCORE_AES_OK, "encrypt");
        to[i] = nonce_of((const char *)text);
    }
}

static void in_a_batch(nonce *to, size_t count)
{
    uint64_t offsets[MOST + 1] = {0}, out_offsets[MOST + 1]; /* empty messages */
    uint8_t texts[MOST * 40];
    netcore_aes_status status =
        netcore_aes_encrypt_batch(cipher, NULL, offsets, count, texts, sizeof texts, out_offsets);
    require(status == NETCORE_AES_OK, "encrypt_batch");
    for (size_t i = 0; i < count; i++)
        to[i] = nonce_of((const char *)texts + out_offsets[i]);
}

/* Half of them in batches, half of them alone, in turn. */
static void draw(nonce *to, size_t count)
{
    for (size_t turn = 0; count > 0; turn++) {
        size_t now = SIZES[turn / 2 % SIZE_COUNT];
        now = now < count ? now : count;
        (turn % 2 ? one_by_one : in_a_batch)(to, now);
        to += now;
        count -= now;
    }
}

struct worker {
    pthread_t thread;
    nonce *place;
    size_t each;
};

static pthread_barrier_t start;

static void *run_thread(void *argument)
{
    struct worker *worker = argument;
    pthread_barrier_wait(&start);
    draw(worker->place, worker->each);
    return NULL;
}

static void in_threads(nonce *to, size_t workers, size_t each)
{
    struct worker *all = calloc(workers, sizeof *all);
    require(all && !pthread_barrier_init(&start, NULL, (unsigned)workers), "no memory");
    for (size_t i = 0; i < workers; i++) {
        all[i].place = to + i * each;
        all[i].each = each;
        require(!pthread_create(&all[i].thread, NULL, run_thread, &all[i]), "no thread");
    }
    for (size_t i = 0; i < workers; i++)
        pthread_join(all[i].thread, NULL);
    free(all);
}

static void wait_for_all(size_t children)
{
    for (int status = 0; children > 0; children--)
        require(wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0, "a process failed");
}

/* A process in the middle of its work forks once more, between two batches, and both go on: the child with the second half,
 * which it writes to `spare`. */
static void run_process(nonce *place, nonce *spare, size_t each)
{
    size_t half = each / 2;
    draw(place, half);
    pid_t child = fork();
    require(child >= 0, "no process");
    draw(child ? place + half : spare, each - half);
    if (child)
        wait_for_all(1);
    _exit(0);
}

/* The parent has used the handle before, and goes on with it: `own` nonces each time. */
static void in_processes(nonce *to, size_t workers, size_t each, size_t own)
{
    nonce *spares = to + workers * each, *parents = spares + workers * (each - each / 2);
    draw(parents, own);
    for (size_t i = 0; i < workers; i++) {
        pid_t child = fork();
        require(child >= 0, "no process");
        if (child == 0)
            run_process(to + i * each, spares + i * (each - each / 2), each);
    }
    draw(parents + own, own);
    wait_for_all(workers);
}

static int compare(const void *one, const void *other)
{
    return memcmp(one, other, sizeof(nonce));
}

static size_t count_duplicates(nonce *all, size_t count)
{
    size_t duplicates = 0;
    qsort(all, count, sizeof *all, compare);
    for (size_t i = 1; i < count; i++)
        duplicates += compare(&all[i - 1], &all[i]) == 0;
    return duplicates;
}

int main(int argc, char **argv)
{
    require(argc == 4, "arguments: fork|threads WORKERS EACH");
    bool forks = strcmp(argv[1], "fork") == 0;
    size_t workers = strtoul(argv[2], NULL, 10), each = strtoul(argv[3], NULL, 10), own = 1000;
    size_t count = workers * each + (forks ? workers * (each - each / 2) + 2 * own : 0);
    nonce *all = mmap(NULL, count * sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    require(all != MAP_FAILED, "no memory");
    char key[NETCORE_AES_GCM_KEY_SIZE];
    require(netcore_aes_gcm_keygen(key) == NETCORE_AES_OK, "keygen");
    netcore_aes_status status =
        netcore_aes_cipher_new(NETCORE_AES_SCHEME_GCM_BASE64, (const uint8_t *)key, 44, NULL, 0, &cipher);
    require(status == NETCORE_AES_OK, "cipher_new");
    if (forks)
        in_processes(all, workers, each, own);
    else
        in_threads(all, workers, each);
    netcore_aes_cipher_free(cipher);
    /* Unwritten places are zero, and so duplicates of each other. */
    printf("%zu duplicates in %zu\n", count_duplicates(all, count), count);
    return 0;
}
