// OpenSSL 3.0. The wrappers are for function-like macros, which Swift cannot import.
#ifndef CCHAT_OPENSSL_SHIM_H
#define CCHAT_OPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static inline long cchat_ssl_ctx_set_mode(SSL_CTX *c, long mode) { return SSL_CTX_set_mode(c, mode); }
static inline int cchat_ssl_ctx_set_min_tls12(SSL_CTX *c) {
    return (int)SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
}
static inline uint64_t cchat_ssl_ctx_set_options(SSL_CTX *c, uint64_t o) { return SSL_CTX_set_options(c, o); }
static const long cchat_ssl_modes =
    SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER;
static const uint64_t cchat_ssl_op_no_renegotiation = SSL_OP_NO_RENEGOTIATION;
static const uint64_t cchat_ssl_op_ignore_unexpected_eof = SSL_OP_IGNORE_UNEXPECTED_EOF;
static inline EVP_PKEY *cchat_evp_ec_gen_p256(void) { return EVP_EC_gen("P-256"); }
static inline int cchat_gcm_set_tag(EVP_CIPHER_CTX *c, int n, void *tag) {
    return EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, n, tag);
}
static inline int cchat_gcm_get_tag(EVP_CIPHER_CTX *c, int n, void *tag) {
    return EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, n, tag);
}

#endif
