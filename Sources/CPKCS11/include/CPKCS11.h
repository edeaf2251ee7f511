#ifndef CPKCS11_H
#define CPKCS11_H

#include <stddef.h>
#include <stdint.h>

/// The few calls of a PKCS#11 module (OASIS, version 2.40) that wrapping a key takes. The module is loaded at run time.
///
/// Every function gives 0, or the module's CK_RV; PKCS11_NOT_FOUND stands for a module, token or key that is not there.
#define PKCS11_NOT_FOUND 0xFFFFFFFFul

/// CKR_PIN_INCORRECT to CKR_PIN_LOCKED: the PIN is refused, and another try with it can only lock the token.
#define PKCS11_PIN_FIRST 0xA0ul
#define PKCS11_PIN_LAST 0xA4ul

struct pkcs11_session;

/// Loads the module, finds the token by its label (without the padding) and logs in. Gives CKR_PIN_LOCKED without a try when the
/// token says that one try is left.
unsigned long pkcs11_open(
  const char *_Nonnull module, const char *_Nonnull token, const uint8_t *_Nonnull pin, size_t pin_length,
  struct pkcs11_session *_Nullable *_Nonnull session);

void pkcs11_close(struct pkcs11_session *_Nonnull session);

/// The AES key with this label.
unsigned long pkcs11_find_key(
  struct pkcs11_session *_Nonnull session, const char *_Nonnull label, unsigned long *_Nonnull key);

/// Makes an AES key of 256 bits that never leaves the token.
unsigned long pkcs11_make_key(
  struct pkcs11_session *_Nonnull session, const char *_Nonnull label, unsigned long *_Nonnull key);

/// AES-GCM with a nonce of 12 bytes and a tag of 16 behind the ciphertext.
unsigned long pkcs11_seal(
  struct pkcs11_session *_Nonnull session, unsigned long key, const uint8_t *_Nonnull nonce,
  const uint8_t *_Nonnull place, size_t place_length, const uint8_t *_Nonnull plain, size_t length,
  uint8_t *_Nonnull out, size_t *_Nonnull out_length);

unsigned long pkcs11_unseal(
  struct pkcs11_session *_Nonnull session, unsigned long key, const uint8_t *_Nonnull nonce,
  const uint8_t *_Nonnull place, size_t place_length, const uint8_t *_Nonnull sealed, size_t length,
  uint8_t *_Nonnull out, size_t *_Nonnull out_length);

#endif
