#define _GNU_SOURCE
#include "include/CFanotify.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <malloc.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

// Spelled out where the C library's headers are older than the kernel.
#ifndef FAN_RENAME
#define FAN_RENAME 0x10000000
#endif
#ifndef FAN_REPORT_TARGET_FID
#define FAN_REPORT_TARGET_FID 0x00001000
#endif
enum { old_name = 10, new_name = 12, folder_and_name = 2, object_itself = 1 };

int watch_open(int unlimited, int *has_renames) {
  unsigned flags = FAN_CLASS_NOTIF | FAN_CLOEXEC | FAN_NONBLOCK | FAN_REPORT_DFID_NAME | FAN_REPORT_FID;
  if (unlimited) flags |= FAN_UNLIMITED_QUEUE | FAN_UNLIMITED_MARKS;
  *has_renames = 1;
  int group = fanotify_init(flags | FAN_REPORT_TARGET_FID, O_RDONLY | O_CLOEXEC | O_LARGEFILE);
  if (group < 0 && errno == EINVAL) {
    *has_renames = 0;
    group = fanotify_init(flags, O_RDONLY | O_CLOEXEC | O_LARGEFILE);
  }
  return group < 0 ? -errno : group;
}

static uint64_t wanted(int has_renames) {
  uint64_t mask = FAN_CREATE | FAN_DELETE | FAN_MODIFY | FAN_CLOSE_WRITE | FAN_ONDIR;
  return mask | (has_renames ? (uint64_t)FAN_RENAME : (uint64_t)(FAN_MOVED_FROM | FAN_MOVED_TO));
}

int watch_add_file_system(int group, const char *path, int has_renames) {
  int done = fanotify_mark(group, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, wanted(has_renames), AT_FDCWD, path);
  return done == 0 ? 0 : -errno;
}

int watch_remove_file_system(int group, const char *path, int has_renames) {
  int done = fanotify_mark(group, FAN_MARK_REMOVE | FAN_MARK_FILESYSTEM, wanted(has_renames), AT_FDCWD, path);
  return done == 0 ? 0 : -errno;
}

static uint32_t translated(uint64_t mask) {
  uint32_t what = 0;
  if (mask & FAN_CREATE) what |= watch_created;
  if (mask & FAN_MODIFY) what |= watch_modified;
  if (mask & FAN_CLOSE_WRITE) what |= watch_closed_after_write;
  if (mask & FAN_DELETE) what |= watch_deleted;
  if (mask & FAN_MOVED_FROM) what |= watch_moved_from;
  if (mask & FAN_MOVED_TO) what |= watch_moved_to;
  if (mask & FAN_RENAME) what |= watch_renamed;
  if (mask & FAN_ONDIR) what |= watch_is_folder;
  if (mask & FAN_Q_OVERFLOW) what |= watch_overflow;
  return what;
}

ssize_t watch_next_event(const uint8_t *buffer, size_t count, size_t offset, struct watch_event *event) {
  struct fanotify_event_metadata head;
  if (offset >= count) return 0;
  if (count - offset < sizeof head) return -EBADMSG;
  memcpy(&head, buffer + offset, sizeof head);
  if (head.vers != FANOTIFY_METADATA_VERSION || head.event_len < sizeof head || head.event_len > count - offset ||
      head.metadata_len > head.event_len)
    return -EBADMSG;
  memset(event, 0, sizeof *event);
  event->what = translated(head.mask);
  event->pid = head.pid;
  size_t at = offset + head.metadata_len, end = offset + head.event_len;
  while (end - at >= 4) {
    uint8_t type = buffer[at];
    uint16_t length;
    memcpy(&length, buffer + at + 2, 2);
    if (length < 4 || length > end - at) return -EBADMSG;
    // Header (4), fsid (8), length of the handle (4), its type (4), its bytes; then the name, ended by a zero.
    if (length >= 20 && (type == object_itself || type == folder_and_name || type == old_name || type == new_name)) {
      uint32_t handle;
      memcpy(&handle, buffer + at + 12, 4);
      if (handle > length - 20u) return -EBADMSG;
      struct watch_bytes bytes = {buffer + at + 4, 16 + handle};
      const uint8_t *text = buffer + at + 20 + handle;
      struct watch_bytes name = {text, strnlen((const char *)text, length - 20u - handle)};
      if (type == object_itself) {
        event->object = bytes;
      } else if (type == new_name) {
        event->new_folder = bytes;
        event->new_name = name;
      } else {
        event->folder = bytes;
        event->name = name;
      }
    }
    at += length;
  }
  return (ssize_t)end;
}

int watch_handle_of(int descriptor, uint8_t handle[watch_longest_handle]) {
  struct statfs status;
  if (fstatfs(descriptor, &status) != 0) return -errno;
  union {
    struct file_handle header;
    uint8_t space[sizeof(struct file_handle) + MAX_HANDLE_SZ];
  } found;
  memset(&found, 0, sizeof found);
  found.header.handle_bytes = MAX_HANDLE_SZ;
  int mount;
  if (name_to_handle_at(descriptor, "", &found.header, &mount, AT_EMPTY_PATH) != 0) return -errno;
  if (found.header.handle_bytes > watch_longest_handle - 16) return -EOVERFLOW;
  memcpy(handle, &status.f_fsid, 8);
  memcpy(handle + 8, &found.header.handle_bytes, 4);
  memcpy(handle + 12, &found.header.handle_type, 4);
  memcpy(handle + 16, found.header.f_handle, found.header.handle_bytes);
  return (int)(16 + found.header.handle_bytes);
}

int watch_open_folder(int mount, const uint8_t *handle, size_t count) {
  union {
    struct file_handle header;
    uint8_t space[sizeof(struct file_handle) + watch_longest_handle];
  } wanted;
  if (count < 16 || count > watch_longest_handle) return -EINVAL;
  memset(&wanted, 0, sizeof wanted);
  memcpy(&wanted.header.handle_bytes, handle + 8, 4);
  memcpy(&wanted.header.handle_type, handle + 12, 4);
  if (wanted.header.handle_bytes != count - 16) return -EINVAL;
  memcpy(wanted.header.f_handle, handle + 16, count - 16);
  int folder = open_by_handle_at(mount, &wanted.header, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
  return folder < 0 ? -errno : folder;
}

int watch_be_considerate(void) {
  enum { whole_process = 1, idle = 3, class_shift = 13 };
  int failure = 0;
  if (setpriority(PRIO_PROCESS, 0, 19) != 0) failure = -errno;
  // Each thread has an I/O class of its own; those that are started later take that of the one that starts them.
  if (syscall(SYS_ioprio_set, whole_process, 0, idle << class_shift) != 0 && failure == 0) failure = -errno;
  return failure;
}

int64_t watch_file_system_type(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (int64_t)(uint32_t)status.f_type : -errno;
}

int watch_wakeup(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int watch_open_name(int folder, const char *name) { return openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC); }

void watch_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

void watch_give_back_memory(void) { malloc_trim(0); }

static int drop_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2];
  memset(none, 0, sizeof none);
  return syscall(SYS_capset, &header, none) == 0 ? 0 : -errno;
}

int watch_become_nobody(void) {
  enum { nobody = 65534 };
  if (geteuid() != 0) return drop_capabilities();
  // Where even this is not allowed, root without capabilities is left: owner of root's files, and nothing more.
  int failure = 0;
  if (setgroups(0, NULL) != 0 || setresgid(nobody, nobody, nobody) != 0 || setresuid(nobody, nobody, nobody) != 0)
    failure = -errno;
  int dropped = drop_capabilities();
  return failure != 0 ? failure : dropped;
}

int watch_open_direct(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_DIRECT);
  if (file >= 0) return file;
  if (errno != EINVAL) return -errno;
  file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return -errno;
  struct stat status;
  if (fstat(file, &status) || !S_ISREG(status.st_mode)) {
    close(file);
    return -EINVAL;
  }
  return file;
}
