/* Shared by the files of the driver. */
#ifndef DRIVER_H
#define DRIVER_H

#include "../../c/json.h"

typedef struct {
    int64_t code;
    const char *name;
} named;

extern const named STATUSES[];
extern const size_t STATUS_COUNT;
extern const char *folder; /* of the vectors */
extern int count; /* of outcomes printed so far */

/* Ends the driver if a call failed that must succeed. */
void must(netcore_aes_status status);

/* Lower-case hexadecimal; "-" for nothing. */
void put_hex(const void *data, size_t len);
void put_text(buffer text);
void put_error(netcore_aes_status status);

/* Each prints the lines of a case, or of a batch. */
void run_case(const char *file, const cJSON *vector);
void run_batch(uint32_t scheme, const char *bad);
void run_events(const char *file, const cJSON *vector);
void run_request(const char *file, const cJSON *vector);

#endif
