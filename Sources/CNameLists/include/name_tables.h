#pragma once

#include <stdint.h>

// What the recogniser asks of the lists of names.h, ready to be asked: nothing is read or built when the program starts.
// Written by Scripts/name_tables.sh from the lists; a test holds them against each other.

/// Open addressing: a name's slot is its hash shifted right by 20, modulo the number of slots, or one of those behind it.
/// A slot is the upper 48 bits of the hash and a value of 16 bits; 0 is an empty slot.
struct HikaeNameTable {
  const uint64_t *slots;
  /// A power of two, greater than `count`.
  int32_t slot_count;
  /// Names in the table.
  int32_t count;
};

/// Folded surnames with the cost of a bearer.
struct HikaeNameTable hikae_surname_table(void);
/// Folded given names, and readings of such, with the bits of `NameLexicon.GivenName`.
struct HikaeNameTable hikae_given_name_table(void);
/// Readings in folded katakana.
struct HikaeNameTable hikae_surname_reading_table(void);
struct HikaeNameTable hikae_given_reading_table(void);
/// Readings in simplified Latin letters.
struct HikaeNameTable hikae_surname_romaji_table(void);
struct HikaeNameTable hikae_given_romaji_table(void);
/// Names of other countries: 1 given, 2 family, 3 both.
struct HikaeNameTable hikae_foreign_name_table(void);
/// Nouns that can be taken apart like a name, with the value 1.
struct HikaeNameTable hikae_noun_table(void);

/// Costs of characters: from the lowest bits, 16 bits of the character, 8 of its cost as the first one, inside, and as the
/// last one of a word.
struct HikaeCharacterCosts {
  const uint64_t *rows;
  int32_t count;
};

struct HikaeCharacterCosts hikae_surname_character_costs(void);
struct HikaeCharacterCosts hikae_given_name_character_costs(void);
struct HikaeCharacterCosts hikae_noun_character_costs(void);

/// 96 × 96 costs of a kana (U+30A0…U+30FF) behind another in Japanese names, as the bits of floats.
const uint32_t *hikae_kana_sound_costs(void);
