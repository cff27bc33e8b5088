/* This program's own getrandom() and malloc() stand in for the system's. */
#include "refuse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

bool no_random, fail_on;
long fail_at = -1, asked, refused, in_use;

ssize_t getrandom(void *to, size_t len, unsigned int flags)
{
    (void)flags;
    if (no_random && len > 0) {
        errno = EIO;
        return -1;
    }
    memset(to, 0x5a, len); /* below 248, so a letter */
    return (ssize_t)len;
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static bool refuse(void)
{
    long n = asked++;
    bool refuses = fail_at >= 0 && (n == fail_at || (fail_on && n > fail_at));
    refused += refuses;
    return refuses;
}

static void *counted(void *memory)
{
    in_use += memory != NULL;
    return memory;
}

void *malloc(size_t size)
{
    return refuse() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return refuse() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *memory, size_t size)
{
    if (refuse())
        return NULL;
    void *moved = __libc_realloc(memory, size);
    in_use += memory == NULL && moved != NULL;
    return moved;
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = refuse() ? NULL : counted(__libc_memalign(alignment, size));
    return *memory ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return refuse() ? NULL : counted(__libc_memalign(alignment, size));
}

void free(void *memory)
{
    in_use -= memory != NULL;
    __libc_free(memory);
}
