/* Tracks the blocks that a call allocates and does not free: those of a handle (glibc). */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "scan.h"

void blocks_watch(void); /* from here on */
/* Writes up to `room` blocks that were allocated since and not freed; returns their number. */
size_t blocks_kept(struct range *blocks, size_t room);

#endif
