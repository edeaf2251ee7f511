// Written by Scripts/japanese_tables.py; do not edit.
#ifndef HIKAE_FOLDING_H
#define HIKAE_FOLDING_H
#include <stdint.h>

/// Folding of names: (character, value) pairs that differ from identity; see Folding.swift.
const uint16_t *hikae_fold_name_pairs(void);
int32_t hikae_fold_name_pairs_count(void);
/// Up to three ASCII bytes, the first lowest, their number in the top byte.
const uint32_t *hikae_fold_name_expansions(void);
/// Folding of readings: (character, value) pairs that differ from identity; see Folding.swift.
const uint16_t *hikae_fold_kana_pairs(void);
int32_t hikae_fold_kana_pairs_count(void);
/// Up to three ASCII bytes, the first lowest, their number in the top byte.
const uint32_t *hikae_fold_kana_expansions(void);
/// Folding of headers, organisations and addresses: (character, value) pairs that differ from identity; see Folding.swift.
const uint16_t *hikae_fold_text_pairs(void);
int32_t hikae_fold_text_pairs_count(void);
/// Up to three ASCII bytes, the first lowest, their number in the top byte.
const uint32_t *hikae_fold_text_expansions(void);
/// (character above FFFF, BMP character) pairs in rising order, for every fold.
const uint32_t *hikae_fold_supplementary(void);
int32_t hikae_fold_supplementary_count(void);
/// (letter, combining mark, composed letter) triples in rising order, lower case only.
const uint16_t *hikae_compositions(void);
int32_t hikae_compositions_count(void);

#endif
