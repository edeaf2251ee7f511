// Written by Scripts/japanese_tables.py; do not edit.
#ifndef HIKAE_ENCODINGS_H
#define HIKAE_ENCODINGS_H
#include <stdint.h>

/// CP932, 60 lead bytes (81-9F, E0-FC) by 188 trail bytes (40-7E, 80-FC), as BMP characters; 0 = unassigned.
const uint16_t *hikae_cp932_pairs(void);
/// JIS X 0212, 94 rows by 94 cells, as BMP characters; 0 = unassigned.
const uint16_t *hikae_jisx0212(void);
/// JIS X 0213 plane 1 and 2, 94 by 94; above 10FFFF: two BMP characters, the second in the upper half.
const uint32_t *hikae_jisx0213_plane1(void);
const uint32_t *hikae_jisx0213_plane2(void);
/// JIS X 0208, 94 by 94: how much a character speaks for Japanese office text, 0 (unassigned) to 7.
const uint8_t *hikae_jis_commonness(void);
/// The double-byte encodings of Korea, China and Taiwan (with Hong Kong's characters of the BMP): 126 lead bytes (81-FE)
/// by 191 trail bytes (40-FE), as BMP characters; 0 = unassigned.
const uint16_t *hikae_cp949_pairs(void);
const uint16_t *hikae_gb18030_pairs(void);
const uint16_t *hikae_big5_pairs(void);

#endif
