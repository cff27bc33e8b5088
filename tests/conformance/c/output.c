/* Writes the fields of a line. */
#include "driver.h"

#define STATUS(name) {NETCORE_AES_ERR_##name, #name}
const named STATUSES[] = {STATUS(NULL), STATUS(SCHEME), STATUS(KEY), STATUS(IV), STATUS(BUFFER_TOO_SMALL),
    STATUS(TOO_LARGE), STATUS(OVERLAP), STATUS(ENCODING), STATUS(DECRYPT), STATUS(RANDOM), STATUS(MEMORY), STATUS(LIMIT),
    STATUS(OFFSETS), STATUS(EVENT_STREAM), STATUS(ASSET_ID), STATUS(API_KEY), STATUS(REGION), STATUS(PANIC)};
const size_t STATUS_COUNT = sizeof STATUSES / sizeof *STATUSES;

const char *folder;
int count;

void must(netcore_aes_status status)
{
    if (status == NETCORE_AES_OK)
        return;
    fprintf(stderr, "the C driver: %s\n", netcore_aes_status_message(status));
    exit(1);
}

void put_hex(const void *data, size_t len)
{
    const uint8_t *byte = data;
    for (size_t i = 0; i < len; i++)
        printf("%02x", byte[i]);
    if (len == 0)
        putchar('-');
}

void put_text(buffer text)
{
    fwrite(text.data, 1, text.len, stdout);
}

void put_error(netcore_aes_status status)
{
    for (size_t i = 0; i < STATUS_COUNT; i++)
        if (STATUSES[i].code == status)
            printf("\terror\t%s\t%d", STATUSES[i].name, (int)status);
}
