/* Reads this process's memory in use, without allocating. */
#ifndef METER_H
#define METER_H

#include <stddef.h>

/* Unfreed bytes of malloc() and its kind, in all arenas and mappings (glibc). The library's allocations are among them, since
 * Rust's allocator is malloc(). */
size_t meter_malloc(void);

/* Bytes of anonymous memory that are resident: heap, stacks and other memory without a file, as the kernel counts its pages. */
size_t meter_resident(void);

#endif
