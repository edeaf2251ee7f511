#define _GNU_SOURCE
#include "include/CArchive.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/// Every function that is used, by its own type.
struct library {
  __typeof__(&archive_read_new) new;
  __typeof__(&archive_read_free) free;
  __typeof__(&archive_read_set_read_callback) set_read;
  __typeof__(&archive_read_set_seek_callback) set_seek;
  __typeof__(&archive_read_set_skip_callback) set_skip;
  __typeof__(&archive_read_set_callback_data) set_data;
  __typeof__(&archive_read_set_options) set_options;
  __typeof__(&archive_read_open1) open;
  __typeof__(&archive_read_next_header) next_header;
  __typeof__(&archive_read_data) data;
  __typeof__(&archive_read_has_encrypted_entries) has_encrypted;
  __typeof__(&archive_format) format;
  __typeof__(&archive_errno) error_number;
  __typeof__(&archive_error_string) error_string;
  __typeof__(&archive_set_error) set_error;
  __typeof__(&archive_entry_pathname) name;
  __typeof__(&archive_entry_pathname_utf8) name_utf8;
  __typeof__(&archive_entry_filetype) file_type;
  __typeof__(&archive_entry_hardlink) hard_link;
  __typeof__(&archive_entry_size) size;
  __typeof__(&archive_entry_size_is_set) size_is_set;
  __typeof__(&archive_entry_is_encrypted) is_encrypted;
};

typedef int (*support)(struct archive *);

/// Formats and filters that are asked for, each if the library has it. Not among them are those that name other files (mtree) or
/// that begin like any text.
static const char *const container_formats[] = {
  "archive_read_support_format_tar", "archive_read_support_format_cpio", "archive_read_support_format_7zip",
  "archive_read_support_format_lha", "archive_read_support_format_cab",  "archive_read_support_format_rar",
  "archive_read_support_format_rar5", "archive_read_support_format_iso9660",
};
static const char *const stream_formats[] = {
  "archive_read_support_format_tar", "archive_read_support_format_cpio", "archive_read_support_format_raw",
};
static const char *const filters[] = {
  "archive_read_support_filter_gzip", "archive_read_support_filter_bzip2",    "archive_read_support_filter_xz",
  "archive_read_support_filter_lzma", "archive_read_support_filter_lzip",     "archive_read_support_filter_zstd",
  "archive_read_support_filter_lz4",  "archive_read_support_filter_compress",
};
#define COUNT(list) (sizeof list / sizeof *list)

static struct library library;
static support container_supports[COUNT(container_formats)];
static support stream_supports[COUNT(stream_formats)];
static support filter_supports[COUNT(filters)];
static locale_t utf8;
static int is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void find_supports(void *handle, const char *const *names, support *found, size_t count) {
  for (size_t index = 0; index < count; index++) {
    found[index] = (support)dlsym(handle, names[index]);
    if (!found[index]) continue;
    // A filter that would call a program says so with a warning.
    struct archive *trial = library.new();
    if (!trial || found[index](trial) != ARCHIVE_OK) found[index] = NULL;
    if (trial) library.free(trial);
  }
}

static void load_once(void) {
  void *handle = dlopen(ARCHIVE_WALK_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return;
  is_loaded = (library.new = dlsym(handle, "archive_read_new")) && (library.free = dlsym(handle, "archive_read_free")) &&
    (library.set_read = dlsym(handle, "archive_read_set_read_callback")) &&
    (library.set_seek = dlsym(handle, "archive_read_set_seek_callback")) &&
    (library.set_skip = dlsym(handle, "archive_read_set_skip_callback")) &&
    (library.set_data = dlsym(handle, "archive_read_set_callback_data")) &&
    (library.set_options = dlsym(handle, "archive_read_set_options")) &&
    (library.open = dlsym(handle, "archive_read_open1")) &&
    (library.next_header = dlsym(handle, "archive_read_next_header")) &&
    (library.data = dlsym(handle, "archive_read_data")) &&
    (library.has_encrypted = dlsym(handle, "archive_read_has_encrypted_entries")) &&
    (library.format = dlsym(handle, "archive_format")) && (library.error_number = dlsym(handle, "archive_errno")) &&
    (library.error_string = dlsym(handle, "archive_error_string")) &&
    (library.set_error = dlsym(handle, "archive_set_error")) &&
    (library.name = dlsym(handle, "archive_entry_pathname")) &&
    (library.name_utf8 = dlsym(handle, "archive_entry_pathname_utf8")) &&
    (library.file_type = dlsym(handle, "archive_entry_filetype")) &&
    (library.hard_link = dlsym(handle, "archive_entry_hardlink")) && (library.size = dlsym(handle, "archive_entry_size")) &&
    (library.size_is_set = dlsym(handle, "archive_entry_size_is_set")) &&
    (library.is_encrypted = dlsym(handle, "archive_entry_is_encrypted"));
  if (!is_loaded) {
    dlclose(handle);
    return;
  }
  find_supports(handle, container_formats, container_supports, COUNT(container_formats));
  find_supports(handle, stream_formats, stream_supports, COUNT(stream_formats));
  find_supports(handle, filters, filter_supports, COUNT(filters));
  // Names in UTF-16 (7z, RAR, Joliet) become bytes of the thread's locale.
  const char *const locales[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8", "ja_JP.UTF-8"};
  for (size_t index = 0; index < COUNT(locales) && !utf8; index++) utf8 = newlocale(LC_CTYPE_MASK, locales[index], (locale_t)0);
}

int archive_walk_load(void) {
  pthread_once(&once, load_once);
  return is_loaded ? 0 : -ENOSYS;
}

#define PIECE (256 << 10)

struct archive_walk {
  struct archive *archive;
  archive_walk_bytes bytes;
  void *context;
  int64_t size;
  int64_t offset;
  int is_open;
  int has_entries;
  char buffer[PIECE];
};

static locale_t enter(void) { return utf8 ? uselocale(utf8) : (locale_t)0; }
static void leave(locale_t before) {
  if (before) uselocale(before);
}

static la_ssize_t give(struct archive *archive, void *data, const void **piece) {
  struct archive_walk *walk = data;
  ssize_t count = walk->bytes(walk->context, walk->offset, walk->buffer, sizeof walk->buffer);
  if (count < 0) {
    library.set_error(archive, EIO, "no bytes");
    return -1;
  }
  walk->offset += count;
  *piece = walk->buffer;
  return count;
}

static la_int64_t seek(struct archive *archive, void *data, la_int64_t offset, int whence) {
  (void)archive;
  struct archive_walk *walk = data;
  int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? walk->offset : walk->size;
  int64_t place;
  if (__builtin_add_overflow(from, offset, &place) || place < 0) return ARCHIVE_FATAL;
  walk->offset = place > walk->size ? walk->size : place;
  return walk->offset;
}

static la_int64_t skip(struct archive *archive, void *data, la_int64_t count) {
  (void)archive;
  struct archive_walk *walk = data;
  if (count <= 0) return 0;
  int64_t left = walk->size - walk->offset;
  int64_t done = count < left ? count : left;
  walk->offset += done;
  return done;
}

struct archive_walk *archive_walk_open(archive_walk_bytes bytes, void *context, int64_t size, int kind) {
  if (archive_walk_load()) return NULL;
  struct archive_walk *walk = malloc(sizeof *walk);
  if (!walk) return NULL;
  walk->bytes = bytes;
  walk->context = context;
  walk->size = size;
  walk->offset = 0;
  walk->has_entries = 0;
  walk->archive = library.new();
  if (!walk->archive) {
    free(walk);
    return NULL;
  }
  locale_t before = enter();
  if (kind != ARCHIVE_WALK_CONTAINER) {
    for (size_t index = 0; index < COUNT(filters); index++)
      if (filter_supports[index]) filter_supports[index](walk->archive);
    // The last of them takes anything.
    for (size_t index = kind == ARCHIVE_WALK_STREAM ? 0 : COUNT(stream_formats) - 1; index < COUNT(stream_formats); index++)
      if (stream_supports[index]) stream_supports[index](walk->archive);
  } else {
    for (size_t index = 0; index < COUNT(container_formats); index++)
      if (container_supports[index]) container_supports[index](walk->archive);
  }
  // What was appended to a tar behind its end belongs to it.
  library.set_options(walk->archive, "tar:read_concatenated_archives");
  // LHA's names are of any encoding, and one that cannot be converted ends the archive: each byte as a character always can.
  library.set_options(walk->archive, "lha:hdrcharset=ISO-8859-1");
  library.set_read(walk->archive, give);
  library.set_seek(walk->archive, seek);
  library.set_skip(walk->archive, skip);
  library.set_data(walk->archive, walk);
  walk->is_open = library.open(walk->archive) == ARCHIVE_OK;
  leave(before);
  return walk;
}

void archive_walk_close(struct archive_walk *walk) {
  library.free(walk->archive);
  free(walk);
}

static int status(int code) { return code == ARCHIVE_FATAL ? ARCHIVE_WALK_LOST : ARCHIVE_WALK_BROKEN; }

int archive_walk_next(struct archive_walk *walk, struct archive_walk_entry *entry) {
  memset(entry, 0, sizeof *entry);
  if (!walk->is_open) return ARCHIVE_WALK_LOST;
  locale_t before = enter();
  struct archive_entry *found = NULL;
  int code = library.next_header(walk->archive, &found);
  // A warning speaks of a name or a time, the entry is there.
  if ((code == ARCHIVE_OK || code == ARCHIVE_WARN) && found) {
    entry->name = library.name(found);
    if (!entry->name) entry->name = library.name_utf8(found);
    entry->is_name_of_bytes =
      (library.format(walk->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_LHA;
    entry->size = library.size_is_set(found) ? library.size(found) : -1;
    entry->is_stream = (library.format(walk->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_RAW;
    // Cabinets of old and streams say no type.
    entry->is_file = library.file_type(found) == AE_IFREG || library.file_type(found) == 0;
    // A link has no bytes of its own, except in cpio, where the last of its names brings them.
    if (library.hard_link(found) && entry->size <= 0) entry->is_file = 0;
    walk->has_entries = 1;
    entry->is_encrypted = library.is_encrypted(found) != 0;
    leave(before);
    return ARCHIVE_WALK_ENTRY;
  }
  leave(before);
  return code == ARCHIVE_EOF ? ARCHIVE_WALK_DONE : status(code);
}

ssize_t archive_walk_read(struct archive_walk *walk, void *buffer, size_t count) {
  locale_t before = enter();
  la_ssize_t got = library.data(walk->archive, buffer, count);
  leave(before);
  return got >= 0 ? got : status((int)got);
}

int archive_walk_reason(struct archive_walk *walk) {
  const char *text = library.error_string(walk->archive);
  if (library.error_number(walk->archive) == ENOMEM) return ARCHIVE_WALK_NO_MEMORY;
  // Not even the names can be read. Where no format was found, the library looks for the answer in one that is not there.
  if (walk->is_open && !walk->has_entries && library.has_encrypted(walk->archive) > 0) return ARCHIVE_WALK_PASSWORD;
  if (!text) return ARCHIVE_WALK_DAMAGED;
  if (strcasestr(text, "encrypt") || strcasestr(text, "crypto") || strcasestr(text, "passphrase")) return ARCHIVE_WALK_PASSWORD;
  return strcasestr(text, "support") ? ARCHIVE_WALK_UNSUPPORTED : ARCHIVE_WALK_DAMAGED;
}
