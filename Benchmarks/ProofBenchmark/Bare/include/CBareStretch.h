#ifndef HIKAE_CBARESTRETCH_H
#define HIKAE_CBARESTRETCH_H

#include <stdint.h>

/// The loop that BitLocker defines and nothing else, in C, as anybody would write it on libcrypto: SHA256_Init, _Update and
/// _Final over a record of 88 bytes, `rounds` times.
void bare_stretch(const uint8_t initial[32], const uint8_t salt[16], uint64_t rounds, uint8_t result[32]);

#endif
