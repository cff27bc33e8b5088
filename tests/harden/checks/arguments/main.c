/* Runs every class over every function, under every scheme, with each buffer against the guard page before it and against the
 * one behind it. Prints the name of each function, and the counts. With an argument: one call by a caller who lies
 * about a length, which must be caught. */
#include "matrix.h"

#include <signal.h>
#include <unistd.h>

const char *current_class = "";
static const char *current_function = "";
unsigned long cases, failed_cases;

/* A signal ends the matrix: reports the case under way. */
static void on_fault(int signal)
{
    const char *const parts[] = {"caught: touched what is not the caller's: ", current_function, ", ", current_class, "\n"};
    for (size_t i = 0; i < 5; i++)
        if (write(STDERR_FILENO, parts[i], strlen(parts[i])) < 0)
            break;
    _exit(signal == SIGABRT ? 98 : 99);
}

static bool names_one(const char *parameters, const char *name)
{
    const char *at = strstr(parameters, name);
    return at && (at == parameters || at[-1] == ' ') && at[strlen(name)] == ':';
}

/* Whether a class applies to a function: it has a parameter of the kind or the name, two buffers of which one is written, or the
 * property that a word in place of the name stands for. */
static bool applies(const struct class *class, const struct function *function)
{
    const char *names = class->names ? class->names : "";
    bool encrypts = strstr(function->name, "_encrypt"), decrypts = strstr(function->name, "_decrypt"), any = !*class->needs;
    size_t memory = 0, outputs = 0;
    for (const char *kind = strchr(function->parameters, ':'); kind; kind = strchr(kind + 1, ':')) {
        any |= strchr(class->needs, kind[1]) != NULL;
        memory += strchr(MEMORY, kind[1]) != NULL;
        outputs += strchr(OUTPUTS, kind[1]) != NULL;
    }
    bool reads = strstr(function->parameters, ":i") || strstr(function->parameters, ":d");
    if (!strcmp(names, "pairs"))
        return memory >= 2 && outputs >= 1;
    if (!strcmp(names, "message"))
        return (encrypts || decrypts) && reads;
    if (!strcmp(names, "ciphertext"))
        return decrypts && reads;
    if (!strcmp(names, "text"))
        return (decrypts && reads) || strstr(function->name, "_body");
    return any && (!*names || names_one(function->parameters, names));
}

static void run_class(const struct class *class, const struct function *function)
{
    struct frame frame = {.function = function};
    current_class = class->name;
    for (size_t scheme = 0; scheme < (function->by_scheme ? SCHEME_COUNT : 1); scheme++)
        for (int side = FRONT; side <= BACK; side++) {
            frame.scheme = SCHEMES[scheme];
            frame.side = (enum side)side;
            begin_case(&frame);
            class->spoil(&frame);
        }
}

static unsigned long cells, cells_without;

static void fill_row(const struct function *function, const struct class *classes, size_t count, FILE *grid)
{
    for (size_t i = 0; i < count; i++, cells++) {
        unsigned long before = cases;
        if (applies(&classes[i], function)) {
            run_class(&classes[i], function);
            fprintf(grid, "%s | %s | %lu\n", function->name, classes[i].name, cases - before);
            CHECK(cases > before); /* otherwise a class lost its cases */
        } else {
            fprintf(grid, "%s | %s | none: it %s\n", function->name, classes[i].name, classes[i].otherwise);
            cells_without++;
        }
    }
}

/* A caller who forgets a handle, or uses a freed one. */
static int lie_about_a_handle(const char *what)
{
    uint32_t scheme = NETCORE_AES_SCHEME_CBC_BASE64;
    netcore_aes_cipher *handle = new_cipher(scheme);
    if (!strcmp(what, "freed-handle")) {
        netcore_aes_cipher_free(handle);
        scheme = netcore_aes_cipher_scheme(handle);
    }
    handle = NULL;
    fixtures_end();
    fprintf(stderr, "not caught as yet: scheme %u\n", (unsigned)scheme);
    return 0;
}

/* A caller who lies: `read-…` of the plaintext, `write-…` of the output; `…-front` says that it begins a byte before it does,
 * `…-back` and `…-slack` that it is longer than it is, against the guard page or with memory behind it that is only watched. */
static int lie(const char *what)
{
    static uint8_t plenty[4000];
    if (strstr(what, "handle"))
        return lie_about_a_handle(what);
    struct frame frame = {.function = FUNCTIONS, .scheme = NETCORE_AES_SCHEME_CBC_BASE64, .side = strstr(what, "back") ? BACK : FRONT};
    while (strcmp(frame.function->name, "netcore_aes_encrypt"))
        frame.function++;
    current_function = frame.function->name;
    current_class = what;
    begin_case(&frame);
    run(&frame);
    union word *a = frame.arguments, *liar = strstr(what, "read") ? &a[1] : &a[3], *other = liar == &a[1] ? &a[3] : &a[1];
    other->pointer = plenty;
    a[4].number = sizeof plenty;
    if (strstr(what, "front"))
        liar->pointer = (uint8_t *)liar->pointer - 1;
    else
        a[2].number = liar == &a[1] ? a[2].number + 1 : 100; /* 100: its text is longer than the output */
    close_areas(&frame);
    netcore_aes_status status = (int32_t)frame.function->call(a);
    open_areas();
    fprintf(stderr, "not caught: status %d\n", (int)status);
    return 0;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_fault};
#ifndef WITH_ASAN
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
#endif
    sigaction(SIGABRT, &action, NULL);
    pages_begin();
    fixtures_begin();
    if (argc == 3)
        return lie(argv[2]);
    FILE *grid = fopen(argv[1], "w");
    for (size_t i = 0; grid && i < FUNCTION_COUNT; i++) {
        current_function = FUNCTIONS[i].name;
        printf("function: %s\n", current_function);
        fill_row(&FUNCTIONS[i], MEMORY_CLASSES, MEMORY_CLASS_COUNT, grid);
        fill_row(&FUNCTIONS[i], CONTENT_CLASSES, CONTENT_CLASS_COUNT, grid);
    }
    fixtures_end();
    printf("counted: %zu functions, %zu classes, %lu cells, %lu without, %lu cases, %lu failed\n", FUNCTION_COUNT,
        MEMORY_CLASS_COUNT + CONTENT_CLASS_COUNT, cells, cells_without, cases, failed_cases + failed_checks);
    return !grid || fclose(grid) != 0 || failed_cases + failed_checks > 0;
}
