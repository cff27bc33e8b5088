/* Replaces glibc's malloc() and its kind, by LD_PRELOAD, and looks at the caller of each. It remembers the blocks, since the caller
 * of free() is unknown: a call at a function's end leaves no return address in it. It counts the bytes that were asked for:
 * malloc_usable_size() is a little more where a block's remainder is too small for another. */
#define _GNU_SOURCE
#include "watch.h"

#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

enum { BUCKETS = 4096, ROOM = 64, OBJECTS = 4 };
static struct bucket {
    pthread_mutex_t mutex;
    size_t count;
    struct {
        void *address;
        size_t size;
    } blocks[ROOM];
} buckets[BUCKETS];

static struct {
    uintptr_t first, end; /* its code */
} objects[OBJECTS];
static atomic_size_t object_count, outstanding;

static struct bucket *lock_bucket_of(void *block)
{
    struct bucket *bucket = &buckets[((uintptr_t)block >> 4) * 2654435761u / 65536 % BUCKETS];
    pthread_mutex_lock(&bucket->mutex);
    return bucket;
}

static bool is_watched(void *caller)
{
    for (size_t i = 0; i < atomic_load(&object_count); i++)
        if ((uintptr_t)caller >= objects[i].first && (uintptr_t)caller < objects[i].end)
            return true;
    return false;
}

static void remember(void *block, size_t size, void *caller)
{
    if (!block || !is_watched(caller))
        return;
    struct bucket *bucket = lock_bucket_of(block);
    if (bucket->count == ROOM)
        abort();
    bucket->blocks[bucket->count].address = block;
    bucket->blocks[bucket->count++].size = size;
    pthread_mutex_unlock(&bucket->mutex);
    atomic_fetch_add(&outstanding, size);
}

static void forget(void *block)
{
    if (!block || !atomic_load(&object_count))
        return;
    struct bucket *bucket = lock_bucket_of(block);
    for (size_t i = 0; i < bucket->count; i++) {
        if (bucket->blocks[i].address == block) {
            atomic_fetch_sub(&outstanding, bucket->blocks[i].size);
            bucket->blocks[i] = bucket->blocks[--bucket->count];
            break;
        }
    }
    pthread_mutex_unlock(&bucket->mutex);
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size)
{
    void *block = __libc_malloc(size);
    remember(block, size, CALLER);
    return block;
}

void *calloc(size_t count, size_t size)
{
    void *block = __libc_calloc(count, size);
    remember(block, count * size, CALLER);
    return block;
}

/* A block that cannot grow counts as freed: no watched object keeps using it. */
void *realloc(void *old, size_t size)
{
    forget(old);
    void *block = __libc_realloc(old, size);
    remember(block, size, CALLER);
    return block;
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    *block = __libc_memalign(alignment, size);
    remember(*block, size, CALLER);
    return *block ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    void *block = __libc_memalign(alignment, size);
    remember(block, size, CALLER);
    return block;
}

void free(void *block)
{
    forget(block);
    __libc_free(block);
}

static bool has_name(const char *path, const char *names)
{
    if (!*path)
        return strcmp(names, "main") == 0;
    for (size_t len; *names; names += len + (names[len] == ',')) {
        len = strcspn(names, ",");
        if (memmem(path, strlen(path), names, len))
            return true;
    }
    return false;
}

static int add_object(struct dl_phdr_info *info, size_t size, void *names)
{
    (void)size;
    for (size_t i = 0; has_name(info->dlpi_name, names) && i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        size_t count = atomic_load(&object_count);
        if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X))
            continue;
        if (count == OBJECTS)
            abort();
        objects[count].first = info->dlpi_addr + segment->p_vaddr;
        objects[count].end = objects[count].first + segment->p_memsz;
        atomic_store(&object_count, count + 1);
    }
    return 0;
}

size_t meter_library(void)
{
    char *names = getenv("NETCORE_AES_WATCH");
    if (!atomic_load(&object_count)) {
        /* Resident from the start, so that it does not grow itself. Still empty: nothing is watched. */
        memset(buckets, 0, sizeof buckets);
        dl_iterate_phdr(add_object, names ? names : "");
    }
    if (!atomic_load(&object_count))
        abort();
    return atomic_load(&outstanding);
}
