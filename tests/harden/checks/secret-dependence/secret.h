/* Secret bytes are marked as undefined to valgrind's memcheck, or to MemorySanitizer if it is compiled in. On 64-bit ARM, where neither
 * runs emulated, they are not marked: there trace.c compares runs with other secrets. */
#ifndef SECRET_H
#define SECRET_H

#include <stddef.h>

#if defined __has_feature
#if __has_feature(memory_sanitizer)
#define WITH_MSAN 1
#endif
#endif

#ifdef WITH_MSAN
/* From the sanitizer's runtime, which comes with Rust. */
extern void __msan_poison(const volatile void *bytes, size_t len);
extern void __msan_unpoison(const volatile void *bytes, size_t len);
extern ptrdiff_t __msan_test_shadow(const volatile void *bytes, size_t len);

static inline void secret(const void *bytes, size_t len)
{
    __msan_poison(bytes, len);
}

static inline void published(const void *bytes, size_t len)
{
    __msan_unpoison(bytes, len);
}

/* The crate `getrandom` tells the sanitizer that its bytes are defined. */
enum { WATCHED = 1, FOLLOWS_DRAWN = 0 };

/* How many of the bytes depend on a secret. */
static inline size_t tainted(const void *bytes, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++)
        count += __msan_test_shadow((const char *)bytes + i, 1) >= 0;
    return count;
}
#elif defined __aarch64__
static inline void secret(const void *bytes, size_t len)
{
    (void)bytes, (void)len;
}

static inline void published(const void *bytes, size_t len)
{
    (void)bytes, (void)len;
}

enum { WATCHED = 0, FOLLOWS_DRAWN = 0 };

static inline size_t tainted(const void *bytes, size_t len)
{
    (void)bytes, (void)len;
    return 0;
}
#else
#include <valgrind/memcheck.h>

static inline void secret(const void *bytes, size_t len)
{
    (void)VALGRIND_MAKE_MEM_UNDEFINED(bytes, len);
}

static inline void published(const void *bytes, size_t len)
{
    (void)VALGRIND_MAKE_MEM_DEFINED(bytes, len);
}

#define WATCHED RUNNING_ON_VALGRIND
enum { FOLLOWS_DRAWN = 1 };

static inline size_t tainted(const void *bytes, size_t len)
{
    size_t count = 0;
    unsigned char bits;
    for (size_t i = 0; i < len; i++)
        count += VALGRIND_GET_VBITS((const char *)bytes + i, &bits, 1) == 1 && bits != 0;
    return count;
}
#endif

#endif
