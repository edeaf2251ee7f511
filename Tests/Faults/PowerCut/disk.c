#define _GNU_SOURCE
#include "disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Node *root;
static ino_t last_number;

void *checked(void *pointer) {
  if (!pointer) { fputs("powercut: out of memory\n", stderr); exit(3); }
  return pointer;
}

// Nodes

struct timespec clock_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return time;
}

Node *new_node(mode_t mode, uid_t user, gid_t group) {
  Node *node = checked(calloc(1, sizeof *node));
  node->number = ++last_number;
  node->mode = mode;
  node->user = user;
  node->group = group;
  node->changed = node->modified = clock_now();
  return node;
}

static void forget_names(Names *names);

void release(Node *node) {
  if (--node->users > 0) return;
  free(node->now.bytes); free(node->now.dirty); free(node->disk.bytes);
  forget_names(&node->names);
  forget_names(&node->disk_names);
  free(node);
}

static void forget_names(Names *names) {
  for (size_t at = 0; at < names->count; at++) { free(names->all[at].name); release(names->all[at].node); }
  free(names->all);
  *names = (Names){0};
}

static void copy_names(Names *to, const Names *from) {
  Names copy = {checked(malloc((from->count + 1) * sizeof(Entry))), from->count};
  for (size_t at = 0; at < from->count; at++) {
    copy.all[at] = (Entry){checked(strdup(from->all[at].name)), from->all[at].node};
    from->all[at].node->users++;
  }
  forget_names(to);
  *to = copy;
}

Entry *entry(Names *names, const char *name, size_t length) {
  for (size_t at = 0; at < names->count; at++)
    if (!strncmp(names->all[at].name, name, length) && !names->all[at].name[length]) return &names->all[at];
  return NULL;
}

void put(Names *names, const char *name, Node *node) {
  node->users++;
  Entry *old = entry(names, name, strlen(name));
  if (old) { Node *before = old->node; old->node = node; release(before); return; }
  names->all = checked(realloc(names->all, (names->count + 1) * sizeof(Entry)));
  names->all[names->count++] = (Entry){checked(strdup(name)), node};
}

void drop(Names *names, const char *name) {
  Entry *old = entry(names, name, strlen(name));
  Entry gone = *old;
  *old = names->all[--names->count];
  free(gone.name);
  release(gone.node);
}

Node *find(const char *path) {
  Node *node = root;
  while (node && *path) {
    while (*path == '/') path++;
    size_t length = strcspn(path, "/");
    if (!length) break;
    Entry *next = S_ISDIR(node->mode) ? entry(&node->names, path, length) : NULL;
    node = next ? next->node : NULL;
    path += length;
  }
  return node;
}

Node *parent(const char *path, const char **name) {
  const char *slash = strrchr(path, '/');
  *name = slash + 1;
  char *above = checked(strndup(path, slash - path));
  Node *node = find(above);
  free(above);
  return node;
}

// Contents

void resize(Content *content, size_t size) {
  if (size > content->room) {
    size_t room = content->room ? content->room : page;
    while (room < size) room *= 2;
    content->bytes = checked(realloc(content->bytes, room));
    content->dirty = checked(realloc(content->dirty, room / page));
    memset(content->bytes + content->room, 0, room - content->room);
    memset(content->dirty + content->room / page, 0, (room - content->room) / page);
    content->room = room;
  }
  if (size < content->size) memset(content->bytes + size, 0, content->size - size);
  size_t low = size < content->size ? size : content->size, high = size < content->size ? content->size : size;
  for (size_t at = low / page; at * page < high; at++) content->dirty[at] = 1;
  content->size = size;
}

static void resize_disk(Content *disk, size_t size) {
  if (size > disk->room) {
    disk->bytes = checked(realloc(disk->bytes, size + page));
    memset(disk->bytes + disk->room, 0, size + page - disk->room);
    disk->room = size + page;
  }
  if (size < disk->size) memset(disk->bytes + size, 0, disk->size - size);
  disk->size = size;
}

static void copy_range(Node *node, size_t from, size_t length) {
  if (from >= node->disk.size) return;
  if (length > node->disk.size - from) length = node->disk.size - from;
  if (from < node->now.size) {
    size_t there = node->now.size - from < length ? node->now.size - from : length;
    memcpy(node->disk.bytes + from, node->now.bytes + from, there);
  }
}

void bring_to_disk(Node *node) {
  if (S_ISDIR(node->mode)) return copy_names(&node->disk_names, &node->names);
  resize_disk(&node->disk, node->now.size);
  for (size_t at = 0; at * page < node->now.size; at++)
    if (node->now.dirty[at]) copy_range(node, at * page, page);
  if (node->now.room) memset(node->now.dirty, 0, node->now.room / page);
}

// The power fails

static uint64_t chance_state;
static unsigned chance(unsigned sides) {
  uint64_t z = chance_state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return (z ^ (z >> 31)) % sides;
}

static void tear(Node *node) {
  unsigned fate = chance(3);
  if (fate == 0) return;
  if (fate == 1 || S_ISDIR(node->mode)) return bring_to_disk(node);
  if (chance(2)) resize_disk(&node->disk, node->now.size);
  for (size_t at = 0; at * page < node->now.size; at++) {
    if (!node->now.dirty[at] || chance(2)) continue;
    size_t length = chance(8) ? page : half * (1 + chance(page / half - 1));
    copy_range(node, at * page, length);
  }
}

// A node may be reached by several names: it is visited once, by the round.
static void visit(Node *node, void (*change)(Node *), ino_t *seen) {
  if (seen[node->number]++) return;
  change(node);
  Names *both[] = {&node->names, &node->disk_names};
  for (int which = 0; which < 2; which++)
    for (size_t at = 0; at < both[which]->count; at++) visit(both[which]->all[at].node, change, seen);
}

static void restore(Node *node) {
  if (S_ISDIR(node->mode)) return copy_names(&node->names, &node->disk_names);
  if (!S_ISREG(node->mode)) return;
  resize(&node->now, 0);
  resize(&node->now, node->disk.size);
  if (node->disk.size) memcpy(node->now.bytes, node->disk.bytes, node->disk.size);
  if (node->now.room) memset(node->now.dirty, 0, node->now.room / page);
}

static void everywhere(void (*change)(Node *)) {
  ino_t *seen = checked(calloc(last_number + 1, sizeof *seen));
  visit(root, change, seen);
  free(seen);
}

void bring_all_to_disk(void) { everywhere(bring_to_disk); }

void cut(void) { everywhere(restore); }

void tear_by(uint64_t seed) {
  chance_state = seed;
  everywhere(tear);
  everywhere(restore);
}
