/* Works that may be done any number of times. */
#ifndef WORK_H
#define WORK_H

#include <netcore_aes.h>
#include <stdbool.h>

struct work {
    const char *name;
    uint32_t scheme;
    void (*call)(uint32_t scheme, unsigned long number);
};

/* NULL if there is none of that name. */
const struct work *find_work(const char *name);

/* Makes what the works of a scheme need, and frees it. */
void set_up(uint32_t scheme);
void tear_down(void);

netcore_aes_cipher *new_cipher(uint32_t scheme);

#endif
