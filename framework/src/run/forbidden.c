#include "run/forbidden.h"

#include <stddef.h>
#include <sys/syscall.h>

/* Calls that are not here are told by their number. */
static const struct {
    short number;
    const char *words;
} forbidden[] = {
    {__NR_bind, "to use a socket (bind)"},
    {__NR_bpf, "to load a program into the kernel (bpf)"},
    {__NR_chdir, "to change its folder (chdir)"},
    {__NR_chroot, "to change its root (chroot)"},
    {__NR_clock_settime, "to set the clock (clock_settime)"},
    {__NR_clone, "to start a process or thread (clone)"},
    {__NR_clone3, "to start a process or thread (clone3)"},
    {__NR_close_range, "to close descriptors (close_range)"},
    {__NR_connect, "to use a socket (connect)"},
    {__NR_dup, "to copy a descriptor (dup)"},
    {__NR_dup3, "to copy a descriptor (dup3)"},
    {__NR_epoll_create1, "to make a descriptor (epoll_create1)"},
    {__NR_eventfd2, "to make a descriptor (eventfd2)"},
    {__NR_execve, "to run a program (execve)"},
    {__NR_execveat, "to run a program (execveat)"},
    {__NR_fchmodat, "to change rights of a file (fchmodat)"},
    {__NR_fchownat, "to change the owner of a file (fchownat)"},
    {__NR_ftruncate, "to cut a file (ftruncate)"},
    {__NR_init_module, "to load a module into the kernel (init_module)"},
    {__NR_inotify_init1, "to watch files (inotify_init1)"},
    {__NR_io_uring_setup, "to open a ring (io_uring_setup)"},
    {__NR_ioctl, "to control a device (ioctl)"},
    {__NR_keyctl, "to use the kernel's keys (keyctl)"},
    {__NR_kill, "to send a signal (kill)"},
    {__NR_linkat, "to link a file (linkat)"},
    {__NR_memfd_create, "to make a file (memfd_create)"},
    {__NR_mkdirat, "to make a folder (mkdirat)"},
    {__NR_mknodat, "to make a file (mknodat)"},
    {__NR_mlockall, "to lock its memory (mlockall)"},
    {__NR_mount, "to mount a file system (mount)"},
    {__NR_mq_open, "to open a queue (mq_open)"},
    {__NR_open_by_handle_at, "to open a file (open_by_handle_at)"},
    {__NR_openat2, "to open a file (openat2)"},
    {__NR_perf_event_open, "to watch the processor (perf_event_open)"},
    {__NR_pidfd_getfd, "to take another process's file (pidfd_getfd)"},
    {__NR_pidfd_open, "to reach another process (pidfd_open)"},
    {__NR_pidfd_send_signal, "to send a signal (pidfd_send_signal)"},
    {__NR_pipe2, "to make a pipe (pipe2)"},
    {__NR_prctl, "to change its process (prctl)"},
    {__NR_prlimit64, "to change limits (prlimit64)"},
    {__NR_process_vm_readv, "to read another process (process_vm_readv)"},
    {__NR_process_vm_writev, "to write into another process (process_vm_writev)"},
    {__NR_ptrace, "to trace another process (ptrace)"},
    {__NR_reboot, "to stop the machine (reboot)"},
    {__NR_renameat2, "to rename a file (renameat2)"},
    {__NR_rt_sigaction, "to change how a signal is handled (rt_sigaction)"},
    {__NR_rt_sigqueueinfo, "to send a signal (rt_sigqueueinfo)"},
    {__NR_sched_setaffinity, "to choose its processors (sched_setaffinity)"},
    {__NR_sched_setscheduler, "to change its priority (sched_setscheduler)"},
    {__NR_sendto, "to use a socket (sendto)"},
    {__NR_setitimer, "to set a timer (setitimer)"},
    {__NR_setpgid, "to leave its process group (setpgid)"},
    {__NR_setpriority, "to change its priority (setpriority)"},
    {__NR_setrlimit, "to change limits (setrlimit)"},
    {__NR_setsid, "to leave its session (setsid)"},
    {__NR_setuid, "to change its user (setuid)"},
    {__NR_shmget, "to share memory (shmget)"},
    {__NR_socket, "to use the network (socket)"},
    {__NR_socketpair, "to use a socket (socketpair)"},
    {__NR_symlinkat, "to link a file (symlinkat)"},
    {__NR_tgkill, "to send a signal to another process (tgkill)"},
    {__NR_timer_create, "to set a timer (timer_create)"},
    {__NR_timerfd_create, "to set a timer (timerfd_create)"},
    {__NR_tkill, "to send a signal (tkill)"},
    {__NR_truncate, "to cut a file (truncate)"},
    {__NR_umask, "to change its mask of file modes (umask)"},
    {__NR_unlinkat, "to remove a file (unlinkat)"},
    {__NR_unshare, "to leave its namespace (unshare)"},
    {__NR_userfaultfd, "to handle its own page faults (userfaultfd)"},
    {__NR_wait4, "to wait for a process (wait4)"},
#if defined __x86_64__
    {__NR_alarm, "to set a timer (alarm)"},
    {__NR_chmod, "to change rights of a file (chmod)"},
    {__NR_chown, "to change the owner of a file (chown)"},
    {__NR_creat, "to make a file (creat)"},
    {__NR_dup2, "to copy a descriptor (dup2)"},
    {__NR_fork, "to start a process (fork)"},
    {__NR_iopl, "to use the machine's ports (iopl)"},
    {__NR_link, "to link a file (link)"},
    {__NR_mkdir, "to make a folder (mkdir)"},
    {__NR_open, "to open a file (open)"},
    {__NR_rename, "to rename a file (rename)"},
    {__NR_symlink, "to link a file (symlink)"},
    {__NR_unlink, "to remove a file (unlink)"},
    {__NR_vfork, "to start a process (vfork)"},
#endif
};

const char *dh_forbidden_words(int number)
{
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        if (forbidden[i].number == number)
            return forbidden[i].words;
    return NULL;
}
