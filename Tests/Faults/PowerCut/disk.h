// What the file system holds: for each node what processes see, and what is on disk.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

enum { page = 4096, half = 512 };

typedef struct { unsigned char *bytes, *dirty; size_t size, room; } Content;
typedef struct Node Node;
typedef struct { char *name; Node *node; } Entry;
typedef struct { Entry *all; size_t count; } Names;

struct Node {
  ino_t number;
  mode_t mode;
  uid_t user;
  gid_t group;
  struct timespec changed, modified;
  Content now, disk;       // of a file; of a symbolic link only `now`, which is on disk with its name
  Names names, disk_names; // of a folder
  size_t users;            // entries and open handles
};

extern Node *root;

struct timespec clock_now(void);
void *checked(void *pointer);

Node *new_node(mode_t mode, uid_t user, gid_t group);
void release(Node *node);
Node *find(const char *path);
// The folder of a path, and the path's last name.
Node *parent(const char *path, const char **name);
Entry *entry(Names *names, const char *name, size_t length);
void put(Names *names, const char *name, Node *node);
void drop(Names *names, const char *name);
void resize(Content *content, size_t size);

void bring_to_disk(Node *node);
void bring_all_to_disk(void);
// What is not on disk is lost; or, by a seed, chance decides of each file, folder and page.
void cut(void);
void tear_by(uint64_t seed);
