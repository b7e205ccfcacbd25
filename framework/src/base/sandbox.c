/* setrlimit(2), landlock(7) (Salaün 2021), seccomp(2) with a filter in classic BPF (McCanne, Jacobson 1993; Drewry
 * 2012).
 *
 * The filter. A set of system calls is a bitmap of 32-bit words. The program picks the word by number / 32, shifts it
 * right by number mod 32, and looks at the last bit: as many steps for each call, and short to compile, which each
 * run pays for. Calls that are allowed with some arguments only are compared one by one before that. Anything else,
 * another architecture's calls and those of the x32 ABI end the process. */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined __x86_64__
enum { ARCHITECTURE = (int)AUDIT_ARCH_X86_64, NUMBERS = 512 }; /* x32 calls start at 2^30 */
#elif defined __aarch64__
enum { ARCHITECTURE = (int)AUDIT_ARCH_AARCH64, NUMBERS = 512 };
#else
#error "add this machine's audit architecture"
#endif

/* ---- which calls ---- */

/* What the low word of an argument must be: the own process, without any bit of `value`, with each, equal to it, or
 * equal but for the lowest bit. ANSWER: the call is not made and fails with the error `value`, for libraries that try
 * and can do without. */
enum { OWN_PROCESS = 1, NO_BIT, ALL_OF, EQUAL, EITHER, ANSWER };

typedef struct rule {
    short number;
    unsigned char argument, kind;
    uint32_t value;
} rule;

typedef struct profile {
    const short *calls;
    size_t call_count;
    const rule *rules;
    size_t rule_count;
} profile;

#define EMPTY_PATH 0x1000u /* AT_EMPTY_PATH: fstat of a descriptor, as glibc writes it */

/* clang-format off */
#if defined __x86_64__
#define WAITS __NR_pause, __NR_poll
#else
#define WAITS __NR_ppoll
#endif
#define BOTH \
    __NR_brk, __NR_clock_getres, __NR_clock_gettime, __NR_close, __NR_exit, __NR_exit_group, __NR_fstat, __NR_futex, \
    __NR_getpid, __NR_getrandom, __NR_gettid, __NR_gettimeofday, __NR_lseek, __NR_madvise, __NR_mremap, __NR_munmap, \
    __NR_pread64, __NR_pwrite64, __NR_read, __NR_readv, __NR_restart_syscall, __NR_rt_sigprocmask, __NR_rt_sigreturn, \
    __NR_sched_yield, __NR_sigaltstack, __NR_write, __NR_writev

static const short parse_calls[] = {BOTH, __NR_ftruncate};
static const rule parse_rules[] = {
    {__NR_mmap, 2, NO_BIT, PROT_EXEC},
    {__NR_mprotect, 2, NO_BIT, PROT_EXEC},
    {__NR_newfstatat, 3, ALL_OF, EMPTY_PATH},
    {__NR_openat, 0, ANSWER, EACCES}, /* HDF5 makes sure that its image is no file */
    {__NR_tgkill, 0, OWN_PROCESS, 0}, /* abort() */
};

#define RUN_CALLS \
    BOTH, WAITS, __NR_clock_nanosleep, __NR_getegid, __NR_geteuid, __NR_getgid, __NR_getppid, __NR_getrusage, \
    __NR_getuid, __NR_mmap, __NR_mprotect, __NR_nanosleep, __NR_sched_getaffinity, __NR_sysinfo, __NR_times, __NR_uname
static const short run_calls[] = {RUN_CALLS};
/* TCGETS: stdio asks whether it writes to a terminal */
#define RUN_RULES \
    {__NR_ioctl, 1, EQUAL, TCGETS}, {__NR_newfstatat, 3, ALL_OF, EMPTY_PATH}, {__NR_tgkill, 0, OWN_PROCESS, 0}
/* clang-format on */
static const rule run_rules[] = {RUN_RULES};

/* pthread_create's flags to the bit: a thread, no process and no namespace. The filter cannot read those of clone3,
 * which lie in memory; glibc takes clone where that is lacking. Signals 32 and 33 are glibc's own. */
#define THREAD                                                                                         \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_SIGHAND | CLONE_THREAD | CLONE_SETTLS | \
     CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)
static const short thread_calls[] = {RUN_CALLS, __NR_rseq, __NR_set_robust_list};
static const rule thread_rules[] = {
    RUN_RULES,
    {__NR_clone, 0, EQUAL, THREAD},
    {__NR_clone3, 0, ANSWER, ENOSYS},
    {__NR_rt_sigaction, 0, EITHER, 32},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))
static const profile profiles[] = {
    [DH_SANDBOX_PARSE] = {parse_calls, COUNT(parse_calls), parse_rules, COUNT(parse_rules)},
    [DH_SANDBOX_RUN] = {run_calls, COUNT(run_calls), run_rules, COUNT(run_rules)},
    [DH_SANDBOX_THREADS] = {thread_calls, COUNT(thread_calls), thread_rules, COUNT(thread_rules)},
};

/* ---- the filter ---- */

enum { WORDS = NUMBERS / 32, ROOM = 256 };

typedef struct program {
    struct sock_filter code[ROOM]; /* filled as far as size */
    unsigned short size;
} program;

static void put(program *p, unsigned code, uint32_t k, unsigned yes, unsigned no)
{
    p->code[p->size++] = (struct sock_filter){(unsigned short)code, (unsigned char)yes, (unsigned char)no, k};
}

static void put_load(program *p, size_t offset)
{
    put(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

/* The accumulator holds the number, before and after. Every machine that we know has the low word first. */
static void put_rule(program *p, const rule *r, uint32_t denied)
{
    if (r->kind == ANSWER) {
        put(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)r->number, 0, 1);
        put(p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | r->value, 0, 0);
        return;
    }
    put(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)r->number, 0, r->kind == ALL_OF || r->kind == EITHER ? 5 : 4);
    put_load(p, offsetof(struct seccomp_data, args) + 8u * r->argument);
    if (r->kind == ALL_OF)
        put(p, BPF_ALU | BPF_AND | BPF_K, r->value, 0, 0);
    if (r->kind == EITHER)
        put(p, BPF_ALU | BPF_AND | BPF_K, ~(uint32_t)1, 0, 0);
    if (r->kind == NO_BIT)
        put(p, BPF_JMP | BPF_JSET | BPF_K, r->value, 1, 0);
    else
        put(p, BPF_JMP | BPF_JEQ | BPF_K, r->kind == OWN_PROCESS ? (uint32_t)getpid() : r->value, 0, 1);
    put(p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    put(p, BPF_RET | BPF_K, denied, 0, 0);
}

/* Jumps over two instructions per word that is not the call's. */
static void put_set(program *p, const uint32_t word[WORDS], uint32_t denied)
{
    unsigned left = 0;
    for (unsigned i = 0; i < WORDS; i++)
        left += word[i] != 0;
    put(p, BPF_ALU | BPF_AND | BPF_K, 31, 0, 0);
    put(p, BPF_MISC | BPF_TAX, 0, 0, 0);
    put_load(p, offsetof(struct seccomp_data, nr));
    put(p, BPF_ALU | BPF_RSH | BPF_K, 5, 0, 0);
    for (unsigned i = 0; i < WORDS; i++)
        if (word[i]) {
            put(p, BPF_JMP | BPF_JEQ | BPF_K, i, 0, 2);
            put(p, BPF_LD | BPF_W | BPF_IMM, word[i], 0, 0);
            put(p, BPF_JMP | BPF_JA, 3 * --left + 1, 0, 0);
        }
    put(p, BPF_RET | BPF_K, denied, 0, 0);
    put(p, BPF_ALU | BPF_RSH | BPF_X, 0, 0, 0);
    put(p, BPF_JMP | BPF_JSET | BPF_K, 1, 0, 1);
    put(p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    put(p, BPF_RET | BPF_K, denied, 0, 0);
}

/* openat from one place alone. */
static void put_gate(program *p, const void *gate)
{
    uint64_t at = (uintptr_t)gate;
    put(p, BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 6);
    put_load(p, offsetof(struct seccomp_data, instruction_pointer));
    put(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)at, 0, 3);
    put_load(p, offsetof(struct seccomp_data, instruction_pointer) + 4);
    put(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(at >> 32), 0, 1);
    put(p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    put_load(p, offsetof(struct seccomp_data, nr));
}

static void compile(const profile *allowed, bool trap, const void *gate, program *p)
{
    uint32_t denied = trap ? SECCOMP_RET_TRAP : SECCOMP_RET_KILL_PROCESS, word[WORDS] = {0};
    put_load(p, offsetof(struct seccomp_data, arch));
    put(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)ARCHITECTURE, 1, 0);
    put(p, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
    put_load(p, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < allowed->rule_count; i++)
        put_rule(p, &allowed->rules[i], denied);
    if (gate)
        put_gate(p, gate);
    for (size_t i = 0; i < allowed->call_count; i++)
        word[allowed->calls[i] / 32] |= 1u << allowed->calls[i] % 32;
    put_set(p, word, denied);
}

static bool has_seccomp(void)
{
    uint32_t action = SECCOMP_RET_KILL_PROCESS;
    return !syscall(__NR_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
}

/* SPEC_ALLOW: a run shares its memory with no one, so it need not pay for mitigations between processes. */
int dh_sandbox_filter(dh_sandbox_profile who, bool trap, const void *gate, dh_error *error)
{
    program p;
    p.size = 0;
    compile(&profiles[who], trap, gate, &p);
    struct sock_fprog filter = {p.size, p.code};
    if (syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter))
        return dh_fail_errno(error, "sandbox: cannot filter system calls (seccomp)");
    return 0;
}

static int filter_calls(const dh_sandbox_options *o, dh_error *error)
{
    return dh_sandbox_filter(o->profile, o->trap, NULL, error);
}

/* ---- files and sockets ---- */

/* <linux/landlock.h> of the oldest system that we build on knows neither of the last two. */
typedef struct ruleset {
    uint64_t files, network, scopes;
} ruleset;

typedef struct beneath {
    uint64_t allowed;
    int32_t folder;
} __attribute__((packed)) beneath;

enum { CREATE_RULESET = 444, ADD_RULE, RESTRICT_SELF, VERSION = 1, PATH_BENEATH = 1 };
enum { EXECUTE = 1 << 0, READ_FILE = 1 << 2 };

static unsigned landlock_version(void)
{
    long version = syscall(CREATE_RULESET, NULL, 0, VERSION);
    return version > 0 ? (unsigned)version : 0;
}

/* ABI 1 knows 13 rights on files, 2 REFER, 3 TRUNCATE, 5 IOCTL_DEV; 4 bind and connect of TCP; 6 abstract sockets and
 * signals. */
static ruleset all_rights(unsigned version)
{
    unsigned files = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;
    return (ruleset){(1u << files) - 1, version >= 4 ? 3 : 0, version >= 6 ? 3 : 0};
}

static int allow_reading(int rules, const char *path, dh_error *error)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return 0;
    beneath hold = {EXECUTE | READ_FILE, fd};
    long failed = syscall(ADD_RULE, rules, PATH_BENEATH, &hold, 0);
    if (failed)
        dh_fail_errno(error, "%s: cannot allow reading (Landlock)", path);
    close(fd);
    return failed ? -1 : 0;
}

static int lock_files(const dh_sandbox_options *o, dh_error *error)
{
    unsigned version = landlock_version();
    ruleset all = all_rights(version);
    size_t size = version >= 6 ? sizeof all : version >= 4 ? offsetof(ruleset, scopes) : offsetof(ruleset, network);
    int rules = (int)syscall(CREATE_RULESET, &all, size, 0);
    if (rules < 0)
        return dh_fail_errno(error, "sandbox: cannot make a set of rules (Landlock %u)", version);
    int result = 0;
    for (size_t i = 0; o->readable && o->readable[i] && !result; i++)
        result = allow_reading(rules, o->readable[i], error);
    if (!result && syscall(RESTRICT_SELF, rules, 0))
        result = dh_fail_errno(error, "sandbox: cannot restrict files (Landlock %u)", version);
    close(rules);
    return result;
}

/* ---- the rest ---- */

static int set_limit(int resource, double value, dh_error *error)
{
    struct rlimit now;
    getrlimit((__rlimit_resource_t)resource, &now);
    rlim_t most = value < 0x1p62 ? (rlim_t)value : RLIM_INFINITY;
    most = most < now.rlim_max ? most : now.rlim_max;
    if (setrlimit((__rlimit_resource_t)resource, &(struct rlimit){most, most}))
        return dh_fail_errno(error, "sandbox: cannot set a limit on resource %d", resource);
    return 0;
}

static int set_limits(const dh_sandbox_options *o, dh_error *error)
{
    return set_limit(RLIMIT_CORE, 0, error) || set_limit(RLIMIT_FSIZE, o->file_bytes, error) ||
                   (o->seconds > 0 && set_limit(RLIMIT_CPU, o->seconds, error)) ||
                   (o->address_space > 0 && set_limit(RLIMIT_AS, o->address_space, error)) ||
                   (o->descriptors && set_limit(RLIMIT_NOFILE, o->descriptors, error))
               ? -1
               : 0;
}

/* A change of user takes back the signal at the parent's death, and makes the process's folder in /proc root's. */
static int become(const dh_sandbox_options *o, dh_error *error)
{
    uint32_t user = o->user;
    int at_death = 0;
    prctl(PR_GET_PDEATHSIG, &at_death);
    if (setgroups(0, NULL) || setresgid(user, user, user) || setresuid(user, user, user))
        return dh_fail_errno(error, "sandbox: cannot become user %u", user);
    prctl(PR_SET_PDEATHSIG, at_death);
    prctl(PR_SET_DUMPABLE, 1);
    return 0;
}

dh_sandbox_level dh_sandbox_offer(void)
{
    dh_sandbox_level l = {DH_REACHED_LIMITS, landlock_version()};
    l.reached |= l.landlock ? DH_REACHED_LANDLOCK : 0;
    l.reached |= has_seccomp() ? DH_REACHED_SECCOMP : 0;
    l.reached |= !geteuid() ? DH_REACHED_USER : 0;
    return l;
}

static int refuse_less(const dh_sandbox_level *offer, dh_error *error)
{
    const char *lacks = !(offer->reached & DH_REACHED_SECCOMP) ? "seccomp filters (CONFIG_SECCOMP_FILTER)"
                        : !offer->landlock                     ? "Landlock (Linux 5.13, enabled by lsm=)"
                                                               : NULL;
    return lacks ? dh_fail(error, DH_ERROR_SYSTEM, "sandbox: this kernel lacks %s", lacks) : 0;
}

/* One step, when it is offered: without `strict`, its failure is only a lower level. */
static int take_step(dh_sandbox_level *level, uint32_t bit, const dh_sandbox_options *o,
                     int (*step)(const dh_sandbox_options *, dh_error *), dh_error *error)
{
    if (!(level->reached & bit) || !step(o, o->strict ? error : NULL))
        return 0;
    level->reached &= ~bit;
    return o->strict ? -1 : 0;
}

int dh_sandbox_enter(const dh_sandbox_options *o, dh_sandbox_level *ret, dh_error *error)
{
    dh_sandbox_level offer = dh_sandbox_offer(), l = offer;
    if (o->profile == DH_SANDBOX_SLOT)
        l.reached &= ~(uint32_t)DH_REACHED_SECCOMP;
    if (!o->user)
        l.reached &= ~(uint32_t)DH_REACHED_USER;
    if (o->strict && refuse_less(&offer, error))
        return -1;
    if (set_limits(o, error))
        return -1;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return dh_fail_errno(error, "sandbox: cannot give up new privileges");
    if (take_step(&l, DH_REACHED_LANDLOCK, o, lock_files, error) ||
        take_step(&l, DH_REACHED_USER, o, become, error) || take_step(&l, DH_REACHED_SECCOMP, o, filter_calls, error))
        return -1;
    l.landlock = l.reached & DH_REACHED_LANDLOCK ? l.landlock : 0;
    if (ret)
        *ret = l;
    return 0;
}

char *dh_sandbox_name(const dh_sandbox_level *l, char *out, size_t room)
{
    char landlock[32];
    snprintf(landlock, sizeof landlock, ", Landlock %u", l->landlock);
    snprintf(out, room, "%s%s%s%s", l->reached & DH_REACHED_LIMITS ? "limits" : "none",
             l->reached & DH_REACHED_SECCOMP ? ", seccomp" : "", l->reached & DH_REACHED_LANDLOCK ? landlock : "",
             l->reached & DH_REACHED_USER ? ", user" : "");
    return out;
}
