/* A malloc() and a getrandom() that can be told to fail (glibc). */
#ifndef REFUSE_H
#define REFUSE_H

#include <stdbool.h>

extern bool no_random;
/* The allocation that fails, counted from 0, and whether those after it do too; -1 for none. */
extern long fail_at;
extern bool fail_on;
/* Allocations requested since `asked` was set to 0, failed, and in use. */
extern long asked, refused, in_use;

#endif
