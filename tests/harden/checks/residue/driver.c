/* Makes a cipher, calls every function with it, frees it, and after each step searches its memory for copies of the key, the IV and
 * what is derived from them: everywhere but in the handle's own blocks, and after the last step there too.
 *
 *     driver SCHEME NEEDLES | driver control NEEDLES */
#define _GNU_SOURCE
#include "blocks.h"
#include "scan.h"

#include <netcore_aes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BLOCKS = 32, LONG = 5000, MESSAGES = 40, ROOM = 256 << 10 };

static struct secrets secrets;
static struct range handle[BLOCKS];
static size_t handle_blocks;
static unsigned long searches, copies, in_registers, in_handle;

static void fail(const char *what)
{
    fprintf(stderr, "driver: %s\n", what);
    exit(1);
}

static void expect(netcore_aes_status got, netcore_aes_status wanted, const char *what)
{
    if (got != wanted)
        fail(what);
}

#define EXPECT(wanted, call) expect((call), NETCORE_AES_##wanted, #call)

/* The signal handler. It has its own stack frame below the registers that the kernel saved, vector registers among them. */
static const char *when;

static void search(int signal, siginfo_t *info, void *context)
{
    (void)signal, (void)info;
    struct range frame = {context, (const unsigned char *)context + (16 << 10)};
    const ucontext_t *interrupted = context;
#ifdef __aarch64__
    uintptr_t stack = (uintptr_t)interrupted->uc_mcontext.sp;
#else
    uintptr_t stack = (uintptr_t)interrupted->uc_mcontext.gregs[REG_RSP];
#endif
    if (stack > (uintptr_t)frame.start && stack < (uintptr_t)frame.end)
        frame.end = (const unsigned char *)stack;
    struct range but[BLOCKS + 1] = {frame};
    memcpy(but + 1, handle, handle_blocks * sizeof *handle);
    searches++;
    in_registers += scan_range(secrets.mask, frame);
    copies += scan(secrets.mask, but, handle_blocks + 1, when);
}

static inline __attribute__((always_inline)) long call_kernel(long number, long first, long second, long third)
{
#ifdef __aarch64__
    register long x0 __asm__("x0") = first, x1 __asm__("x1") = second, x2 __asm__("x2") = third, x8 __asm__("x8") = number;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x8) : "memory");
    return x0;
#else
    __asm__ volatile("syscall" : "+a"(number) : "D"(first), "S"(second), "d"(third) : "rcx", "r11", "memory");
    return number;
#endif
}

/* No call comes before the signal that could overwrite registers or the stack. */
static inline __attribute__((always_inline)) void step(const char *what)
{
    when = what;
    long process = call_kernel(SYS_getpid, 0, 0, 0), thread = call_kernel(SYS_gettid, 0, 0, 0);
    call_kernel(SYS_tgkill, process, thread, SIGUSR1);
}

static volatile uint8_t key[64], iv[32];

static __attribute__((noinline)) void unmask(volatile uint8_t *to, const uint64_t *masked, size_t len)
{
    for (size_t i = 0; i < len; i++)
        to[i] = ((const uint8_t *)masked)[i] ^ ((const uint8_t *)&secrets.mask)[i % 8];
}

static __attribute__((noinline)) void wipe(volatile uint8_t *bytes, size_t len)
{
    while (len--)
        *bytes++ = 0;
}

static uint64_t ordinary[1 << 16];
static size_t ordinary_count;

/* The contents of a handle that do not depend on the key: tables, lengths. */
static void learn_ordinary(uint32_t scheme, size_t iv_len)
{
    netcore_aes_cipher *other;
    blocks_watch();
    EXPECT(OK, netcore_aes_cipher_new(scheme, (const uint8_t *)"0123456789abcdefghijklmnopqrstuv", 32,
        iv_len ? (const uint8_t *)"0123456789abcdef" : NULL, iv_len ? 16 : 0, &other));
    handle_blocks = blocks_kept(handle, BLOCKS);
    for (size_t i = 0; i < handle_blocks; i++)
        for (const unsigned char *at = handle[i].start; at + 8 <= handle[i].end; at += 8)
            if (ordinary_count < sizeof ordinary / 8)
                memcpy(&ordinary[ordinary_count++], at, 8);
    netcore_aes_cipher_free(other);
}

static bool is_ordinary(uint64_t word)
{
    bool found = word >> 48 == 0; /* an address, or a small number */
    for (size_t i = 0; i < ordinary_count; i++)
        found |= ordinary[i] == word;
    return found;
}

/* The other contents of the handle: further forms of the key, such as those of a bitsliced cipher, or for hashing. Smaller blocks
 * hold none, but have padding between fields, of any value. */
static void learn(void)
{
    enum { SMALL = 128 };
    for (size_t i = 0; i < handle_blocks; i++) {
        bool is_small = handle[i].end - handle[i].start < SMALL;
        for (const unsigned char *at = handle[i].start; at + 8 <= handle[i].end; at += 8) {
            uint64_t word;
            memcpy(&word, at, 8);
            if (!is_small && !is_ordinary(word))
                needle_add(word ^ secrets.mask, "a word of the handle");
        }
        in_handle += scan_range(secrets.mask, handle[i]);
    }
}

static uint8_t plaintext[ROOM], text[ROOM], out[ROOM];
static uint64_t offsets[MESSAGES + 1], text_offsets[MESSAGES + 1], out_offsets[MESSAGES + 1];
static netcore_aes_cipher *cipher;

static void use(void)
{
    size_t len, failed;
    for (size_t size = 3; size <= LONG; size = size * 2 + 44) {
        EXPECT(OK, netcore_aes_encrypt(cipher, plaintext, size, text, sizeof text, &len));
        step("encrypt");
        EXPECT(OK, netcore_aes_decrypt(cipher, text, len, out, sizeof out, &failed));
        step("decrypt");
        text[len - 8] ^= 1;
        netcore_aes_decrypt(cipher, text, len, out, sizeof out, &failed);
        step("decrypt, of what is not right");
    }
    netcore_aes_cipher_key_is_published(cipher);
    step("cipher_key_is_published");
    /* One message is not put into lanes, of which there are 8 or 16. */
    static const size_t counts[] = {1, 2, 8, 9, 17, MESSAGES};
    for (size_t j = 0; j < sizeof counts / sizeof *counts; j++) {
        size_t count = counts[j];
        for (size_t i = 0; i < count; i++)
            offsets[i + 1] = offsets[i] + 100 + i * 37 % 800;
        EXPECT(OK, netcore_aes_encrypt_batch(cipher, plaintext, offsets, count, text, sizeof text, text_offsets));
        step("encrypt_batch");
        EXPECT(OK, netcore_aes_decrypt_batch(cipher, text, text_offsets, count, out, sizeof out, out_offsets, &failed));
        step("decrypt_batch");
    }
}

/* Events on their way to requests: 20 of them, each in a request of its own. */
static void use_stream(void)
{
    netcore_aes_upload_stream *stream;
    netcore_aes_upload found;
    netcore_aes_upload_events events[MESSAGES];
    char lines[LONG] = "";
    for (size_t i = 0; i < 20; i++)
        strcat(lines, "{\"asset_id\":\"a\",\"activity_name\":\"n\",\"timestamp\":\"2025-08-26T12:05:43Z\",\"identity\":1,"
                      "\"activity_source\":\"web\",\"activity_params\":{}}\n");
    size_t read = 0, len, bodies = 0;
    EXPECT(OK, netcore_aes_upload_stream_new(1, 0, 0, &stream));
    EXPECT(OK, netcore_aes_upload_stream_finish(stream));
    for (;;) {
        EXPECT(OK, netcore_aes_upload_stream_next(stream, cipher, (uint8_t *)lines + read, strlen(lines) - read, "a", 1,
            NETCORE_AES_NO_TIME, &found));
        step("upload_stream_next");
        read += found.read;
        if (found.kind == NETCORE_AES_UPLOAD_NONE)
            break;
        EXPECT(OK, netcore_aes_upload_stream_bodies(
            stream, cipher, (char *)text, sizeof text, text_offsets, events, found.count, &len));
        step("upload_stream_bodies");
        bodies += found.count;
    }
    if (bodies != 20)
        fail("not every event came out");
    netcore_aes_upload_stream_free(stream);
    step("upload_stream_free");
}

static void *use_in_thread(void *unused)
{
    use();
    return unused;
}

static void everything(uint32_t scheme)
{
    char why[NETCORE_AES_EXPLANATION_SIZE];
    pthread_t thread;
    size_t len, iv_len = scheme == NETCORE_AES_SCHEME_GCM_BASE64 ? 0 : secrets.iv_len;
    learn_ordinary(scheme, iv_len);
    unmask(key, secrets.key, secrets.key_len);
    unmask(iv, secrets.iv, iv_len);
    blocks_watch();
    EXPECT(OK, netcore_aes_cipher_new(scheme, (uint8_t *)key, secrets.key_len, (uint8_t *)iv, iv_len, &cipher));
    handle_blocks = blocks_kept(handle, BLOCKS);
    EXPECT(OK, netcore_aes_cipher_explain(scheme, (uint8_t *)key, secrets.key_len, (uint8_t *)iv, iv_len, why, sizeof why, &len));
    key[1] ^= 0x80;
    EXPECT(ERR_KEY, netcore_aes_cipher_new(scheme, (uint8_t *)key, secrets.key_len, (uint8_t *)iv, iv_len, (void *)&why));
    wipe(key, sizeof key);
    wipe(iv, sizeof iv);
    step("cipher_new");
    learn();
    step("cipher_new");
    use();
    use_stream();
    if (pthread_create(&thread, NULL, use_in_thread, NULL) || pthread_join(thread, NULL))
        fail("no thread");
    step("another thread");
    netcore_aes_cipher_free(cipher);
    handle_blocks = 0;
    step("cipher_free");
}

static void learn_generated(volatile uint8_t *text, size_t len, const char *name)
{
    for (size_t at = 0; at + 8 <= len; at += 8) {
        uint64_t masked = 0;
        for (size_t i = 0; i < 8; i++)
            ((uint8_t *)&masked)[i] = text[at + i] ^ ((const uint8_t *)&secrets.mask)[i];
        needle_add(masked, name);
    }
    wipe(text, len);
}

static void generate(void)
{
    EXPECT(OK, netcore_aes_keygen((char *)key, (char *)iv));
    learn_generated(key, 32, "a generated key");
    learn_generated(iv, 16, "a generated IV");
    EXPECT(OK, netcore_aes_gcm_keygen((char *)key));
    learn_generated(key, 44, "a generated key for GCM");
    step("keygen");
}

/* Copies that the search must find: on the heap, in a freed block, and on the stack. */
static void control(void)
{
    volatile uint8_t local[32];
    volatile uint8_t *block = malloc(64), *freed = malloc(4096);
    unmask(local, secrets.key, 32);
    unmask(block + 3, secrets.key, 32);
    unmask(freed + 2000, secrets.key, 32);
    free((void *)freed);
    step("a copy on purpose");
    free((void *)block);
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_sigaction = search, .sa_flags = SA_SIGINFO};
    if (argc != 3 || sigaction(SIGUSR1, &action, NULL))
        return fprintf(stderr, "usage: driver SCHEME|control NEEDLES\n"), 2;
    secrets_read(&secrets, argv[2]);
    for (size_t i = 0; i < sizeof plaintext; i++)
        plaintext[i] = (uint8_t)(' ' + i % 95);
    if (strcmp(argv[1], "control"))
        everything((uint32_t)strtoul(argv[1], NULL, 10)), generate();
    else
        control();
    printf("path: %s\nneedles: %zu\nsearches: %lu\nin the handle: %lu\ncopies: %lu\nin registers: %lu\n", netcore_aes_instruction_set(),
        needle_count(), searches, in_handle, copies, in_registers);
    return 0;
}
