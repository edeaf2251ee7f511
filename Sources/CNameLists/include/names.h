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
