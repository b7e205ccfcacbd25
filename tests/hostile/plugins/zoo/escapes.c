/* One system call each that no method has a need of. What it returns goes into x, so that success shows in the
 * history. */
#include "zoo.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>

#define TRY(NAME, CALL)                 \
    FAULT(NAME)                         \
    {                                   \
        at->x[0] += 1 + (double)(CALL); \
    }

static char byte[8];
static struct iovec here = {byte, 1};
static const struct sockaddr_in nobody = {.sin_family = AF_INET, .sin_port = 9};
static const struct itimerval soon = {.it_value = {0, 1000}};

/* clang-format off */
/* files */
TRY(changes_owner, chown("zoo.yaml", 1, 1))
TRY(changes_rights, chmod("zoo.yaml", 0777))
TRY(cuts_file, truncate("zoo.yaml", 0))
TRY(enters_root, chroot("/tmp"))
TRY(links_file, link("zoo.yaml", "left_behind"))
TRY(links_softly, symlink("/etc/passwd", "left_behind"))
TRY(lists_folder, open("/", O_RDONLY | O_DIRECTORY))
TRY(makes_folder, mkdir("left_behind", 0700))
TRY(makes_memory_file, syscall(SYS_memfd_create, "m", 0))
TRY(makes_pipe_file, mkfifo("left_behind", 0600))
TRY(mounts, mount("none", "/mnt", "tmpfs", 0, NULL))
TRY(opens_anew, syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", byte, 24))
TRY(opens_handle, syscall(SYS_open_by_handle_at, AT_FDCWD, byte, O_RDONLY))
TRY(reads_environment, open("/proc/self/environ", O_RDONLY))
TRY(reads_file, open("/etc/passwd", O_RDONLY))
TRY(reads_parent, open("/proc/1/maps", O_RDONLY))
TRY(removes_file, unlink("zoo.yaml"))
TRY(renames_file, rename("zoo.yaml", "left_behind"))
TRY(shares_by_name, shm_open("/left_behind", O_RDWR | O_CREAT, 0600))
TRY(watches_file, inotify_init1(0))
TRY(writes_file, creat("left_behind", 0600))
TRY(writes_memory, open("/proc/self/mem", O_RDWR))
/* network and other ways to talk */
TRY(connects, connect(0, (const struct sockaddr *)(const void *)&nobody, sizeof nobody))
TRY(listens, bind(0, (const struct sockaddr *)(const void *)&nobody, sizeof nobody))
TRY(makes_pair, socketpair(AF_UNIX, SOCK_STREAM, 0, (int *)(void *)byte))
TRY(opens_queue, mq_open("/left_behind", O_RDWR | O_CREAT, 0600, NULL))
TRY(opens_socket, socket(AF_INET, SOCK_DGRAM, 0))
TRY(sends_away, sendto(1, "x", 1, 0, (const struct sockaddr *)(const void *)&nobody, sizeof nobody))
TRY(shares_memory, shmget(2385, 4096, IPC_CREAT | 0600))
TRY(types, ioctl(0, TIOCSTI, "x"))
/* processes */
TRY(clones, syscall(SYS_clone, CLONE_VM | SIGCHLD, NULL, NULL, NULL, NULL))
TRY(clones_anew, syscall(SYS_clone3, byte, sizeof byte))
TRY(forks, fork())
TRY(forks_lightly, syscall(SYS_vfork))
TRY(kills_all, kill(-1, SIGKILL))
TRY(kills_by_handle, syscall(SYS_pidfd_send_signal, 0, SIGKILL, NULL, 0))
TRY(kills_group, kill(0, SIGKILL))
TRY(kills_itself, kill(getpid(), SIGKILL))
TRY(kills_parent, kill(getppid(), SIGKILL))
TRY(kills_thread, syscall(SYS_tkill, getppid(), SIGKILL))
TRY(kills_thread_of, syscall(SYS_tgkill, getppid(), getppid(), SIGKILL))
TRY(leaves_session, setsid())
TRY(leaves_group, setpgid(0, 0))
TRY(opens_process, syscall(SYS_pidfd_open, getppid(), 0))
TRY(outlives, prctl(PR_SET_PDEATHSIG, 0))
TRY(queues_signal, sigqueue(getppid(), SIGKILL, (union sigval){0}))
TRY(reads_process, process_vm_readv(getppid(), &here, 1, &here, 1, 0))
TRY(runs_program, execve("/bin/true", (char *[]){NULL}, (char *[]){NULL}))
TRY(takes_descriptor, syscall(SYS_pidfd_getfd, 0, 0, 0))
TRY(traces, ptrace(PTRACE_ATTACH, getppid(), NULL, NULL))
TRY(traced, ptrace(PTRACE_TRACEME, 0, NULL, NULL))
TRY(waits, waitpid(-1, NULL, WNOHANG))
TRY(writes_process, process_vm_writev(getppid(), &here, 1, &here, 1, 0))
/* privileges and the kernel */
TRY(adds_filter, prctl(PR_SET_SECCOMP, 2, NULL))
TRY(becomes_root, setuid(0))
TRY(counts_events, syscall(SYS_perf_event_open, byte, 0, -1, -1, 0))
TRY(enters_namespace, unshare(CLONE_NEWUSER))
TRY(faults_at_will, syscall(SYS_userfaultfd, 0))
TRY(keeps_key, syscall(SYS_keyctl, 0, 0, 0, 0, 0))
TRY(loads_module, syscall(SYS_init_module, byte, 0, ""))
TRY(loads_program, syscall(SYS_bpf, 0, byte, sizeof byte))
TRY(opens_ring, syscall(SYS_io_uring_setup, 1, NULL))
TRY(reboots, syscall(SYS_reboot, 0, 0, 0, NULL))
TRY(talks_to_ports, syscall(SYS_iopl, 3))
/* timers */
TRY(alarms, alarm(1))
TRY(makes_timer, syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, byte))
TRY(opens_timer, timerfd_create(CLOCK_MONOTONIC, 0))
TRY(sets_timer, setitimer(ITIMER_REAL, &soon, NULL))
/* calls that are none, of other machines, from elsewhere */
TRY(calls_x32, syscall(0x40000000 | SYS_getpid))
TRY(calls_unknown, syscall(2385))
/* clang-format on */

FAULT(calls_i386) /* exit(0) of 32-bit programs; 1 is write here */
{
    long got = 1;
    __asm__ volatile("int $0x80" : "+a"(got) : "b"(0) : "memory");
    at->x[0] += (double)got;
}
FAULT(handles_signals)
{
    at->x[0] += signal(SIGSEGV, exit) == SIG_ERR;
}
