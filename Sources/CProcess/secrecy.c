#define _GNU_SOURCE
#include "include/CProcess.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

int process_hide_memory(void) {
  struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) return -errno;
  // A pipe in core_pattern gets the memory whatever the limit says; not being dumpable stops that, too.
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : -errno;
}

int process_memory_file(void) {
  int descriptor = memfd_create("hikae", MFD_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}
