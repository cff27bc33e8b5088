/* Memory between two pages that may not be touched. */
#include "matrix.h"

#include <sys/mman.h>
#include <unistd.h>

#ifdef WITH_ASAN
/* From <sanitizer/asan_interface.h>, which comes with the compiler's runtime only. */
extern void __asan_poison_memory_region(const volatile void *from, size_t len);
extern void __asan_unpoison_memory_region(const volatile void *from, size_t len);
#define OPEN(from, len) __asan_unpoison_memory_region(from, len)
#define CLOSE(from, len) __asan_poison_memory_region(from, len)
#define FORGET(from, len) ((void)(from), (void)(len))
#else
#include <valgrind/memcheck.h>
#define OPEN(from, len) (void)VALGRIND_MAKE_MEM_DEFINED(from, len)
#define CLOSE(from, len) (void)VALGRIND_MAKE_MEM_NOACCESS(from, len)
#define FORGET(from, len) (void)VALGRIND_MAKE_MEM_UNDEFINED(from, len)
#endif

static uint8_t *areas[MOST];
enum { FILLER = 0xa5 };

void pages_begin(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (size_t i = 0; i < MOST; i++) {
        uint8_t *whole = mmap(NULL, AREA + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (whole == MAP_FAILED || AREA % page != 0 || mprotect(whole + page, AREA, PROT_READ | PROT_WRITE) != 0) {
            perror("guard pages");
            exit(2);
        }
        areas[i] = whole + page;
    }
}

/* Watched bytes beside a buffer: up to the guard page on one side, some on the other. */
static void beside(size_t area, const uint8_t *at, size_t len, uint8_t *sides[2], size_t lens[2])
{
    size_t before = (size_t)(at - areas[area]), after = AREA - before - len;
    lens[0] = before < SLACK ? before : SLACK;
    lens[1] = after < SLACK ? after : SLACK;
    sides[0] = areas[area] + before - lens[0];
    sides[1] = areas[area] + before + len;
}

/* Places the buffer as near the guard page as its alignment allows, amid bytes of a known value. */
uint8_t *place(size_t area, size_t len, enum side side, int residue)
{
    uint8_t *at = side == FRONT ? areas[area] : areas[area] + AREA - len, *sides[2];
    while (residue != ANYWHERE && (uintptr_t)at % 8 != (uintptr_t)residue)
        at += side == FRONT ? 1 : -1;
    size_t lens[2];
    beside(area, at, len, sides, lens);
    for (size_t i = 0; i < 2; i++)
        memset(sides[i], FILLER, lens[i]);
    return at;
}

bool slack_is_whole(size_t area, const uint8_t *at, size_t len)
{
    uint8_t *sides[2];
    size_t lens[2];
    beside(area, at, len, sides, lens);
    for (size_t i = 0; i < 2; i++)
        for (size_t byte = 0; byte < lens[i]; byte++)
            if (sides[i][byte] != FILLER)
                return false;
    return true;
}

void open_areas(void)
{
    for (size_t i = 0; i < MOST; i++)
        OPEN(areas[i], AREA);
}

/* Closes an area but for the library's buffers; an output counts as uninitialized. */
void close_areas(const struct frame *frame)
{
    for (size_t i = 0; i < MOST; i++)
        CLOSE(areas[i], AREA);
    EACH(slot, frame, MEMORY)
    {
        const struct slot *it = &frame->slots[slot];
        OPEN(it->at, it->len);
        if (is_one_of(it->kind, OUTPUTS) && frame->shared_len == 0)
            FORGET(it->at, it->len);
    }
}
