/* Numbers that follow from a seed alone (SplitMix64), so that a run can be repeated. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint64_t random_state;

static inline uint64_t random_number(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static inline size_t below(size_t limit)
{
    return (size_t)(random_number() % limit);
}

static inline bool one_in(size_t times)
{
    return below(times) == 0;
}

static inline void fill(uint8_t *to, size_t len)
{
    for (; len >= 8; to += 8, len -= 8) {
        uint64_t number = random_number();
        memcpy(to, &number, 8);
    }
    uint64_t number = random_number();
    memcpy(to, &number, len);
}

#endif
