#define OPENSSL_SUPPRESS_DEPRECATED
#include "include/CBareStretch.h"

#include <openssl/sha.h>
#include <string.h>

void bare_stretch(const uint8_t initial[32], const uint8_t salt[16], uint64_t rounds, uint8_t result[32]) {
  struct {
    uint8_t last[32], initial[32], salt[16];
    uint64_t count;
  } record;
  memset(&record, 0, sizeof record);
  memcpy(record.initial, initial, 32);
  memcpy(record.salt, salt, 16);
  for (uint64_t round = 0; round < rounds; round++) {
    record.count = round;
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, &record, sizeof record);
    SHA256_Final(record.last, &context);
  }
  memcpy(result, record.last, 32);
}
