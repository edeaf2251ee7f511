#ifndef HIKAE_PLACES_H
#define HIKAE_PLACES_H

#include <stdint.h>

/// A municipality as it is written, with or without district (郡) or ward. Made by Scripts/places.py.
struct HikaePlace {
  /// First six bytes of the UTF-8 name, big-endian. Entries are in the order of this key, the longer name first.
  uint64_t key;
  /// Of the name's first byte in `hikae_place_names()`.
  uint32_t offset;
  /// JIS X 0402 without check digit: prefecture × 1000 + number, 1101…47382.
  uint16_t code;
  /// Bytes of the name.
  uint8_t length;
  /// JIS X 0401, 1…47.
  uint8_t prefecture;
};

const struct HikaePlace *hikae_places(void);
int hikae_place_count(void);
const char *hikae_place_names(void);

/// The 47 prefectures in the order of JIS X 0401, zero-terminated UTF-8.
const char *const *hikae_prefectures(void);

/// The Japanese numbering plan in runs: (first five digits after the leading 0) × 8 + digits of the area code without
/// the 0, ascending; a run lasts until the next one begins. Length 0: no such fixed line.
const uint32_t *hikae_area_code_runs(void);
int hikae_area_code_run_count(void);

#endif
