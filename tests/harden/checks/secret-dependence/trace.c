/* A plugin for qemu that writes to standard error a line for each instruction that a program executed: its address, how often, and a hash of
 * the addresses that it read and wrote. VERSION is that of the plugins' interface: 1 until qemu 7, 2 from qemu 8 on. */
#include <inttypes.h>
#include <stdio.h>

/* https://www.qemu.org/docs/master/devel/tcg-plugins.html; Debian has no package with the header. */
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { NO_REGISTERS = 0, READS_AND_WRITES = 3 };
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
extern void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t, void (*)(uint64_t, struct qemu_plugin_tb *));
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, void (*)(unsigned, void *), int, void *);
extern void qemu_plugin_register_vcpu_mem_cb(
    struct qemu_plugin_insn *, void (*)(unsigned, uint32_t, uint64_t, void *), int, int, void *);
extern void qemu_plugin_register_atexit_cb(uint64_t, void (*)(uint64_t, void *), void *);

__attribute__((visibility("default"))) int qemu_plugin_version = VERSION;

enum { PLACES = 1 << 20 }; /* more than there are instructions */
typedef struct {
    uint64_t address, count, accesses;
} instruction;
static instruction all[PLACES];

/* The same of an instruction that is translated again. */
static instruction *find(uint64_t address)
{
    size_t place = address / 4 % PLACES;
    while (all[place].address && all[place].address != address)
        place = (place + 1) % PLACES;
    all[place].address = address;
    return &all[place];
}

static void executed(unsigned cpu, void *of)
{
    (void)cpu;
    ((instruction *)of)->count++;
}

static void accessed(unsigned cpu, uint32_t kind, uint64_t address, void *of)
{
    (void)cpu, (void)kind;
    uint64_t *hash = &((instruction *)of)->accesses;
    *hash = (*hash ^ address) * 0x100000001b3; /* FNV-1a, by addresses */
    *hash ^= *hash >> 29;
}

static void translated(uint64_t id, struct qemu_plugin_tb *block)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
        struct qemu_plugin_insn *one = qemu_plugin_tb_get_insn(block, i);
        instruction *kept = find(qemu_plugin_insn_vaddr(one));
        qemu_plugin_register_vcpu_insn_exec_cb(one, executed, NO_REGISTERS, kept);
        qemu_plugin_register_vcpu_mem_cb(one, accessed, NO_REGISTERS, READS_AND_WRITES, kept);
    }
}

static void ended(uint64_t id, void *unused)
{
    (void)id, (void)unused;
    for (const instruction *one = all; one < all + PLACES; one++)
        if (one->count)
            fprintf(stderr, "%" PRIx64 " %" PRIu64 " %" PRIx64 "\n", one->address, one->count, one->accesses);
}

__attribute__((visibility("default"))) int qemu_plugin_install(uint64_t id, const void *info, int count, char **arguments)
{
    (void)info, (void)count, (void)arguments;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, ended, NULL);
    return 0;
}
