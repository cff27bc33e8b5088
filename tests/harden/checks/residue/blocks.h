/* Knows which blocks a call has allocated and not freed: what a handle is made of (glibc). */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "scan.h"

void blocks_watch(void); /* from here on */
/* The blocks of up to `room` that were allocated since and are still there; returns how many. */
size_t blocks_kept(struct range *blocks, size_t room);

#endif
