/* A getrandom() with its state in the program's memory that ignores forks and threads, like a library that keeps random bytes for
 * later: processes and threads get the same bytes. */
#include <stdint.h>
#include <string.h>
#include <sys/random.h>

static _Thread_local uint64_t state = 88172645463325252;

ssize_t getrandom(void *to, size_t len, unsigned int flags)
{
    uint8_t *byte = to;
    (void)flags;
    for (size_t i = 0; i < len; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        byte[i] = (uint8_t)(state >> 32);
    }
    return (ssize_t)len;
}
