#define _GNU_SOURCE
#include "include/CProcess.h"

#include <errno.h>
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

// A list of what is refused, not of what is allowed: pdftotext is started from here and must live under the same
// filter, with whatever its libraries of the day need. What matters is that foreign bytes that took over a reader
// reach no network, no other process and no kernel subsystem that a reader never uses. Both reading files and exec
// stay possible; the operating system's users and permissions bound them.
#if defined(__x86_64__)
#define READER_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define READER_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef READER_ARCHITECTURE
#define REFUSE(name) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

static int filter_system_calls(void) {
  struct sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      // Calls of another architecture have other numbers: refuse them all.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, READER_ARCHITECTURE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef __x86_64__
      // Numbers of the x32 interface, which this build never uses.
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
#endif
      REFUSE(socket),           REFUSE(socketpair),       REFUSE(connect),         REFUSE(bind),
      REFUSE(listen),           REFUSE(accept),           REFUSE(accept4),         REFUSE(ptrace),
      REFUSE(process_vm_readv), REFUSE(process_vm_writev), REFUSE(mount),          REFUSE(umount2),
      REFUSE(pivot_root),       REFUSE(chroot),           REFUSE(unshare),         REFUSE(setns),
      REFUSE(bpf),              REFUSE(perf_event_open),  REFUSE(userfaultfd),     REFUSE(keyctl),
      REFUSE(add_key),          REFUSE(request_key),      REFUSE(init_module),     REFUSE(finit_module),
      REFUSE(delete_module),    REFUSE(kexec_load),       REFUSE(reboot),          REFUSE(swapon),
      REFUSE(swapoff),          REFUSE(settimeofday),     REFUSE(clock_settime),   REFUSE(name_to_handle_at),
      REFUSE(open_by_handle_at),
#ifdef __NR_io_uring_setup
      REFUSE(io_uring_setup),   // It could do the above without the calls above.
#endif
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {.len = sizeof program / sizeof program[0], .filter = program};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0) return 0;
  // A kernel built without the filter is no reason not to read; the limits still hold.
  return errno == EINVAL ? 0 : -errno;
}
#else
static int filter_system_calls(void) { return 0; }
#endif

static int take_privileges(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return -errno;
  // No parent-death signal: Linux sends it when the *thread* that started the child ends, and callers read from
  // threads that come and go. The end of the socket tells the worker, and the processor limit bounds the rest.
  return filter_system_calls();
}
#else
static int take_privileges(void) { return 0; }
#endif

static int limit(int resource, rlim_t most) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return -errno;
  if (now.rlim_max == RLIM_INFINITY || now.rlim_max > most) now.rlim_max = most;
  now.rlim_cur = now.rlim_max;
  return setrlimit(resource, &now) == 0 ? 0 : -errno;
}

void process_close_inherited(void) {
#if defined(__linux__) && defined(SYS_close_range)
  if (syscall(SYS_close_range, 3U, ~0U, 0U) == 0) return;
#endif
  for (int descriptor = 3; descriptor < 1024; descriptor++) close(descriptor);
}

int process_confine(int64_t memory, int descriptors, int64_t file_size) {
  int failure = limit(RLIMIT_CORE, 0);
  if (failure == 0) failure = limit(RLIMIT_AS, (rlim_t)memory);
  if (failure == 0) failure = limit(RLIMIT_NOFILE, (rlim_t)descriptors);
  if (failure == 0) failure = limit(RLIMIT_FSIZE, (rlim_t)file_size);
  return failure == 0 ? take_privileges() : failure;
}

int process_allow_processor_time(int seconds) {
  struct rusage used;
  struct rlimit allowed;
  if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &allowed) != 0) return -errno;
  // The limit counts from the start of the process, which reads many files.
  rlim_t until = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + seconds + 1);
  allowed.rlim_cur = allowed.rlim_max != RLIM_INFINITY && until > allowed.rlim_max ? allowed.rlim_max : until;
  return setrlimit(RLIMIT_CPU, &allowed) == 0 ? 0 : -errno;
}
