/* Counts the allocations of some shared objects, apart from the rest of the process. */
#ifndef WATCH_H
#define WATCH_H

#include <stddef.h>

/* Unfreed bytes that the objects named by NETCORE_AES_WATCH have allocated since the first call. Names are parts of their paths,
 * separated by commas; "main" is the program itself. The objects must be loaded before the first call. */
size_t meter_library(void);

#endif
