// The low-level SHA-256 of libcrypto. OpenSSL 3 marks it deprecated in favour of EVP, whose set-up costs more than
// hashing one short identity key (measured: about 0.4 µs against 0.1 µs); the functions remain supported, and the
// shim keeps the deprecation notes out of Swift. Ed25519 has no interface but EVP.
#ifndef HIKAE_CLIBCRYPTO_SHIM_H
#define HIKAE_CLIBCRYPTO_SHIM_H

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#endif
