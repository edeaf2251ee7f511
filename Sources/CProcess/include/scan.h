// Sixty-four bytes at a time: the masks that splitting of delimited text lives on, and the check of UTF-8.
#ifndef HIKAE_SCAN_H
#define HIKAE_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>

/// Bit i is set where `bytes[i]` is one of `a`, `b`, `c`. Reads 64 bytes.
static inline uint64_t scan_mask_of_three(const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c) {
  const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b), vc = _mm_set1_epi8((char)c);
  uint64_t mask = 0;
  for (int part = 0; part < 4; part++) {
    __m128i value = _mm_loadu_si128((const __m128i *)(bytes + part * 16));
    __m128i hit =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(value, va), _mm_cmpeq_epi8(value, vb)), _mm_cmpeq_epi8(value, vc));
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (part * 16);
  }
  return mask;
}
#else
/// Bit i is set where `bytes[i]` is one of `a`, `b`, `c`. Reads 64 bytes.
static inline uint64_t scan_mask_of_three(const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++)
    mask |= (uint64_t)(bytes[i] == a || bytes[i] == b || bytes[i] == c) << i;
  return mask;
}
#endif

/// Length of the longest prefix that is whole, valid UTF-8 characters. Equal to `count` when all of it is; less by at
/// most three when only the last character is cut.
size_t scan_valid_utf8(const uint8_t *bytes, size_t count);

#endif
