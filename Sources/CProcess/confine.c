#define _GNU_SOURCE
#include "include/CProcess.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#if __has_include(<linux/landlock.h>)
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdlib.h>
#endif
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
/// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
#define NAMESPACES 0x7E020000u
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
      REFUSE(open_by_handle_at), REFUSE(fanotify_init),
#ifdef __NR_pidfd_getfd
      REFUSE(pidfd_getfd),
#endif
#ifdef __NR_io_uring_setup
      REFUSE(io_uring_setup),   // It could do the above without the calls above.
#endif
#ifdef __NR_clone3
      // Its flags lie in memory, out of sight; the C library falls back on clone.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone3, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
#endif
      // Threads and children, but no namespaces, where a process has rights that the kernel's defences count on.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NAMESPACES, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
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

#if defined(LANDLOCK_ACCESS_FS_WRITE_FILE) && defined(SYS_landlock_create_ruleset)
static void allow_below(int ruleset, const char *path, uint64_t access) {
  struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = open(path, O_PATH | O_CLOEXEC)};
  if (rule.parent_fd < 0) return;
  syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(rule.parent_fd);
}

/// Files are changed nowhere but in the folders for temporary ones, and the memory of processes outside is out of reach
/// (also through /proc, which the filter of calls does not see). A kernel without Landlock is no reason not to read.
static void keep_from_writing(void) {
  uint64_t regular = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE;
  uint64_t all = regular | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                 LANDLOCK_ACCESS_FS_MAKE_SYM;
#ifdef LANDLOCK_ACCESS_FS_TRUNCATE
  if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 3) {
    regular |= LANDLOCK_ACCESS_FS_TRUNCATE;
    all |= LANDLOCK_ACCESS_FS_TRUNCATE;
  }
#endif
  struct landlock_ruleset_attr rules = {.handled_access_fs = all};
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
  if (ruleset < 0) return;
  const char *folder = getenv("TMPDIR");
  if (folder && *folder) allow_below(ruleset, folder, regular);
  allow_below(ruleset, "/var/tmp", regular);
  allow_below(ruleset, "/tmp", regular);
  allow_below(ruleset, "/dev/null", LANDLOCK_ACCESS_FS_WRITE_FILE);
  syscall(SYS_landlock_restrict_self, ruleset, 0);
  close(ruleset);
}
#else
static void keep_from_writing(void) {}
#endif

static int take_privileges(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
  keep_from_writing();
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

static size_t reserve;

static void say_why(int number) {
  void *room = mmap(NULL, reserve, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) _exit(PROCESS_WITHOUT_MEMORY);
  signal(number, SIG_DFL);
  raise(number);
}

/// What a failed allocation, in Swift or in a library, ends in.
static void tell_want_of_memory(int64_t memory) {
  reserve = (size_t)memory / 4;
  struct sigaction action = {.sa_handler = say_why};
  const int crashes[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS};
  for (size_t index = 0; index < sizeof crashes / sizeof crashes[0]; index++) sigaction(crashes[index], &action, NULL);
}

int process_confine(int64_t memory, int descriptors, int64_t file_size) {
  tell_want_of_memory(memory);
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
