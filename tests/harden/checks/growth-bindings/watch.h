/* What some shared objects have allocated, whatever else goes on in the process. */
#ifndef WATCH_H
#define WATCH_H

#include <stddef.h>

/* Bytes that the objects named by NETCORE_AES_WATCH have allocated since this was called for the first time, and that nobody has
 * freed. Parts of their paths, with a comma between them; "main" for the program itself. They must be loaded by then. */
size_t meter_library(void);

#endif
