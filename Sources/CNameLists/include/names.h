#pragma once

#include <stddef.h>

// Name lists as UTF-8 text, one name a line, fields parted by tabs, each line ended by a newline; the blobs end with a
// zero byte that the lengths do not count. Sources and licences: names_licences.c.

// `surname TAB head count TAB reading in hiragana`, most frequent first. Surnames without a known count carry 1500.
const char *hikae_surnames(void);
size_t hikae_surnames_length(void);

// `given name TAB reading in hiragana TAB M|F`: spellings of the popular readings, in two blobs. A spelling can stand
// under several readings and both sexes.
const char *hikae_common_given_names1(void);
size_t hikae_common_given_names1_length(void);
const char *hikae_common_given_names2(void);
size_t hikae_common_given_names2_length(void);

// The spellings of all other readings, in two blobs; the sex is N where the source does not tell it.
const char *hikae_rare_given_names1(void);
size_t hikae_rare_given_names1_length(void);
const char *hikae_rare_given_names2(void);
size_t hikae_rare_given_names2_length(void);

// `name TAB G|F|B`: given and family names of other countries, in lower-case Latin letters without diacritics or in
// katakana.
const char *hikae_foreign_names(void);
size_t hikae_foreign_names_length(void);

// The counterweight: `character TAB times first TAB times inside TAB times last` over the nouns, places and
// organisations of a dictionary, and those of them that could be a part of a name or be taken apart like one.
const char *hikae_noun_characters(void);
size_t hikae_noun_characters_length(void);
const char *hikae_nouns_like_names(void);
size_t hikae_nouns_like_names_length(void);
