/* Shared by the C tests: checks that count themselves, and test credentials. */
#ifndef CHECK_H
#define CHECK_H

#include <netcore_aes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char KEY[] = "0123456789abcdefghijklmnopqrstuv";
static const char IV[] = "0123456789abcdef";
static const uint32_t SCHEMES[] = {
    NETCORE_AES_SCHEME_CBC_BASE64, NETCORE_AES_SCHEME_CBC_HEX, NETCORE_AES_SCHEME_GCM_BASE64};
enum { SCHEME_COUNT = sizeof SCHEMES / sizeof *SCHEMES };

enum { UNTOUCHED = 0xee }; /* fills outputs before a call */

static unsigned long passed_checks, failed_checks;

static inline bool check(bool condition, const char *what, const char *file, int line)
{
    if (condition) {
        passed_checks++;
    } else {
        failed_checks++;
        fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
    }
    return condition;
}

static inline bool check_status(
    netcore_aes_status got, netcore_aes_status expected, const char *call, const char *file, int line)
{
    const char *name = netcore_aes_status_name(got);
    if (got != expected)
        fprintf(stderr, "%s:%d: got %s (%d), not %d\n", file, line, name ? name : "no status", (int)got, (int)expected);
    return check(got == expected, call, file, line);
}

#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
#define CHECK_STATUS(expected, call) check_status((call), NETCORE_AES_##expected, #call, __FILE__, __LINE__)

/* A refused call writes nothing to `out` and sets `len` to 0; the test defines both, and reset(). */
#define REFUSED(expected, call) \
    do { \
        reset(); \
        CHECK_STATUS(expected, call); \
        CHECK(len == 0 && all_are(out, sizeof out, UNTOUCHED)); \
    } while (0)

/* The exit status of a test; without a single check it fails. */
static inline int summary(void)
{
    printf("%lu passed, %lu failed\n", passed_checks, failed_checks);
    return failed_checks != 0 || passed_checks == 0;
}

static inline const uint8_t *bytes(const char *text)
{
    return (const uint8_t *)text;
}

static inline netcore_aes_cipher *new_cipher(uint32_t scheme)
{
    netcore_aes_cipher *cipher = NULL;
    bool gcm = scheme == NETCORE_AES_SCHEME_GCM_BASE64;
    if (!CHECK_STATUS(OK, netcore_aes_cipher_new(scheme, bytes(KEY), 32, gcm ? NULL : bytes(IV), gcm ? 0 : 16, &cipher)))
        exit(summary());
    return cipher;
}

static inline bool all_are(const void *memory, size_t len, uint8_t value)
{
    const uint8_t *byte = memory;
    for (size_t i = 0; i < len; i++)
        if (byte[i] != value)
            return false;
    return true;
}

#endif
