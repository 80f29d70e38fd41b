// core.hpp - the interface between the driver (main.cpp) and the protocol modules.
//
// A connection passes through: TCP connect -> [TLS] -> [WebSocket upgrade] -> module login
// -> module joins -> steady.  The driver owns sockets, TLS, WebSocket framing, pacing, clocks,
// histograms and /proc accounting; a module only says which bytes to send and what they mean.
#pragma once
#include <cstdint>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>
#include <memory>
#include <functional>

typedef struct ssl_st SSL;

// Every message body is PAYLOAD bytes: '|' + 16 hex digits of CLOCK_MONOTONIC ns + padding.
// '|' must not occur anywhere else in what the server sends.
constexpr char   MARK     = '|';
constexpr size_t MARK_LEN = 17;

enum : uint8_t { ST_NEW, ST_CONNECTING, ST_TLS, ST_WS, ST_LOGIN, ST_READY, ST_JOINING, ST_STEADY, ST_DEAD };

struct Conn {
  int       fd  = -1;
  uint32_t  id  = 0;
  uint8_t   st  = ST_NEW;
  bool      blocked = false;      // a send hit EAGAIN
  uint32_t  mst = 0;              // free for the module
  uint32_t  njoined = 0, nwant = 0;
  SSL      *ssl = nullptr;
  std::string rleft;              // undecoded bytes below the WebSocket layer (or of the module, without WS)
  std::string mleft;              // undecoded module bytes above the WebSocket layer
  std::string out;                // unsent bytes
};

// ---- what the driver offers to modules -------------------------------------------------------
struct Driver {
  // Queue bytes for the server.  With --ws this is one WebSocket message (masked; text or binary).
  virtual void send(Conn &, const char *, size_t) = 0;
  void send(Conn &c, const std::string &s) { send(c, s.data(), s.size()); }
  virtual void ready(Conn &) = 0;              // login finished
  virtual void joined(Conn &, int n = 1) = 0;  // n further rooms joined
  virtual void fail(Conn &, const char *why, const char *p = nullptr, size_t n = 0) = 0;
  virtual size_t scan(const char *p, size_t n) = 0; // count the marks in p; returns bytes consumed
  bool ws = false, tls = false;                // transport in use
  std::string host; int port = 0;
  int nconn = 0;
};
extern Driver *D;

// ---- what a module implements ------------------------------------------------------------------
struct Module {
  virtual ~Module() {}
  virtual bool option(const std::string &, const std::string &) { return false; } // --m-KEY VALUE
  virtual void setup() {}                              // once, before the first connect (e.g. HTTP logins)
  virtual void on_open(Conn &) = 0;                    // transport is up: start the login
  // Bytes (plain/TLS) or one message's payload (WebSocket) until the connection is steady.
  // Return how many were consumed; the rest comes back in front of the next bytes.
  virtual size_t on_data(Conn &, const char *p, size_t n) = 0;
  virtual void join(Conn &, const int *rooms, int n) = 0;
  virtual void compose(Conn &, int room, const char *payload, size_t n, std::string &out) = 0;
  // Sends a message elsewhere than over the connection; false: compose and send it there.
  virtual bool publish(Conn &, int, const char *, size_t) { return false; }
  // Steady state: must be as cheap as possible.  Default: only look for marks.
  virtual size_t on_steady(Conn &, const char *p, size_t n) { return D->scan(p, n); }
  virtual void heartbeat(Conn &) {}                    // every heartbeat_s() seconds per connection
  virtual double heartbeat_s() { return 0; }
  virtual bool echo() { return false; }                // does a publisher get its own message back?
  virtual std::string ws_path() { return "/"; }
  virtual std::string ws_headers() { return ""; }      // extra request headers, each with CRLF
  virtual bool ws_binary() { return false; }
};

typedef std::unique_ptr<Module> (*ModuleMaker)();
struct ModuleReg { ModuleReg(const char *name, ModuleMaker m); };
#define MODULE(NAME, CLASS) static ModuleReg reg_##CLASS(NAME, []() -> std::unique_ptr<Module> { return std::make_unique<CLASS>(); })

// ---- helpers -----------------------------------------------------------------------------------
inline bool has(const char *p, size_t n, const char *s) { return memmem(p, n, s, strlen(s)) != nullptr; }
// Replace {id} {room} {payload} {token} in a template.
std::string subst(const std::string &tpl, const std::vector<std::pair<const char *, std::string>> &kv);
// Blocking HTTP/1.1 POST on a kept-alive connection; returns the body ("" on failure).  For logins in setup().
struct HttpClient {
  std::string host; int port; int fd = -1; std::string buf; int status = 0;
  HttpClient(const std::string &h, int p) : host(h), port(p) {}
  ~HttpClient();
  std::string post(const std::string &path, const std::string &body, const std::string &extra_headers = "");
};
// Value of "key":"value" in a flat JSON text.
std::string json_string(const std::string &json, const std::string &key);
