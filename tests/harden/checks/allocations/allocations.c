/* Fails the first, the second, … the n-th allocation of every function, each in a process of its own that has not called it
 * before: alone, and with all that come after it. Then random bytes. */
#include "matrix.h"
#include "refuse.h"

#include <sys/wait.h>
#include <unistd.h>

const char *current_class = "no memory";
unsigned long cases, failed_cases;

/* The outcome of a call. */
enum outcome { UNHURT, STATUS, RESULT, WRONG, LEAK, ABORT, OUTCOMES };
enum { FIRST = 10 }; /* exit status of a child for the first outcome; lower ones are not outcomes */
static const char *const NAMES[] = {"needed no more", "a status", "a result without it", "a wrong answer", "a leak", "an abort"};

static const char *payload; /* for netcore_aes_check_events(), in place of the good one */

/* In the child: makes the call, fails its n-th allocation, and judges the outcome. */
static enum outcome call(const struct function *function, uint32_t scheme, long n, bool on)
{
    struct frame frame = {.function = function, .scheme = scheme, .side = BACK};
    pages_begin();
    fixtures_begin();
    begin_case(&frame);
    if (payload && is_function(&frame, "_check_events")) {
        put(&frame, "payload", payload, strlen(payload));
        roomy(&frame);
    }
    bool has_stream = stream != NULL;
    drop_stream();
    long before = in_use;
    if (has_stream)
        new_stream(&frame);
    fail_on = on;
    asked = refused = 0;
    bool frees = is_function(&frame, "cipher_free");
    fail_at = n;
    int64_t result = run(&frame);
    fail_at = -1;
    drop_stream(); /* with what it keeps */
    const char *what = result == NETCORE_AES_ERR_MEMORY ? wrong(&frame, MOST, NETCORE_AES_ERR_MEMORY) : NULL;
    bool handles = function->null != NETCORE_AES_ERR_NULL; /* these return no status */
    bool leaks = frees ? in_use >= before : in_use != before;
    if (what || leaks || (!handles && result != NETCORE_AES_OK && result != NETCORE_AES_ERR_MEMORY)) {
        fprintf(stderr, "%s, allocation %ld: answer %d, %ld in use more, %s\n", function->name, n, (int)result, in_use - before,
            what ? what : "");
        return leaks ? LEAK : WRONG;
    }
    return refused == 0 ? UNHURT : result == NETCORE_AES_ERR_MEMORY ? STATUS : RESULT;
}

static enum outcome in_a_child(const struct function *function, uint32_t scheme, long n, bool on)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        _exit(FIRST + (int)call(function, scheme, n, on));
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return WRONG;
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGABRT ? ABORT : WRONG;
    return WEXITSTATUS(status) < FIRST ? WRONG : (enum outcome)(WEXITSTATUS(status) - FIRST);
}

/* Fails every allocation of a function under a scheme, one by one. */
static void every_allocation(const struct function *function, uint32_t scheme, unsigned long outcomes[OUTCOMES])
{
    for (int on = 0; on < 2; on++) {
        enum outcome outcome = STATUS;
        long n = 0;
        for (; outcome != UNHURT && n < 1000; n++)
            outcomes[outcome = in_a_child(function, scheme, n, on)]++;
        CHECK(n < 1000);
    }
}

static void report(const char *what, const unsigned long outcomes[OUTCOMES])
{
    printf("%s:", what);
    for (size_t i = 0; i < OUTCOMES; i++)
        printf(" %lu %s%s", outcomes[i], NAMES[i], i + 1 < OUTCOMES ? "," : "\n");
}

/* For netcore_aes_check_events(): a valid event, many keys, escapes, problems of a field, nesting, and invalid JSON. */
static const char *const PAYLOADS[] = {
    "[{\"asset_id\":\"the-asset\",\"activity_name\":\"n\",\"timestamp\":\"2025-08-26T12:05:43Z\",\"identity\":1,"
    "\"activity_source\":\"web\",\"activity_params\":{}}]",
    "[{\"activity_params\":{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"j\":1,\"k\":1,\"l\":1,"
    "\"m\":1,\"n\":1,\"o\":1,\"p\":1,\"q\":1,\"r\":1,\"\\u0073\":1,\"r\":[]}}]",
    "[{\"\\u0061sset_id\":\"\\n\",\"a/b~\\n\":\"a\\tb\\u00e9c\\ud83d\\ude00\"}]",
    "[{\"timestamp\":\"2025-02-29T12:05:43Z\",\"activity_source\":\"tv\",\"email\":1}]", "[[[[[[]]]]]]", "[{]", "[\"\\x\"]",
    "[1e999]"};
enum { PAYLOAD_COUNT = sizeof PAYLOADS / sizeof *PAYLOADS };

static void all_functions(void)
{
    unsigned long outcomes[OUTCOMES] = {0};
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        unsigned long own[OUTCOMES] = {0};
        for (size_t scheme = 0; scheme < (FUNCTIONS[i].by_scheme ? SCHEME_COUNT : 1); scheme++)
            every_allocation(&FUNCTIONS[i], SCHEMES[scheme], own);
        for (size_t which = 0; which < PAYLOAD_COUNT && !strcmp(FUNCTIONS[i].name, "netcore_aes_check_events"); which++) {
            payload = PAYLOADS[which];
            every_allocation(&FUNCTIONS[i], SCHEMES[0], own);
        }
        payload = NULL;
        for (size_t outcome = 0; outcome < OUTCOMES; outcome++)
            outcomes[outcome] += own[outcome];
        report(FUNCTIONS[i].name, own);
    }
    report("all", outcomes);
}

static void no_random_bytes(void)
{
    static const char *const DRAW[] = {"netcore_aes_keygen", "netcore_aes_gcm_keygen", "netcore_aes_encrypt",
        "netcore_aes_encrypt_aad", "netcore_aes_encrypt_batch", "netcore_aes_upload_stream_bodies"};
    unsigned long refusals = 0;
    pages_begin();
    fixtures_begin();
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        for (size_t draw = 0; draw < sizeof DRAW / sizeof *DRAW; draw++) {
            struct frame frame = {.function = &FUNCTIONS[i], .scheme = NETCORE_AES_SCHEME_GCM_BASE64, .side = BACK};
            if (strcmp(FUNCTIONS[i].name, DRAW[draw]))
                continue;
            begin_case(&frame);
            no_random = true;
            run(&frame);
            no_random = false;
            const char *what = wrong(&frame, MOST, NETCORE_AES_ERR_RANDOM);
            if (!CHECK(what == NULL))
                fprintf(stderr, "%s: %s\n", FUNCTIONS[i].name, what);
            refusals += frame.result == NETCORE_AES_ERR_RANDOM;
            CHECK(run(&frame) == NETCORE_AES_OK);
        }
    fixtures_end();
    printf("no random bytes: %lu\n", refusals);
}

int main(void)
{
    all_functions();
    no_random_bytes();
    return failed_checks + failed_cases > 0;
}
