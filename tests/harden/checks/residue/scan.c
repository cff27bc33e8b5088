#include "scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 14, LINE = 512 };

static struct {
    uint64_t masked;
    char name[NAME];
} needles[SLOTS];
static size_t count;

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "scan: %s\n", what);
    exit(1);
}

/* The place of a word in the table, or the place for it. No masked needle is 0. */
static size_t slot(uint64_t masked)
{
    size_t at = (size_t)(masked * 0x9e3779b97f4a7c15 >> 50);
    while (needles[at].masked && needles[at].masked != masked)
        at = (at + 1) % SLOTS;
    return at;
}

void needle_add(uint64_t masked, const char *name)
{
    size_t at = slot(masked);
    if (!masked || count > SLOTS / 4)
        fail("a needle that cannot be told from nothing, or too many");
    if (needles[at].masked)
        return;
    needles[at].masked = masked;
    snprintf(needles[at].name, NAME, "%s", name);
    count++;
}

size_t needle_count(void)
{
    return count;
}

static void read_words(uint64_t *words, size_t room, const char *hex)
{
    for (size_t i = 0; i < room; i++) {
        unsigned char bytes[8] = {0};
        for (int j = 0; j < 8; j++)
            if (sscanf(hex + 16 * i + 2 * j, "%2hhx", &bytes[j]) != 1)
                return;
        memcpy(&words[i], bytes, 8);
    }
}

void secrets_read(struct secrets *secrets, const char *path)
{
    char line[LINE], hex[LINE], name[NAME];
    FILE *file = fopen(path, "r");
    if (!file)
        fail("there are no needles");
    while (fgets(line, sizeof line, file)) {
        uint64_t word = 0;
        if (sscanf(line, "mask %511s", hex) == 1)
            read_words(&secrets->mask, 1, hex);
        else if (sscanf(line, "key %zu %511s", &secrets->key_len, hex) == 2)
            read_words(secrets->key, sizeof secrets->key / 8, hex);
        else if (sscanf(line, "iv %zu %511s", &secrets->iv_len, hex) == 2)
            read_words(secrets->iv, sizeof secrets->iv / 8, hex);
        else if (sscanf(line, "needle %511s %39[^\n]", hex, name) == 2) {
            read_words(&word, 1, hex);
            needle_add(word, name);
        }
    }
    fclose(file);
    if (!secrets->mask || !secrets->key_len || !secrets->iv_len || count < 50)
        fail("there are too few needles");
}

/* A copy may begin at any byte. Words are masked as they are read, so that this search leaves no copy itself. */
static const char *found_at(uint64_t mask, const unsigned char *at)
{
    uint64_t word;
    memcpy(&word, at, 8);
    size_t found = slot(word ^ mask);
    return needles[found].masked ? needles[found].name : NULL;
}

unsigned long scan_range(uint64_t mask, struct range range)
{
    unsigned long hits = 0;
    for (const unsigned char *at = range.start; at + 8 <= range.end; at++)
        hits += found_at(mask, at) != NULL;
    return hits;
}

static unsigned long search(uint64_t mask, struct range range, const char *when, const char *where)
{
    enum { TOLD = 12 };
    static unsigned long told;
    unsigned long hits = 0;
    for (const unsigned char *at = range.start; at + 8 <= range.end; at++) {
        const char *name = found_at(mask, at);
        if (!name)
            continue;
        if (hits++ < TOLD && told++ < 200)
            fprintf(stderr, "%s: half of %s at %p in %s\n", when, name, (const void *)at, where);
    }
    return hits;
}

static unsigned long search_but(
    uint64_t mask, struct range range, const struct range *but, size_t but_count, const char *when, const char *where)
{
    for (size_t i = 0; i < but_count; i++) {
        if (but[i].end <= range.start || range.end <= but[i].start)
            continue;
        struct range before = {range.start, but[i].start}, after = {but[i].end, range.end};
        unsigned long hits = before.start < before.end ? search_but(mask, before, but, but_count, when, where) : 0;
        return hits + (after.start < after.end ? search_but(mask, after, but, but_count, when, where) : 0);
    }
    return search(mask, range, when, where);
}

unsigned long scan(uint64_t mask, const struct range *but, size_t but_count, const char *when)
{
    static struct {
        struct range range;
        char name[LINE];
    } maps[256];
    char line[LINE], access[8];
    size_t map_count = 0;
    unsigned long hits = 0;
    FILE *file = fopen("/proc/self/maps", "r");
    if (!file)
        fail("there is no /proc/self/maps");
    while (fgets(line, sizeof line, file) && map_count < 256) {
        unsigned long start, end;
        int name = 0;
        if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %n", &start, &end, access, &name) != 3 || strncmp(access, "rw", 2))
            continue;
        maps[map_count].range = (struct range){(const unsigned char *)start, (const unsigned char *)end};
        snprintf(maps[map_count++].name, LINE, "%.*s", (int)strcspn(line + name, "\n"), line + name);
    }
    fclose(file);
    for (size_t i = 0; i < map_count; i++)
        hits += search_but(mask, maps[i].range, but, but_count, when, *maps[i].name ? maps[i].name : "unnamed memory");
    return hits;
}
