// A file system in memory on which the power can fail. What processes see is kept beside what is on "disk": file contents get
// there by fsync of the file, names (made, renamed, removed) by fsync of their folder, as POSIX promises and no more.
//
// Usage: powercut MOUNTPOINT, then commands on standard input, each answered by "ok" or "error: …":
//   cut            everything that was not synced is lost
//   tear SEED      for each file and folder chance decides: lost, kept, or some pages and halves of pages kept, in any order
//   sync           everything is on disk, as after the command of that name
//   quit
// "cut" and "tear" unmount; whoever uses the file system has to be dead. Then it is mounted again, from the disk.
#define FUSE_USE_VERSION 31
#define _GNU_SOURCE
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

static const char *mountpoint;
static struct fuse *fuse;

// What the kernel asks

static Node *opened(const char *path, struct fuse_file_info *info) {
  return info && info->fh ? (Node *)(uintptr_t)info->fh : find(path);
}

static void describe(Node *node, struct stat *status) {
  memset(status, 0, sizeof *status);
  status->st_ino = node->number;
  status->st_mode = node->mode;
  status->st_uid = node->user;
  status->st_gid = node->group;
  status->st_nlink = S_ISDIR(node->mode) ? 2 : 1;
  status->st_size = node->now.size;
  status->st_blocks = (node->now.size + 511) / 512;
  status->st_mtim = status->st_atim = node->modified;
  status->st_ctim = node->changed;
}

static int do_getattr(const char *path, struct stat *status, struct fuse_file_info *info) {
  Node *node = opened(path, info);
  if (!node) return -ENOENT;
  describe(node, status);
  return 0;
}

static int make(const char *path, mode_t mode, Node **made) {
  const char *name;
  Node *above = parent(path, &name);
  if (!above) return -ENOENT;
  if (entry(&above->names, name, strlen(name))) return -EEXIST;
  struct fuse_context *context = fuse_get_context();
  Node *node = new_node(mode, context->uid, context->gid);
  put(&above->names, name, node);
  above->modified = above->changed = clock_now();
  if (made) *made = node;
  return 0;
}

static int do_mkdir(const char *path, mode_t mode) { return make(path, S_IFDIR | mode, NULL); }

static int do_mknod(const char *path, mode_t mode, dev_t device) {
  return S_ISREG(mode) && !device ? make(path, mode, NULL) : -EPERM;
}

static int do_open(const char *path, struct fuse_file_info *info) {
  Node *node = find(path);
  if (!node) return -ENOENT;
  node->users++;
  info->fh = (uintptr_t)node;
  return 0;
}

static int do_create(const char *path, mode_t mode, struct fuse_file_info *info) {
  int status = make(path, S_IFREG | mode, NULL);
  return status ? status : do_open(path, info);
}

static int do_release(const char *path, struct fuse_file_info *info) {
  (void)path;
  release((Node *)(uintptr_t)info->fh);
  return 0;
}

static int do_read(const char *path, char *to, size_t length, off_t from, struct fuse_file_info *info) {
  Node *node = opened(path, info);
  if ((size_t)from >= node->now.size) return 0;
  if (length > node->now.size - from) length = node->now.size - from;
  memcpy(to, node->now.bytes + from, length);
  return length;
}

static int do_write(const char *path, const char *bytes, size_t length, off_t to, struct fuse_file_info *info) {
  Node *node = opened(path, info);
  if (to + length > node->now.size) resize(&node->now, to + length);
  memcpy(node->now.bytes + to, bytes, length);
  for (size_t at = to / page; at * page < to + length; at++) node->now.dirty[at] = 1;
  node->modified = node->changed = clock_now();
  return length;
}

static int do_truncate(const char *path, off_t size, struct fuse_file_info *info) {
  Node *node = opened(path, info);
  if (!node) return -ENOENT;
  resize(&node->now, size);
  node->modified = node->changed = clock_now();
  return 0;
}

static int do_fallocate(const char *path, int mode, off_t from, off_t length, struct fuse_file_info *info) {
  Node *node = opened(path, info);
  if (mode) return -EOPNOTSUPP;
  if ((size_t)(from + length) > node->now.size) resize(&node->now, from + length);
  return 0;
}

static int do_fsync(const char *path, int only_data, struct fuse_file_info *info) {
  (void)only_data;
  bring_to_disk(opened(path, info));
  return 0;
}

static int do_unlink(const char *path) {
  const char *name;
  Node *above = parent(path, &name);
  if (!above || !entry(&above->names, name, strlen(name))) return -ENOENT;
  drop(&above->names, name);
  above->modified = above->changed = clock_now();
  return 0;
}

static int do_rmdir(const char *path) {
  Node *node = find(path);
  if (!node) return -ENOENT;
  return node->names.count ? -ENOTEMPTY : do_unlink(path);
}

static int do_rename(const char *from, const char *to, unsigned flags) {
  const char *name, *old_name;
  Node *node = find(from), *above = parent(to, &name), *before = parent(from, &old_name), *there = find(to);
  if (!node || !above) return -ENOENT;
  if (flags & ~1u) return -EINVAL;
  if (flags && there) return -EEXIST;
  if (there == node) return 0;
  if (there && S_ISDIR(there->mode) && there->names.count) return -ENOTEMPTY;
  node->users++;
  drop(&before->names, old_name);
  put(&above->names, name, node);
  release(node);
  node->changed = before->modified = above->modified = clock_now();
  return 0;
}

static int do_link(const char *from, const char *to) {
  const char *name;
  Node *node = find(from), *above = parent(to, &name);
  if (!node || !above) return -ENOENT;
  if (entry(&above->names, name, strlen(name))) return -EEXIST;
  put(&above->names, name, node);
  return 0;
}

static int do_chmod(const char *path, mode_t mode, struct fuse_file_info *info) {
  Node *node = opened(path, info);
  if (!node) return -ENOENT;
  node->mode = (node->mode & S_IFMT) | (mode & ~S_IFMT);
  return 0;
}

static int do_chown(const char *path, uid_t user, gid_t group, struct fuse_file_info *info) {
  Node *node = opened(path, info);
  if (!node) return -ENOENT;
  if (user != (uid_t)-1) node->user = user;
  if (group != (gid_t)-1) node->group = group;
  return 0;
}

static int do_utimens(const char *path, const struct timespec times[2], struct fuse_file_info *info) {
  Node *node = opened(path, info);
  if (!node) return -ENOENT;
  if (times[1].tv_nsec != UTIME_OMIT) node->modified = times[1].tv_nsec == UTIME_NOW ? clock_now() : times[1];
  return 0;
}

static int do_readdir(
  const char *path, void *to, fuse_fill_dir_t fill, off_t from, struct fuse_file_info *info, enum fuse_readdir_flags flags) {
  (void)from; (void)flags;
  Node *node = opened(path, info);
  if (!node) return -ENOENT;
  fill(to, ".", NULL, 0, 0);
  fill(to, "..", NULL, 0, 0);
  for (size_t at = 0; at < node->names.count; at++) {
    struct stat status;
    describe(node->names.all[at].node, &status);
    fill(to, node->names.all[at].name, &status, 0, 0);
  }
  return 0;
}

static int do_statfs(const char *path, struct statvfs *status) {
  (void)path;
  *status = (struct statvfs){.f_bsize = page, .f_frsize = page, .f_blocks = 1 << 20, .f_bfree = 1 << 19,
    .f_bavail = 1 << 19, .f_files = 1 << 20, .f_ffree = 1 << 19, .f_namemax = 255};
  return 0;
}

static void *do_init(struct fuse_conn_info *connection, struct fuse_config *settings) {
  (void)connection;
  settings->use_ino = settings->hard_remove = settings->kernel_cache = 1;
  settings->entry_timeout = settings->attr_timeout = 1;
  return NULL;
}

static const struct fuse_operations operations = {
  .init = do_init, .getattr = do_getattr, .mkdir = do_mkdir, .mknod = do_mknod, .open = do_open, .opendir = do_open,
  .create = do_create, .release = do_release, .releasedir = do_release, .read = do_read, .write = do_write,
  .truncate = do_truncate, .fallocate = do_fallocate, .fsync = do_fsync, .fsyncdir = do_fsync, .unlink = do_unlink,
  .rmdir = do_rmdir, .rename = do_rename, .link = do_link, .chmod = do_chmod, .chown = do_chown,
  .utimens = do_utimens, .readdir = do_readdir, .statfs = do_statfs,
};

static pthread_t server;

static void *serve(void *unused) {
  (void)unused;
  fuse_loop(fuse);
  return NULL;
}

static void start(void) {
  char *words[] = {"powercut", "-odefault_permissions,fsname=powercut", "-oallow_other", NULL};
  struct fuse_args arguments = FUSE_ARGS_INIT(geteuid() == 0 ? 3 : 2, words);
  fuse = fuse_new(&arguments, &operations, sizeof operations, NULL);
  if (!fuse || fuse_mount(fuse, mountpoint)) { fputs("powercut: cannot mount\n", stderr); exit(2); }
  fuse_opt_free_args(&arguments);
  pthread_create(&server, NULL, serve, NULL);
}

// Waits for those who are just dying; anybody else would see a disk that changes under their feet.
static void stop(void) {
  int tries = 0;
  if (geteuid() == 0)
    while (umount2(mountpoint, 0))
      if (usleep(50000) || ++tries == 200) { fputs("powercut: somebody still uses the file system\n", stderr); exit(3); }
  fuse_unmount(fuse);
  pthread_join(server, NULL);
  fuse_destroy(fuse);
  fuse = NULL;
}

int main(int count, char **words) {
  if (count != 2) { fputs("usage: powercut MOUNTPOINT\n", stderr); return 2; }
  mountpoint = words[1];
  root = new_node(S_IFDIR | 0755, geteuid(), getegid());
  root->users = 1;
  start();
  puts("ok");
  fflush(stdout);
  char line[128];
  unsigned long long seed;
  while (fgets(line, sizeof line, stdin)) {
    if (!strcmp(line, "quit\n")) break;
    int is_tear = sscanf(line, "tear %llu", &seed) == 1;
    if (!is_tear && strcmp(line, "cut\n") && strcmp(line, "sync\n")) { puts("error: cut, tear SEED, sync or quit"); }
    else {
      stop();
      if (is_tear) tear_by(seed);
      else if (!strcmp(line, "cut\n")) cut();
      else bring_all_to_disk();
      start();
      puts("ok");
    }
    fflush(stdout);
  }
  stop();
  return 0;
}
