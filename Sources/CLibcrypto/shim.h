// The low-level SHA-256 of libcrypto. OpenSSL 3 marks it deprecated in favour of EVP, whose set-up costs more than
// hashing one short identity key (measured: about 0.4 µs against 0.1 µs); the functions remain supported, and the
// shim keeps the deprecation notes out of Swift. Ed25519 has no interface but EVP.
#ifndef HIKAE_CLIBCRYPTO_SHIM_H
#define HIKAE_CLIBCRYPTO_SHIM_H

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

/// A new key on P-256; EVP_EC_gen is a macro.
static inline EVP_PKEY *hikae_new_p256(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"); }

#endif
