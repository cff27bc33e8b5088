/* What of this process's memory is in use. Reading it takes none. */
#ifndef METER_H
#define METER_H

#include <stddef.h>

/* Bytes that malloc() and its kind gave out and did not get back, in all arenas and mappings (glibc). What the library
 * allocates is among them, since Rust's allocator is malloc(). */
size_t meter_malloc(void);

/* Bytes of anonymous memory that are resident: heap, stacks and whatever else is no file's, as the kernel counts its pages. */
size_t meter_resident(void);

#endif
