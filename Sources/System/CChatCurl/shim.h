// libcurl. curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic: one typed wrapper
// for each kind of argument.
#ifndef CCHAT_CURL_SHIM_H
#define CCHAT_CURL_SHIM_H
#include <curl/curl.h>

static inline CURLcode cchat_curl_set_long(CURL *h, CURLoption o, long v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode cchat_curl_set_string(CURL *h, CURLoption o, const char *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode cchat_curl_set_pointer(CURL *h, CURLoption o, void *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode cchat_curl_set_list(CURL *h, CURLoption o, struct curl_slist *v) { return curl_easy_setopt(h, o, v); }
typedef size_t (*cchat_curl_data_callback)(char *, size_t, size_t, void *);
static inline CURLcode cchat_curl_set_callback(CURL *h, CURLoption o, cchat_curl_data_callback v) {
    return curl_easy_setopt(h, o, v);
}
static inline CURLcode cchat_curl_get_long(CURL *h, CURLINFO i, long *v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode cchat_curl_get_socket(CURL *h, curl_socket_t *v) {
    return curl_easy_getinfo(h, CURLINFO_ACTIVESOCKET, v);
}
static inline CURLcode cchat_curl_get_pointer(CURL *h, CURLINFO i, void **v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode cchat_curl_set_tls_callback(CURL *h, curl_ssl_ctx_callback v) {
    return curl_easy_setopt(h, CURLOPT_SSL_CTX_FUNCTION, v);
}
static inline CURLMcode cchat_curl_multi_set_long(CURLM *m, CURLMoption o, long v) { return curl_multi_setopt(m, o, v); }
static inline CURLMcode cchat_curl_multi_set_pointer(CURLM *m, CURLMoption o, void *v) { return curl_multi_setopt(m, o, v); }
static inline CURLMcode cchat_curl_multi_set_socket_callback(CURLM *m, curl_socket_callback v) {
    return curl_multi_setopt(m, CURLMOPT_SOCKETFUNCTION, v);
}
static inline CURLMcode cchat_curl_multi_set_timer_callback(CURLM *m, curl_multi_timer_callback v) {
    return curl_multi_setopt(m, CURLMOPT_TIMERFUNCTION, v);
}
#endif
