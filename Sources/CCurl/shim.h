#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo take whatever follows, which Swift cannot call: one function
// for each type of what follows.
typedef size_t (*sanad_curl_taker)(char *bytes, size_t size, size_t count, void *held);
typedef curl_socket_t (*sanad_curl_opener)(
    void *held, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode sanad_curl_set_number(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sanad_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sanad_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sanad_curl_set_held(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sanad_curl_set_list(
    CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sanad_curl_set_taker(CURL *easy, CURLoption option, sanad_curl_taker value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sanad_curl_set_opener(CURL *easy, sanad_curl_opener value) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline long sanad_curl_status(CURL *easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

// The bytes of an address: 4 of IPv4, 16 of IPv6, NULL of anything else.
static inline const unsigned char *sanad_curl_address(
    const struct curl_sockaddr *address, size_t *count) {
  const void *at = &address->addr;
  if (address->family == AF_INET) {
    *count = 4;
    return (const unsigned char *)&((const struct sockaddr_in *)at)->sin_addr;
  }
  if (address->family == AF_INET6) {
    *count = 16;
    return (const unsigned char *)&((const struct sockaddr_in6 *)at)->sin6_addr;
  }
  *count = 0;
  return NULL;
}
