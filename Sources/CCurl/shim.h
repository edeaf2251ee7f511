// libcurl's setters take any number of arguments of any type, which Swift cannot call: one plain function for each type.
#ifndef HIKAE_CCURL_SHIM_H
#define HIKAE_CCURL_SHIM_H

#include <curl/curl.h>

typedef size_t (*curl_take_bytes)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_set_size(CURL *handle, CURLoption option, long long value) {
  return curl_easy_setopt(handle, option, (curl_off_t)value);
}
static inline CURLcode curl_set_bytes(CURL *handle, const void *bytes) {
  return curl_easy_setopt(handle, CURLOPT_POSTFIELDS, bytes);
}
static inline CURLcode curl_set_headers(CURL *handle, struct curl_slist *headers) {
  return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
}
static inline CURLcode curl_set_receiver(CURL *handle, curl_take_bytes take, void *context) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
  return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}
static inline CURLcode curl_get_status(CURL *handle, long *status) {
  return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
}
static inline CURLcode curl_get_retry_after(CURL *handle, long long *seconds) {
  curl_off_t value = 0;
  CURLcode code = curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &value);
  *seconds = value;
  return code;
}
static inline int curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; }

#endif
