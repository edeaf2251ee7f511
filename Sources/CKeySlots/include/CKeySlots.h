#ifndef CKEYSLOTS_H
#define CKEYSLOTS_H

#include <stddef.h>

/// The few calls of libcryptsetup (its stable interface, soname 12) that key slots take. The library is loaded when it is first
/// needed: an agent runs on devices that do not have it, and then reports no LUKS volumes.
///
/// Every function gives a negative errno on failure; -ENOSYS when the library is not there.

/// The name under which the library is looked for.
#define KEYSLOTS_LIBRARY "libcryptsetup.so.12"

/// The work of a slot that holds a key of full strength: the least that libcryptsetup takes. A passphrase that can be guessed
/// must not be put in such a slot.
#define KEYSLOTS_LEAST_ITERATIONS 1000

/// 0 when the library is there.
int keyslots_load(void);

/// The volume key of a header at `path` (a file or a device), out of one slot. `version` is 1 or 2; `length` is the room there is
/// and becomes the length there was. Nobody else is locked out meanwhile. Returns the slot; -EPERM for another passphrase.
int keyslots_volume_key(
  const char *_Nonnull path, int version, int slot, const char *_Nullable passphrase, size_t passphrase_length,
  char *_Nullable key, size_t *_Nonnull length);

/// Adds a passphrase to a free slot of a LUKS2 volume, with the least work. `existing` opens `existing_slot`, or any slot when that
/// is negative: then all are tried, whatever memory they ask for. Returns the slot.
int keyslots_add(
  const char *_Nonnull path, int slot, int existing_slot, const char *_Nullable existing, size_t existing_length,
  const char *_Nullable fresh, size_t fresh_length);

/// Takes a slot of a LUKS2 volume out of use and overwrites its area. Returns 0.
int keyslots_remove(const char *_Nonnull path, int slot);

#endif
