#define _DEFAULT_SOURCE
#include "include/CKeySlots.h"

#include <dlfcn.h>
#include <errno.h>
#include <libcryptsetup.h>
#include <pthread.h>
#include <string.h>

/// Every function that is used, by its own type.
struct library {
  __typeof__(&crypt_init) init;
  __typeof__(&crypt_free) free;
  __typeof__(&crypt_load) load;
  __typeof__(&crypt_set_log_callback) set_log_callback;
  __typeof__(&crypt_metadata_locking) metadata_locking;
  __typeof__(&crypt_get_volume_key_size) get_volume_key_size;
  __typeof__(&crypt_volume_key_get) volume_key_get;
  __typeof__(&crypt_set_pbkdf_type) set_pbkdf_type;
  __typeof__(&crypt_keyslot_add_by_volume_key) add_by_volume_key;
  __typeof__(&crypt_keyslot_destroy) destroy;
};

static struct library library;
static int is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load_once(void) {
  void *handle = dlopen(KEYSLOTS_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return;
  is_loaded = (library.init = dlsym(handle, "crypt_init")) && (library.free = dlsym(handle, "crypt_free")) &&
    (library.load = dlsym(handle, "crypt_load")) &&
    (library.set_log_callback = dlsym(handle, "crypt_set_log_callback")) &&
    (library.metadata_locking = dlsym(handle, "crypt_metadata_locking")) &&
    (library.get_volume_key_size = dlsym(handle, "crypt_get_volume_key_size")) &&
    (library.volume_key_get = dlsym(handle, "crypt_volume_key_get")) &&
    (library.set_pbkdf_type = dlsym(handle, "crypt_set_pbkdf_type")) &&
    (library.add_by_volume_key = dlsym(handle, "crypt_keyslot_add_by_volume_key")) &&
    (library.destroy = dlsym(handle, "crypt_keyslot_destroy"));
  if (!is_loaded) dlclose(handle);
}

int keyslots_load(void) {
  pthread_once(&once, load_once);
  return is_loaded ? 0 : -ENOSYS;
}

// The library's messages go nowhere: they are English, and the codes say the same.
static void say_nothing(int level, const char *text, void *context) { (void)level, (void)text, (void)context; }

static int open_header(struct crypt_device **device, const char *path) {
  *device = NULL;
  int code = keyslots_load();
  if (code) return code;
  code = library.init(device, path);
  if (code) return code;
  library.set_log_callback(*device, say_nothing, NULL);
  return 0;
}

int keyslots_volume_key(
  const char *path, int version, int slot, const char *passphrase, size_t passphrase_length, char *key,
  size_t *length) {
  struct crypt_device *device;
  const char *type = version == 1 ? CRYPT_LUKS1 : CRYPT_LUKS2;
  int code = open_header(&device, path);
  if (code) return code;
  // A copy is this process's own; nobody else can lock it.
  library.metadata_locking(device, 0);
  code = library.load(device, type, NULL);
  if (code) {
    code = -EBADMSG;
  } else {
    int size = library.get_volume_key_size(device);
    if (size > 0 && (size_t)size <= *length) *length = (size_t)size;
    code = library.volume_key_get(device, slot, key, length, passphrase, passphrase_length);
  }
  library.free(device);
  return code;
}

int keyslots_add(
  const char *path, int slot, int existing_slot, const char *existing, size_t existing_length, const char *fresh,
  size_t fresh_length) {
  struct crypt_device *device;
  int code = open_header(&device, path);
  if (code) return code;
  code = library.load(device, CRYPT_LUKS2, NULL);
  struct crypt_pbkdf_type work;
  memset(&work, 0, sizeof work);
  work.type = CRYPT_KDF_PBKDF2;
  work.hash = "sha512";
  work.iterations = KEYSLOTS_LEAST_ITERATIONS;
  work.flags = CRYPT_PBKDF_NO_BENCHMARK;
  if (!code) code = library.set_pbkdf_type(device, &work);
  char key[512];
  size_t length = sizeof key;
  if (!code) {
    code = library.volume_key_get(
      device, existing_slot < 0 ? CRYPT_ANY_SLOT : existing_slot, key, &length, existing, existing_length);
    if (code >= 0) code = library.add_by_volume_key(device, slot, key, length, fresh, fresh_length);
    explicit_bzero(key, sizeof key);
  }
  library.free(device);
  return code;
}

int keyslots_remove(const char *path, int slot) {
  struct crypt_device *device;
  int code = open_header(&device, path);
  if (code) return code;
  code = library.load(device, CRYPT_LUKS2, NULL);
  if (!code) code = library.destroy(device, slot);
  library.free(device);
  return code;
}
