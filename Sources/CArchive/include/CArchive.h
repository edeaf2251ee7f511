#ifndef CARCHIVE_H
#define CARCHIVE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The few calls of libarchive (its stable interface, soname 13) that reading an archive from front to back takes. The library is
/// loaded when it is first needed: an agent runs on devices that do not have it, and then reports such files as not read.
///
/// Nothing is ever written, and no program is ever started: a filter that this build of the library has only by calling one is
/// left out.

/// The name under which the library is looked for.
#define ARCHIVE_WALK_LIBRARY "libarchive.so.13"

/// 0 when the library is there.
int archive_walk_load(void);

/// Bytes from any offset: how many were read, 0 at the end, negative when they could not be.
typedef ssize_t (*archive_walk_bytes)(void *_Nullable context, int64_t offset, void *_Nonnull buffer, size_t count);

struct archive_walk;

/// What is looked for.
enum archive_walk_kind {
  /// tar, cpio, 7z, LHA, cabinets, RAR, ISO 9660.
  ARCHIVE_WALK_CONTAINER = 0,
  /// A stream of gzip, bzip2, xz, LZMA, lzip, zstd, LZ4 or compress: a tar or cpio within, or else the one file that it is.
  ARCHIVE_WALK_STREAM = 1,
  /// The same, but always the one file: what begins with nothing but zeros passes for an empty tar.
  ARCHIVE_WALK_STREAM_ALONE = 2
};

/// Begins a walk. NULL when there is no library or no memory.
struct archive_walk *_Nullable archive_walk_open(
  archive_walk_bytes _Nonnull bytes, void *_Nullable context, int64_t size, int kind);
void archive_walk_close(struct archive_walk *_Nonnull walk);

struct archive_walk_entry {
  /// Bytes in whatever encoding the archive has, or UTF-8; NULL when there are none. Valid until the next call.
  const char *_Nullable name;
  /// The name is UTF-8 in which each character stands for the byte of its number, and `/` also for a `\` within a character.
  int is_name_of_bytes;
  /// Bytes that the entry says it has; -1 when it does not say.
  int64_t size;
  /// A regular file, and no link to another entry.
  int is_file;
  int is_encrypted;
  /// The stream holds no archive: this entry is what was packed.
  int is_stream;
};

/// Results of the calls below.
enum archive_walk_status {
  ARCHIVE_WALK_DONE = 0,
  ARCHIVE_WALK_ENTRY = 1,
  /// This entry is broken; the next may be sound.
  ARCHIVE_WALK_BROKEN = -1,
  /// Nothing more can be read of this archive.
  ARCHIVE_WALK_LOST = -2
};

/// The next entry.
int archive_walk_next(struct archive_walk *_Nonnull walk, struct archive_walk_entry *_Nonnull entry);

/// The entry's next bytes: how many, 0 at its end, or a status.
ssize_t archive_walk_read(struct archive_walk *_Nonnull walk, void *_Nonnull buffer, size_t count);

/// Why a call failed.
enum archive_walk_reason {
  ARCHIVE_WALK_DAMAGED = 0,
  ARCHIVE_WALK_PASSWORD = 1,
  /// A method of packing that the library does not know.
  ARCHIVE_WALK_UNSUPPORTED = 2,
  ARCHIVE_WALK_NO_MEMORY = 3
};

int archive_walk_reason(struct archive_walk *_Nonnull walk);

#endif
