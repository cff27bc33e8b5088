/* Messages, the clock, and rounds in which every candidate has its turn. */
#define _GNU_SOURCE
#include "bench.h"

#include <stdarg.h>
#include <time.h>

/* A slice of a round: longer than refilling the caches after another candidate, shorter than a time slice of the scheduler. */
static const double SLICE_NS = 1e6;
enum { MOST_ROUNDS = 1001, MOST_CANDIDATES = 32 };

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

void *room(size_t size)
{
    void *place = aligned_alloc(64, (size + 64) / 64 * 64);
    if (!place)
        fail("out of memory");
    memset(place, 1, size);
    return place;
}

static uint32_t next_random(void)
{
    static uint64_t state = 1;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33);
}

struct messages mixed_messages(size_t count, size_t shortest, size_t longest)
{
    struct messages messages = {count, room((count + 1) * sizeof(uint64_t)), NULL};
    messages.offsets[0] = 0;
    for (size_t i = 0; i < count; i++)
        messages.offsets[i + 1] = messages.offsets[i] + shortest + next_random() % (longest - shortest + 1);
    messages.data = room(total(&messages));
    for (size_t i = 0; i < total(&messages); i++)
        messages.data[i] = (uint8_t)(' ' + next_random() % 95);
    return messages;
}

struct messages equal_messages(size_t count, size_t len)
{
    return mixed_messages(count, len, len);
}

size_t total(const struct messages *messages)
{
    return messages->offsets[messages->count];
}

struct messages padded(struct messages messages)
{
    struct messages result = {messages.count, room((messages.count + 1) * sizeof(uint64_t)), NULL};
    result.offsets[0] = 0;
    result.data = room(total(&messages) + 16 * messages.count);
    for (size_t i = 0; i < messages.count; i++) {
        size_t len = messages.offsets[i + 1] - messages.offsets[i], padding = 16 - len % 16;
        uint8_t *to = result.data + result.offsets[i];
        memcpy(to, messages.data + messages.offsets[i], len);
        memset(to + len, (int)padding, padding);
        result.offsets[i + 1] = result.offsets[i] + len + padding;
    }
    return result;
}

size_t text_len(size_t plaintext_len)
{
    return (plaintext_len / 16 * 16 + 16 + 2) / 3 * 4;
}

int one_at_a_time;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double measure(const struct candidate *candidate, size_t times)
{
    double start = now();
    for (size_t i = 0; i < times; i++) {
        candidate->run(candidate->state);
        if (one_at_a_time)
            __asm__ volatile("lfence" ::: "memory");
    }
    return now() - start;
}

/* The number of runs that fill a slice. */
static size_t calibrate(const struct candidate *candidate)
{
    size_t times = 1;
    double taken;
    while ((taken = measure(candidate, times)) < SLICE_NS / 2)
        times *= 2;
    times = (size_t)((double)times * SLICE_NS / taken);
    return times ? times : 1;
}

static size_t rounds(void)
{
    const char *named = getenv("BENCH_ROUNDS");
    size_t rounds = named ? strtoul(named, NULL, 10) : 13;
    return rounds < 3 ? 3 : rounds > MOST_ROUNDS ? MOST_ROUNDS : rounds;
}

void agree(const char *group, struct candidate *candidates, size_t count)
{
    const struct candidate *first = NULL;
    for (size_t i = 0; i < count; i++) {
        candidates[i].run(candidates[i].state);
        if (!candidates[i].out)
            continue;
        if (!first)
            first = &candidates[i];
        if (candidates[i].out_len != first->out_len || memcmp(candidates[i].out, first->out, first->out_len))
            fail("%s: %s and %s do not write the same", group, first->name, candidates[i].name);
    }
}

void compare(const char *group, struct candidate *candidates, size_t count)
{
    static double taken[MOST_CANDIDATES][MOST_ROUNDS];
    size_t times[MOST_CANDIDATES];
    if (count > MOST_CANDIDATES)
        fail("%s: too many candidates", group);
    agree(group, candidates, count);
    for (size_t i = 0; i < count; i++)
        times[i] = calibrate(&candidates[i]);
    for (size_t round = 0; round < rounds(); round++) {
        /* Each round begins with another candidate, so that none always follows the same one. */
        for (size_t turn = 0; turn < count; turn++) {
            size_t i = (round + turn) % count;
            taken[i][round] = measure(&candidates[i], times[i]) / (double)times[i] / (double)candidates[i].events;
        }
    }
    for (size_t i = 0; i < count; i++) {
        printf("%s\t%s", group, candidates[i].name);
        for (size_t round = 0; round < rounds(); round++)
            printf("\t%.3f", taken[i][round]);
        putchar('\n');
    }
    fflush(stdout);
}

void missing(const char *name, const char *why)
{
    printf("missing\t%s\t%s\n", name, why);
}
