#include "include/scan.h"

/// One character after another. Stops before the first byte that is not part of a whole, valid character
/// (Unicode 15, table 3-7).
static size_t valid_by_character(const uint8_t *bytes, size_t at, size_t count) {
  while (at < count) {
    uint64_t word;
    if (count - at >= 8 && (memcpy(&word, bytes + at, 8), (word & 0x8080808080808080u) == 0)) {
      at += 8;
      continue;
    }
    uint8_t lead = bytes[at];
    if (lead < 0x80) {
      at += 1;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
      if (count - at < 2 || (bytes[at + 1] & 0xC0) != 0x80) return at;
      at += 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      if (count - at < 3) return at;
      uint8_t second = bytes[at + 1];
      if ((second & 0xC0) != 0x80 || (bytes[at + 2] & 0xC0) != 0x80) return at;
      if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return at;
      at += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      if (count - at < 4) return at;
      uint8_t second = bytes[at + 1];
      if ((second & 0xC0) != 0x80 || (bytes[at + 2] & 0xC0) != 0x80 || (bytes[at + 3] & 0xC0) != 0x80) return at;
      if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return at;
      at += 4;
    } else {
      return at;
    }
  }
  return at;
}

#if defined(__x86_64__)
#include <immintrin.h>

// Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2021): every error shows in the high
// half of a byte, its low half and the high half of the next, looked up in three tables of sixteen.
enum {
  too_short = 1 << 0, too_long = 1 << 1, overlong_3 = 1 << 2, too_large = 1 << 3,
  surrogate = 1 << 4, overlong_2 = 1 << 5, too_large_1000 = 1 << 6, overlong_4 = 1 << 6,
  two_continuations = 1 << 7, carry = too_short | too_long | two_continuations,
};

__attribute__((target("avx2"))) static inline __m256i table(
    char a, char b, char c, char d, char e, char f, char g, char h,
    char i, char j, char k, char l, char m, char n, char o, char p) {
  return _mm256_setr_epi8(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
}

/// Bytes known to be valid, a multiple of 32 less at most one block; where it stops, the careful loop goes on from a
/// character's beginning.
__attribute__((target("avx2"))) static size_t valid_by_block(const uint8_t *bytes, size_t count) {
  const __m256i first_high = table(
      too_long, too_long, too_long, too_long, too_long, too_long, too_long, too_long,
      (char)two_continuations, (char)two_continuations, (char)two_continuations, (char)two_continuations,
      too_short | overlong_2, too_short, too_short | overlong_3 | surrogate,
      too_short | too_large | too_large_1000 | overlong_4);
  const __m256i first_low = table(
      (char)(carry | overlong_3 | overlong_2 | overlong_4), (char)(carry | overlong_2), (char)carry, (char)carry,
      (char)(carry | too_large), (char)(carry | too_large | too_large_1000),
      (char)(carry | too_large | too_large_1000), (char)(carry | too_large | too_large_1000),
      (char)(carry | too_large | too_large_1000), (char)(carry | too_large | too_large_1000),
      (char)(carry | too_large | too_large_1000), (char)(carry | too_large | too_large_1000),
      (char)(carry | too_large | too_large_1000), (char)(carry | too_large | too_large_1000 | surrogate),
      (char)(carry | too_large | too_large_1000), (char)(carry | too_large | too_large_1000));
  const __m256i second_high = table(
      too_short, too_short, too_short, too_short, too_short, too_short, too_short, too_short,
      (char)(too_long | overlong_2 | two_continuations | overlong_3 | too_large_1000 | overlong_4),
      (char)(too_long | overlong_2 | two_continuations | overlong_3 | too_large),
      (char)(too_long | overlong_2 | two_continuations | surrogate | too_large),
      (char)(too_long | overlong_2 | two_continuations | surrogate | too_large),
      too_short, too_short, too_short, too_short);
  const __m256i nibble = _mm256_set1_epi8(0x0F);
  __m256i previous = _mm256_setzero_si256();
  size_t at = 0;
  for (; count - at >= 32; at += 32) {
    __m256i value = _mm256_loadu_si256((const __m256i *)(bytes + at));
    __m256i joined = _mm256_permute2x128_si256(previous, value, 0x21);
    __m256i one_before = _mm256_alignr_epi8(value, joined, 15);
    __m256i special = _mm256_and_si256(
        _mm256_and_si256(
            _mm256_shuffle_epi8(first_high, _mm256_and_si256(_mm256_srli_epi16(one_before, 4), nibble)),
            _mm256_shuffle_epi8(first_low, _mm256_and_si256(one_before, nibble))),
        _mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(value, 4), nibble)));
    __m256i two_before = _mm256_alignr_epi8(value, joined, 14);
    __m256i three_before = _mm256_alignr_epi8(value, joined, 13);
    __m256i third = _mm256_subs_epu8(two_before, _mm256_set1_epi8((char)(0xE0u - 0x80u)));
    __m256i fourth = _mm256_subs_epu8(three_before, _mm256_set1_epi8((char)(0xF0u - 0x80u)));
    __m256i must_continue = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    __m256i error = _mm256_xor_si256(must_continue, special);
    if (!_mm256_testz_si256(error, error)) break;
    previous = value;
  }
  // The last character before `at` may be cut: go back to its beginning.
  size_t start = at;
  for (int back = 0; back < 4 && start > 0; back++) {
    uint8_t byte = bytes[start - 1];
    if (byte < 0x80) break;
    start -= 1;
    if (byte >= 0xC0) break;
  }
  return start;
}
#endif

size_t scan_valid_utf8(const uint8_t *bytes, size_t count) {
  size_t known = 0;
#if defined(__x86_64__)
  if (count >= 64 && __builtin_cpu_supports("avx2")) known = valid_by_block(bytes, count);
#endif
  return valid_by_character(bytes, known, count);
}
