// Deflate and CRC-32 of ISA-L (Debian: libisal-dev, BSD-3-Clause), as a stream of unknown length.
//
// The state is handed to Swift as an opaque pointer: its struct holds 64 KB arrays, which Swift would import as tuples
// of 64 K elements.
#ifndef HIKAE_CINFLATE_SHIM_H
#define HIKAE_CINFLATE_SHIM_H

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/// A new raw deflate stream, to be given to free(); NULL when there is no memory.
static inline void *inflate_stream_new(void) {
  struct inflate_state *state = (struct inflate_state *)calloc(1, sizeof(struct inflate_state));
  if (state != NULL) isal_inflate_init(state);
  return state;
}

/// Inflates as much as fits. Returns 0: goes on, 1: the stream has ended, -1: the bytes are not a deflate stream.
/// `input_left` and `produced` tell what was not consumed and what was written.
static inline int inflate_stream_step(void *stream, const uint8_t *input, uint32_t input_size, uint32_t *input_left,
                                      uint8_t *output, uint32_t output_size, uint32_t *produced) {
  struct inflate_state *state = (struct inflate_state *)stream;
  state->next_in = (uint8_t *)input;
  state->avail_in = input_size;
  state->next_out = output;
  state->avail_out = output_size;
  int status = isal_inflate(state);
  *input_left = state->avail_in;
  *produced = output_size - state->avail_out;
  if (status < 0 || status == ISAL_NEED_DICT) return -1;
  return state->block_state == ISAL_BLOCK_FINISH ? 1 : 0;
}

/// CRC-32 as zip and gzip use it. Begin with 0.
static inline uint32_t inflate_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  return crc32_gzip_refl(crc, bytes, count);
}

#endif
