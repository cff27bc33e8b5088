/* Works that can be repeated any number of times. */
#ifndef WORK_H
#define WORK_H

#include <netcore_aes.h>
#include <stdbool.h>

struct work {
    const char *name;
    uint32_t scheme;
    void (*call)(uint32_t scheme, unsigned long number);
};

/* NULL for an unknown name. */
const struct work *find_work(const char *name);

/* Makes and frees the ciphers and buffers that the works of a scheme need. */
void set_up(uint32_t scheme);
void tear_down(void);

netcore_aes_cipher *new_cipher(uint32_t scheme);

#endif
