// The calls of fanotify and of file handles that Swift cannot import, and the few others that only a watching agent
// needs. Every function returns a negative errno on failure, so that nothing depends on when errno is read.
#ifndef HIKAE_CFANOTIFY_H
#define HIKAE_CFANOTIFY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// A handle of a file or folder with its file system: fsid (8 bytes), length (4), type (4), the handle's bytes. That is
/// how it stands in an event, so that comparing bytes compares files.
enum { watch_longest_handle = 16 + 128 };

/// What happened, in a form that does not change with the kernel's headers.
enum {
  watch_created = 1 << 0,
  watch_modified = 1 << 1,
  watch_closed_after_write = 1 << 2,
  watch_deleted = 1 << 3,
  /// Moved away from this name, moved to this name (kernels before 5.17, which do not pair them).
  watch_moved_from = 1 << 4,
  watch_moved_to = 1 << 5,
  /// Old and new name in one event.
  watch_renamed = 1 << 6,
  watch_is_folder = 1 << 7,
  /// The kernel's queue was full: events after this moment were lost.
  watch_overflow = 1 << 8,
};

/// Bytes inside the buffer that was read.
struct watch_bytes {
  const uint8_t *start;
  size_t count;
};

struct watch_event {
  uint32_t what;
  int32_t pid;
  struct watch_bytes folder, name;
  /// For `watch_renamed`: where it is now.
  struct watch_bytes new_folder, new_name;
  /// The file itself, where the kernel says it.
  struct watch_bytes object;
};

/// Opens a group that reports names. `unlimited`: the kernel's queue grows as far as its memory goes.
/// `has_renames` gets whether both names of a rename come in one event (5.17 and later).
int watch_open(int unlimited, int *has_renames);

/// Watches the whole file system that `path` lies on.
int watch_add_file_system(int group, const char *path, int has_renames);
int watch_remove_file_system(int group, const char *path, int has_renames);

/// Decodes the event at `offset` of a buffer that was read from a group. Returns the offset of the next, 0 at the end,
/// and -EBADMSG for bytes that are no event.
ssize_t watch_next_event(const uint8_t *buffer, size_t count, size_t offset, struct watch_event *event);

/// The handle of an open file or folder; returns its length.
int watch_handle_of(int descriptor, uint8_t handle[watch_longest_handle]);

/// Opens a folder by its handle. `mount`: a descriptor of anything on the same file system.
int watch_open_folder(int mount, const uint8_t *handle, size_t count);

/// Lowest processor priority, and disk time only when nobody else wants any.
int watch_be_considerate(void);

/// The kernel's type number of a file system (statfs), or a negative errno.
int64_t watch_file_system_type(const char *path);

/// A descriptor that one thread waits for and others write to (eventfd).
int watch_wakeup(void);

/// A descriptor that stands for a file without opening it (O_PATH); links are not followed.
int watch_open_name(int folder, const char *name);

/// Opens a file or a device for reading past the caches of the system, which hold for a device beneath a file system what was
/// there before. A file on a file system that cannot do that is opened all the same.
int watch_open_direct(const char *path);

/// Gives the calling thread a name that `top` shows, at most 15 bytes.
void watch_name_thread(const char *name);

/// Gives up root for good, with all groups and capabilities: the process is nobody afterwards. Nothing to do for others.
/// Returns 0 when no right is left that root had.
int watch_become_nobody(void);

/// Gives memory that is free back to the system.
void watch_give_back_memory(void);

#endif
