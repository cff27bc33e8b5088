/* A malloc() and a getrandom() that can be told to fail (glibc). */
#ifndef REFUSE_H
#define REFUSE_H

#include <stdbool.h>

extern bool no_random;
/* The allocation that fails, counted from 0, and whether those after it do too; -1 for none. */
extern long fail_at;
extern bool fail_on;
/* How many were asked for since it was set to 0, how many refused, and how many are in use. */
extern long asked, refused, in_use;

#endif
