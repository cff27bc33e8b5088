/* Measures the memory that a work does not free.
 *
 *     growth WORK CALLS [leak]
 *
 * does the work for a tenth of the calls, then for all of them, and prints how much more memory is in use than between the two.
 * With "leak", it keeps one handle in a thousand calls. */
#include "meter.h"
#include "work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void run(const struct work *work, unsigned long calls, bool leak)
{
    for (unsigned long call = 0; call < calls; call++) {
        work->call(work->scheme, call);
        if (leak && call % 1000 == 999)
            new_cipher(NETCORE_AES_SCHEME_GCM_BASE64);
    }
}

int main(int argc, char **argv)
{
    const struct work *work = argc >= 3 ? find_work(argv[1]) : NULL;
    unsigned long calls = argc >= 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (!work || calls < 10) {
        fprintf(stderr, "growth: WORK CALLS [leak]\n");
        return 2;
    }
    set_up(work->scheme);
    printf("nothing yet\n"); /* so that stdout allocates its buffer before the first reading */
    run(work, calls / 10, false);
    size_t in_use = meter_malloc(), resident = meter_resident();
    run(work, calls, argc > 3 && strcmp(argv[3], "leak") == 0);
    long more_in_use = (long)(meter_malloc() - in_use), more_resident = (long)(meter_resident() - resident);
    printf("malloc %ld, resident %ld\n", more_in_use, more_resident);
    tear_down();
    return 0;
}
