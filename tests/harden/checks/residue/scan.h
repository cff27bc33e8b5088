/* Searches this process's memory for words that it holds only masked. */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NAME = 40 };

/* Reads what needles.py printed. */
struct secrets {
    uint64_t mask;
    size_t key_len, iv_len;
    uint64_t key[8], iv[4]; /* masked */
};
void secrets_read(struct secrets *secrets, const char *path);

/* Adds a masked word to the search. Words of the same name are counted together. */
void needle_add(uint64_t masked, const char *name);
size_t needle_count(void);

struct range {
    const unsigned char *start, *end;
};

/* Searches all writable memory but for some ranges, and reports each finding on stderr. */
unsigned long scan(uint64_t mask, const struct range *but, size_t count, const char *when);

/* The same for one range, silently. */
unsigned long scan_range(uint64_t mask, struct range range);

#endif
