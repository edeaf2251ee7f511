#define CRYPTOKI_COMPAT
#include "CPKCS11.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdlib.h>
#include <string.h>

struct pkcs11_session {
  CK_FUNCTION_LIST_PTR calls;
  CK_SESSION_HANDLE handle;
};

// Labels of tokens are 32 characters, filled with spaces.
static int is_labelled(const CK_TOKEN_INFO *info, const char *label) {
  size_t length = strlen(label);
  if (length > sizeof info->label || memcmp(info->label, label, length) != 0) return 0;
  for (size_t place = length; place < sizeof info->label; place++)
    if (info->label[place] != ' ') return 0;
  return 1;
}

static CK_RV find_slot(CK_FUNCTION_LIST_PTR calls, const char *token, CK_SLOT_ID *found, CK_FLAGS *flags) {
  CK_ULONG count = 0;
  CK_RV status = calls->C_GetSlotList(CK_TRUE, NULL, &count);
  if (status != CKR_OK) return status;
  CK_SLOT_ID *slots = calloc(count ? count : 1, sizeof *slots);
  if (!slots) return CKR_HOST_MEMORY;
  status = calls->C_GetSlotList(CK_TRUE, slots, &count);
  int is_found = 0;
  for (CK_ULONG place = 0; status == CKR_OK && place < count && !is_found; place++) {
    CK_TOKEN_INFO info;
    if (calls->C_GetTokenInfo(slots[place], &info) != CKR_OK || !is_labelled(&info, token)) continue;
    *found = slots[place];
    *flags = info.flags;
    is_found = 1;
  }
  free(slots);
  return status != CKR_OK ? status : is_found ? CKR_OK : PKCS11_NOT_FOUND;
}

unsigned long pkcs11_open(
  const char *module, const char *token, const uint8_t *pin, size_t pin_length, struct pkcs11_session **session) {
  // Never unloaded: modules keep threads and handlers, and the process has one of each.
  void *library = dlopen(module, RTLD_NOW | RTLD_LOCAL);
  if (!library) return PKCS11_NOT_FOUND;
  CK_C_GetFunctionList get;
  *(void **)&get = dlsym(library, "C_GetFunctionList");
  CK_FUNCTION_LIST_PTR calls = NULL;
  if (!get || get(&calls) != CKR_OK || !calls) return PKCS11_NOT_FOUND;
  CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
  CK_RV status = calls->C_Initialize(&arguments);
  if (status != CKR_OK && status != CKR_CRYPTOKI_ALREADY_INITIALIZED) return status;
  CK_SLOT_ID slot = 0;
  CK_FLAGS flags = 0;
  status = find_slot(calls, token, &slot, &flags);
  if (status != CKR_OK) return status;
  // The last try is left to a person: another wrong PIN would lock the token, and with it every key.
  if (flags & (CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED)) return CKR_PIN_LOCKED;
  CK_SESSION_HANDLE handle = 0;
  status = calls->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &handle);
  if (status != CKR_OK) return status;
  status = calls->C_Login(handle, CKU_USER, (CK_UTF8CHAR_PTR)pin, pin_length);
  struct pkcs11_session *opened = NULL;
  if (status == CKR_OK || status == CKR_USER_ALREADY_LOGGED_IN) {
    status = CKR_HOST_MEMORY;
    opened = malloc(sizeof *opened);
  }
  if (!opened) {
    calls->C_CloseSession(handle);
    return status;
  }
  opened->calls = calls;
  opened->handle = handle;
  *session = opened;
  return CKR_OK;
}

void pkcs11_close(struct pkcs11_session *session) {
  // Not finalised: others in the process may have sessions.
  session->calls->C_CloseSession(session->handle);
  free(session);
}

unsigned long pkcs11_find_key(struct pkcs11_session *session, const char *label, unsigned long *key) {
  CK_OBJECT_CLASS class = CKO_SECRET_KEY;
  CK_KEY_TYPE type = CKK_AES;
  CK_ATTRIBUTE wanted[] = {
    {CKA_CLASS, &class, sizeof class},
    {CKA_KEY_TYPE, &type, sizeof type},
    {CKA_LABEL, (void *)label, strlen(label)},
  };
  CK_RV status = session->calls->C_FindObjectsInit(session->handle, wanted, 3);
  if (status != CKR_OK) return status;
  CK_OBJECT_HANDLE found[2];
  CK_ULONG count = 0;
  status = session->calls->C_FindObjects(session->handle, found, 2, &count);
  session->calls->C_FindObjectsFinal(session->handle);
  if (status != CKR_OK) return status;
  // Two of one name: nobody could say which is meant.
  if (count != 1) return PKCS11_NOT_FOUND;
  *key = found[0];
  return CKR_OK;
}

unsigned long pkcs11_make_key(struct pkcs11_session *session, const char *label, unsigned long *key) {
  CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  CK_ULONG length = 32;
  CK_ATTRIBUTE form[] = {
    {CKA_TOKEN, &yes, sizeof yes},       {CKA_PRIVATE, &yes, sizeof yes},
    {CKA_SENSITIVE, &yes, sizeof yes},   {CKA_EXTRACTABLE, &no, sizeof no},
    {CKA_ENCRYPT, &yes, sizeof yes},     {CKA_DECRYPT, &yes, sizeof yes},
    {CKA_VALUE_LEN, &length, sizeof length}, {CKA_LABEL, (void *)label, strlen(label)},
  };
  CK_MECHANISM how = {CKM_AES_KEY_GEN, NULL, 0};
  CK_OBJECT_HANDLE made = 0;
  CK_RV status = session->calls->C_GenerateKey(session->handle, &how, form, sizeof form / sizeof *form, &made);
  if (status == CKR_OK) *key = made;
  return status;
}

// CK_GCM_PARAMS of version 2.40, which older headers do not have.
struct gcm_parameters {
  CK_BYTE_PTR nonce;
  CK_ULONG nonce_length;
  CK_ULONG nonce_bits;
  CK_BYTE_PTR place;
  CK_ULONG place_length;
  CK_ULONG tag_bits;
};

static struct gcm_parameters parameters(const uint8_t *nonce, const uint8_t *place, size_t place_length) {
  return (struct gcm_parameters){(CK_BYTE_PTR)nonce, 12, 96, (CK_BYTE_PTR)place, place_length, 128};
}

unsigned long pkcs11_seal(
  struct pkcs11_session *session, unsigned long key, const uint8_t *nonce, const uint8_t *place, size_t place_length,
  const uint8_t *plain, size_t length, uint8_t *out, size_t *out_length) {
  struct gcm_parameters gcm = parameters(nonce, place, place_length);
  CK_MECHANISM how = {CKM_AES_GCM, &gcm, sizeof gcm};
  CK_RV status = session->calls->C_EncryptInit(session->handle, &how, key);
  if (status != CKR_OK) return status;
  CK_ULONG written = *out_length;
  status = session->calls->C_Encrypt(session->handle, (CK_BYTE_PTR)plain, length, out, &written);
  *out_length = written;
  return status;
}

unsigned long pkcs11_unseal(
  struct pkcs11_session *session, unsigned long key, const uint8_t *nonce, const uint8_t *place, size_t place_length,
  const uint8_t *sealed, size_t length, uint8_t *out, size_t *out_length) {
  struct gcm_parameters gcm = parameters(nonce, place, place_length);
  CK_MECHANISM how = {CKM_AES_GCM, &gcm, sizeof gcm};
  CK_RV status = session->calls->C_DecryptInit(session->handle, &how, key);
  if (status != CKR_OK) return status;
  CK_ULONG written = *out_length;
  status = session->calls->C_Decrypt(session->handle, (CK_BYTE_PTR)sealed, length, out, &written);
  *out_length = written;
  return status;
}
