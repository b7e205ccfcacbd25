/* downhill-nospawn PROGRAM [ARGUMENT ...]: becomes PROGRAM, which from then on may start threads but no process.
 *
 * gnuplot has no safe mode: system(), popen(), backquotes, "< command" and "| command" reach a shell from a script. A
 * seccomp filter (seccomp(2), kernel documentation "Seccomp BPF") makes the calls that create processes fail. clone3
 * has its flags behind a pointer, where a filter cannot look, so it claims to be missing and libc falls back to
 * clone. Exit status as env(1): 126 when the filter cannot be set, 127 when the program cannot be run. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined __x86_64__
#define MACHINE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define MACHINE AUDIT_ARCH_AARCH64
#else
#error "downhill-nospawn knows the system calls of x86_64 and aarch64 only"
#endif

#define LOAD(FIELD) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, FIELD))
#define ANSWER(ACTION) BPF_STMT(BPF_RET | BPF_K, (ACTION))
#define FAIL(NUMBER) ANSWER(SECCOMP_RET_ERRNO | (NUMBER))
/* the next statement is for calls that match */
#define IF(TEST, VALUE) BPF_JUMP(BPF_JMP | BPF_K | (TEST), (VALUE), 0, 1)
#define UNLESS(TEST, VALUE) BPF_JUMP(BPF_JMP | BPF_K | (TEST), (VALUE), 1, 0)

static int forbid_processes(void)
{
    struct sock_filter rules[] = {
        LOAD(arch), /* numbers mean other calls in another instruction set (int 0x80 on x86) */
        UNLESS(BPF_JEQ, MACHINE),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
#ifdef __x86_64__
        IF(BPF_JGE, 0x40000000), /* the x32 names of the same calls */
        FAIL(ENOSYS),
        IF(BPF_JEQ, SYS_fork),
        FAIL(EPERM),
        IF(BPF_JEQ, SYS_vfork),
        FAIL(EPERM),
#endif
        IF(BPF_JEQ, SYS_clone3),
        FAIL(ENOSYS),
        UNLESS(BPF_JEQ, SYS_clone),
        ANSWER(SECCOMP_RET_ALLOW),
        LOAD(args[0]), /* the low half: both machines are little-endian */
        IF(BPF_JSET, CLONE_THREAD),
        ANSWER(SECCOMP_RET_ALLOW),
        FAIL(EPERM),
    };
    struct sock_fprog filter = {.len = sizeof rules / sizeof *rules, .filter = rules};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: downhill-nospawn PROGRAM [ARGUMENT ...]\n");
        return 126;
    }
    if (forbid_processes()) {
        fprintf(stderr, "downhill-nospawn: cannot forbid processes: %s\n", strerror(errno));
        return 126;
    }
    execvp(argv[1], argv + 1);
    fprintf(stderr, "downhill-nospawn: %s: %s\n", argv[1], strerror(errno));
    return 127;
}
