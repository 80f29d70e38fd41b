// fanout - chat fan-out load driver.  One process, one thread, epoll.  See ../README.md.
#include "core.hpp"
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sys/stat.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>
#include <errno.h>
#include <cstdio>
#include <cstdlib>
#include <cmath>
#include <map>
#include <set>
#include <deque>
#include <algorithm>

Driver *D;
static std::map<std::string, ModuleMaker> &registry() { static std::map<std::string, ModuleMaker> m; return m; }
ModuleReg::ModuleReg(const char *n, ModuleMaker m) { registry()[n] = m; }

static inline int64_t mono() { timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }
static double sec(int64_t ns) { return ns / 1e9; }

// ---------------------------------------------------------------- latency histogram (log-linear, <0.8 %)
struct Hist {
  static constexpr int SUB = 7, N = 1 << SUB;
  std::vector<uint64_t> b = std::vector<uint64_t>(64 * N); uint64_t n = 0; int64_t mx = 0; double sum = 0;
  void add(int64_t v) {
    if (v < 0) v = 0;
    if (v > mx) mx = v;
    n++; sum += v;
    int i; if (v < N) i = v; else { int e = 63 - __builtin_clzll(v); i = ((e - SUB + 1) << SUB) + ((v >> (e - SUB)) & (N - 1)); }
    b[i]++;
  }
  double pct(double p) const {
    if (!n) return 0;
    uint64_t want = (uint64_t)ceil(n * p), c = 0;
    for (size_t i = 0; i < b.size(); i++) { c += b[i]; if (c >= want) {
      if (i < (size_t)N) return i;
      int e = (int)(i >> SUB) + SUB - 1; double lo = ldexp(1.0, e) + ldexp((double)(i & (N - 1)), e - SUB);
      return std::min((double)mx, lo + ldexp(1.0, e - SUB) / 2); } }
    return mx;
  }
};

// ---------------------------------------------------------------- /proc accounting of the server's process tree
struct Usage { double cpu = 0, ut = 0, st = 0; long rss_kb = 0, pss_kb = 0; int procs = 0, threads = 0; };
static std::vector<int> roots;
static std::vector<int> tree() {
  std::map<int, std::vector<int>> kids;
  if (DIR *d = opendir("/proc")) {
    while (dirent *e = readdir(d)) { int pid = atoi(e->d_name); if (pid <= 0) continue;
      char p[64], b[512]; snprintf(p, sizeof p, "/proc/%d/stat", pid); int f = open(p, O_RDONLY); if (f < 0) continue;
      ssize_t n = read(f, b, sizeof b - 1); close(f); if (n <= 0) continue; b[n] = 0;
      char *q = strrchr(b, ')'); int pp; char s; if (q && sscanf(q + 2, "%c %d", &s, &pp) == 2) kids[pp].push_back(pid); }
    closedir(d);
  }
  std::vector<int> v = roots;
  for (size_t i = 0; i < v.size(); i++) for (int k : kids[v[i]]) if (k != getpid() && std::find(v.begin(), v.end(), k) == v.end()) v.push_back(k);
  return v;
}
static Usage usage(bool pss = false) {
  Usage u; static long hz = sysconf(_SC_CLK_TCK);
  for (int pid : tree()) {
    char p[64], b[1024]; snprintf(p, sizeof p, "/proc/%d/stat", pid); int f = open(p, O_RDONLY); if (f < 0) continue;
    ssize_t n = read(f, b, sizeof b - 1); close(f); if (n <= 0) continue; b[n] = 0;
    char *q = strrchr(b, ')'); unsigned long ut, st; long cu, cs, pr, ni, th;
    if (!q || sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld %ld %ld %ld", &ut, &st, &cu, &cs, &pr, &ni, &th) != 7) continue;
    u.ut += (double)ut / hz; u.st += (double)st / hz; u.procs++; u.threads += th;
    clockid_t ck; timespec t;
    if (!clock_getcpuclockid(pid, &ck) && !clock_gettime(ck, &t)) u.cpu += t.tv_sec + t.tv_nsec / 1e9; else u.cpu += (double)(ut + st) / hz;
    snprintf(p, sizeof p, "/proc/%d/status", pid);
    if (FILE *s = fopen(p, "r")) { while (fgets(b, sizeof b, s)) { long v; if (sscanf(b, "VmRSS: %ld", &v) == 1) u.rss_kb += v; } fclose(s); }
    if (pss) { snprintf(p, sizeof p, "/proc/%d/smaps_rollup", pid);
      if (FILE *s = fopen(p, "r")) { while (fgets(b, sizeof b, s)) { long v; if (sscanf(b, "Pss: %ld", &v) == 1) u.pss_kb += v; } fclose(s); } }
  }
  return u;
}
static double self_cpu() { rusage r; getrusage(RUSAGE_SELF, &r); return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6; }
struct Machine { double busy = 0, steal = 0; };
static Machine machine() { // whole machine, CPU seconds
  Machine m; char b[512]; if (FILE *f = fopen("/proc/stat", "r")) { if (fgets(b, sizeof b, f)) { double v[8] = {};
    sscanf(b, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", v, v+1, v+2, v+3, v+4, v+5, v+6, v+7); double hz = sysconf(_SC_CLK_TCK);
    m.busy = (v[0]+v[1]+v[2]+v[5]+v[6]) / hz; m.steal = v[7] / hz; } fclose(f); }
  return m;
}
static long kernel_tcp_kb() { long pages = 0; char b[256]; if (FILE *f = fopen("/proc/net/sockstat", "r")) { while (fgets(b, sizeof b, f)) { char *m = strstr(b, " mem "); if (!strncmp(b, "TCP:", 4) && m) pages = atol(m + 5); } fclose(f); } return pages * 4; }

// ---------------------------------------------------------------- helpers of core.hpp
std::string subst(const std::string &t, const std::vector<std::pair<const char *, std::string>> &kv) {
  std::string o; o.reserve(t.size() + 96);
  for (size_t i = 0; i < t.size();) {
    if (t[i] == '{') { bool hit = false; for (auto &x : kv) { size_t l = strlen(x.first); if (!t.compare(i, l, x.first)) { o += x.second; i += l; hit = true; break; } } if (hit) continue; }
    o += t[i++];
  }
  return o;
}
static sockaddr_in addr_of(const std::string &h, int p) { sockaddr_in a{}; a.sin_family = AF_INET; a.sin_port = htons(p); if (inet_pton(AF_INET, h.c_str(), &a.sin_addr) != 1) { fprintf(stderr, "bad address %s\n", h.c_str()); exit(2); } return a; }
HttpClient::~HttpClient() { if (fd >= 0) close(fd); }
std::string HttpClient::post(const std::string &path, const std::string &body, const std::string &extra) {
  for (int attempt = 0; attempt < 2; attempt++) {
    if (fd < 0) { fd = socket(AF_INET, SOCK_STREAM, 0); sockaddr_in a = addr_of(host, port); if (connect(fd, (sockaddr *)&a, sizeof a)) { close(fd); fd = -1; status = 0; return ""; } int one = 1; setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); }
    std::string rq = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n" + extra + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    if (write(fd, rq.data(), rq.size()) != (ssize_t)rq.size()) { close(fd); fd = -1; continue; }
    buf.clear(); char b[16384]; size_t hdr = std::string::npos, need = 0; bool chunked = false;
    for (;;) {
      if (hdr == std::string::npos && (hdr = buf.find("\r\n\r\n")) != std::string::npos) {
        status = atoi(buf.c_str() + 9); std::string h = buf.substr(0, hdr); for (auto &ch : h) ch = tolower(ch);
        size_t k = h.find("content-length:"); chunked = h.find("transfer-encoding: chunked") != std::string::npos;
        need = k == std::string::npos ? 0 : strtoul(h.c_str() + k + 15, 0, 10);
      }
      if (hdr != std::string::npos) {
        if (chunked) { if (buf.find("\r\n0\r\n\r\n", hdr) != std::string::npos) return buf.substr(hdr + 4); } // caller only searches it
        else if (buf.size() >= hdr + 4 + need) return buf.substr(hdr + 4, need);
      }
      ssize_t n = read(fd, b, sizeof b); if (n <= 0) { close(fd); fd = -1; break; } buf.append(b, n);
    }
  }
  return "";
}
std::string json_string(const std::string &j, const std::string &k) {
  size_t i = j.find("\"" + k + "\""); if (i == std::string::npos) return ""; i = j.find(':', i); if (i == std::string::npos) return "";
  i = j.find('"', i); if (i == std::string::npos) return ""; size_t e = j.find('"', i + 1); return e == std::string::npos ? "" : j.substr(i + 1, e - i - 1);
}

// ---------------------------------------------------------------- the driver
struct Main final : Driver {
  std::unique_ptr<Module> mod; std::string proto = "irc", label, server;
  int rooms = 0, size = 0, pubs = 20, connect_window = 200, join_window = 100, payload = 80, stalled = -1, window = 32, srcips = 1, rcvbuf = 0;
  std::string phases; double rate = 0, dur = 15, warmup = 1, settle = 2, idle = 0, timeout = 120, drain = 10;
  bool storm = false, flat = false, quiet = false, join_seq = false; std::string out_file;
  int ep = -1; SSL_CTX *ctx = nullptr;
  std::vector<Conn> conns; std::vector<std::vector<int>> members, rooms_of;
  int n_open = 0, n_ready = 0, n_failed = 0, opening = 0, next_conn = 0; int64_t n_joins = 0; int joining = 0, n_steady = 0; size_t next_join = 0; bool join_phase = false;
  std::string first_fail;
  static constexpr size_t RB = 1 << 20; char *rb = (char *)malloc(RB + 65536);
  Hist lat, lag, conn_lat; int64_t now_ns = 0, meas_t0 = INT64_MAX, last_del = 0; uint64_t marks = 0, meas_marks = 0, bytes_in = 0, recvs = 0, sent = 0, expected = 0;
  std::vector<int64_t> t_start;

  // --- receiving
  static inline int64_t hex16(const char *p) {
    int64_t v = 0; for (int i = 0; i < 16; i++) { unsigned c = (unsigned char)p[i]; v = v << 4 | (c <= '9' ? c - '0' : (c | 32) - 'a' + 10); } return v;
  }
  size_t scan(const char *p, size_t n) override {
    const char *q = p, *e = p + n;
    while ((q = (const char *)memchr(q, MARK, e - q))) {
      if ((size_t)(e - q) < MARK_LEN) return q - p;
      int64_t ts = hex16(q + 1); marks++;
      if (ts >= meas_t0) { lat.add(now_ns - ts); meas_marks++; last_del = now_ns; }
      q += MARK_LEN;
    }
    return n;
  }
  size_t feed_module(Conn &c, const char *p, size_t n) { return c.st == ST_STEADY ? mod->on_steady(c, p, n) : mod->on_data(c, p, n); }
  size_t feed_ws(Conn &c, const char *p, size_t n) {
    size_t i = 0;
    while (n - i >= 2 && c.st != ST_DEAD) {
      uint8_t b0 = p[i], b1 = p[i + 1]; size_t h = 2; uint64_t len = b1 & 127;
      if (len == 126) { if (n - i < 4) break; len = (uint8_t)p[i+2] << 8 | (uint8_t)p[i+3]; h = 4; }
      else if (len == 127) { if (n - i < 10) break; len = 0; for (int k = 0; k < 8; k++) len = len << 8 | (uint8_t)p[i + 2 + k]; h = 10; }
      if (n - i < h + len) break;
      const char *pl = p + i + h; uint8_t op = b0 & 15;
      if (op <= 2) {
        if (!c.mleft.empty()) { c.mleft.append(pl, len); std::string t; t.swap(c.mleft); size_t u = feed_module(c, t.data(), t.size()); if (u < t.size()) c.mleft.assign(t, u); }
        else { size_t u = feed_module(c, pl, len); if (u < len) c.mleft.assign(pl + u, len - u); }
      } else if (op == 9) ws_frame(c, 10, pl, len);
      else if (op == 8) { fail(c, "websocket closed by server", pl, len); return n; }
      i += h + len;
    }
    return i;
  }
  size_t feed(Conn &c, const char *p, size_t n) {
    if (c.st == ST_WS) {
      const char *e = (const char *)memmem(p, n, "\r\n\r\n", 4); if (!e) return 0;
      if (n < 12 || memcmp(p + 9, "101", 3)) { fail(c, "websocket upgrade refused", p, n); return n; }
      size_t h = e + 4 - p; c.st = ST_LOGIN; mod->on_open(c); return h + (h < n ? feed_ws(c, p + h, n - h) : 0);
    }
    return ws ? feed_ws(c, p, n) : feed_module(c, p, n);
  }
  void on_read(Conn &c) {
    for (;;) {
      size_t off = c.rleft.size();
      if (off > 60000) { // long partial input (join bursts): spill into a string
        ssize_t r = rx(c, rb, RB); if (r <= 0) return;
        c.rleft.append(rb, r); now_ns = mono(); std::string t; t.swap(c.rleft); size_t u = feed(c, t.data(), t.size());
        if (c.st == ST_DEAD) return;
        if (u < t.size()) c.rleft.assign(t, u);
        continue;
      }
      if (off) memcpy(rb, c.rleft.data(), off);
      ssize_t r = rx(c, rb + off, RB); if (r <= 0) return;
      recvs++; bytes_in += r; now_ns = mono();
      size_t tot = off + r, u = feed(c, rb, tot);
      if (c.st == ST_DEAD) return;
      if (u < tot) c.rleft.assign(rb + u, tot - u); else if (off) c.rleft.clear();
      if (!c.ssl && (size_t)r < RB) return;
    }
  }
  ssize_t rx(Conn &c, char *p, size_t n) {
    if (c.ssl) { int r = SSL_read(c.ssl, p, (int)n); if (r > 0) return r; int e = SSL_get_error(c.ssl, r); if (e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE) return 0; fail(c, "tls closed"); return -1; }
    ssize_t r = recv(c.fd, p, n, 0); if (r > 0) return r;
    if (r == 0) { fail(c, "closed by server"); return -1; }
    if (errno == EAGAIN || errno == EINTR) return 0;
    fail(c, strerror(errno)); return -1;
  }

  // --- sending
  void flush(Conn &c) {
    while (!c.out.empty()) {
      ssize_t r;
      if (c.ssl) { r = SSL_write(c.ssl, c.out.data(), (int)c.out.size()); if (r <= 0) { c.blocked = true; return; } }
      else { r = ::send(c.fd, c.out.data(), c.out.size(), MSG_NOSIGNAL); if (r < 0) { if (errno == EAGAIN) { c.blocked = true; return; } fail(c, strerror(errno)); return; } }
      c.out.erase(0, r);
    }
    c.blocked = false;
  }
  void raw(Conn &c, const char *p, size_t n) { c.out.append(p, n); if (!c.blocked) flush(c); }
  void ws_frame(Conn &c, int op, const char *p, size_t n) {
    static uint32_t rnd = 0x9e3779b9; rnd = rnd * 1664525 + 1013904223; uint8_t k[4]; memcpy(k, &rnd, 4);
    std::string f; f.reserve(n + 14); f += char(0x80 | op);
    if (n < 126) f += char(0x80 | n); else if (n < 65536) { f += char(0x80 | 126); f += char(n >> 8); f += char(n); } else { f += char(0x80 | 127); for (int s = 56; s >= 0; s -= 8) f += char((uint64_t)n >> s); }
    f.append((char *)k, 4); size_t b = f.size(); f.append(p, n); for (size_t i = 0; i < n; i++) f[b + i] ^= k[i & 3];
    raw(c, f.data(), f.size());
  }
  void send(Conn &c, const char *p, size_t n) override { if (c.st == ST_DEAD) return; if (ws) ws_frame(c, mod->ws_binary() ? 2 : 1, p, n); else raw(c, p, n); }

  // --- life of a connection
  using Driver::send;
  void fail(Conn &c, const char *why, const char *p = nullptr, size_t n = 0) override {
    if (c.st == ST_DEAD) return;
    if (first_fail.empty()) { first_fail = std::string(why) + (p ? ": " + std::string(p, std::min<size_t>(n, 200)) : "") + " (state " + std::to_string(c.st) + ", connection " + std::to_string(c.id) + ")";
      fprintf(stderr, "first failure: %s\n", first_fail.c_str()); }
    if (c.st < ST_READY && c.st != ST_NEW) opening--;
    if (c.st == ST_JOINING) joining--;
    if (c.st == ST_STEADY) n_steady--;
    c.st = ST_DEAD; n_failed++; if (c.fd >= 0) { close(c.fd); c.fd = -1; }
  }
  void open_one() {
    Conn &c = conns[next_conn]; c.id = next_conn++; opening++; t_start[c.id] = mono();
    c.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); if (c.fd < 0) { c.st = ST_CONNECTING; fail(c, strerror(errno)); return; }
    int one = 1; setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    linger lg{1, 0}; setsockopt(c.fd, SOL_SOCKET, SO_LINGER, &lg, sizeof lg); // reset at close: no TIME_WAIT pile
    if (rcvbuf) setsockopt(c.fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof rcvbuf);
    if (srcips > 1) { setsockopt(c.fd, SOL_IP, 24 /*IP_BIND_ADDRESS_NO_PORT*/, &one, sizeof one); sockaddr_in s{}; s.sin_family = AF_INET; s.sin_addr.s_addr = htonl(0x7f000002 + c.id % srcips); bind(c.fd, (sockaddr *)&s, sizeof s); }
    c.st = ST_CONNECTING; sockaddr_in a = addr_of(host, port); int r = connect(c.fd, (sockaddr *)&a, sizeof a);
    if (r && errno != EINPROGRESS) { fail(c, strerror(errno)); return; }
    epoll_event e; e.events = EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP; e.data.u32 = c.id; epoll_ctl(ep, EPOLL_CTL_ADD, c.fd, &e);
  }
  void transport_up(Conn &c) {
    n_open++;
    if (ws) { c.st = ST_WS; std::string s = "GET " + mod->ws_path() + " HTTP/1.1\r\nHost: " + host + ":" + std::to_string(port) + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + mod->ws_headers() + "\r\n"; raw(c, s.data(), s.size()); }
    else { c.st = ST_LOGIN; mod->on_open(c); }
  }
  void tls_step(Conn &c) {
    int r = SSL_connect(c.ssl); if (r == 1) { transport_up(c); return; }
    int e = SSL_get_error(c.ssl, r); if (e != SSL_ERROR_WANT_READ && e != SSL_ERROR_WANT_WRITE) { char b[200]; ERR_error_string_n(ERR_get_error(), b, sizeof b); fail(c, b); }
  }
  void ready(Conn &c) override { if (c.st >= ST_READY) return; c.st = ST_READY; opening--; n_ready++; conn_lat.add(mono() - t_start[c.id]); if (storm) start_join(c); }
  void start_join(Conn &c) {
    auto &r = rooms_of[c.id]; c.nwant = r.size();
    if (!c.nwant) { c.st = ST_STEADY; n_steady++; return; }
    c.st = ST_JOINING; joining++; mod->join(c, r.data(), (int)r.size());
  }
  void joined(Conn &c, int n) override { if (c.st != ST_JOINING) return; c.njoined += n; n_joins += n; if (c.njoined >= c.nwant) { c.st = ST_STEADY; joining--; n_steady++; c.rleft.shrink_to_fit(); } }

  // --- event loop
  int64_t hb_next = 0; size_t hb_i = 0;
  void poll_once(int64_t wait_ns) {
    static epoll_event ev[512];
    while (next_conn < nconn && opening < connect_window) open_one();
    if (join_phase) while (next_join < conns.size() && joining < join_window) { Conn &c = conns[next_join++]; if (c.st == ST_READY) start_join(c); }
    double hs = mod->heartbeat_s();
    if (hs > 0 && n_ready) { int64_t t = mono(); if (!hb_next) hb_next = t + (int64_t)(hs * 1e9);
      for (int k = 0; t >= hb_next && k < 64; k++) { Conn &c = conns[hb_i % conns.size()]; hb_i++; if (c.st >= ST_READY && c.st != ST_DEAD) mod->heartbeat(c); hb_next += (int64_t)(hs * 1e9 / conns.size()); } }
    if (wait_ns < 0) wait_ns = 0;
    if (wait_ns > 50000000) wait_ns = 50000000;
    timespec ts{wait_ns / 1000000000, wait_ns % 1000000000};
    int n = epoll_pwait2(ep, ev, 512, &ts, nullptr);
    for (int i = 0; i < n; i++) {
      Conn &c = conns[ev[i].data.u32]; if (c.st == ST_DEAD) continue;
      if (c.st == ST_CONNECTING) {
        int err = 0; socklen_t l = sizeof err; getsockopt(c.fd, SOL_SOCKET, SO_ERROR, &err, &l);
        if (err) { fail(c, strerror(err)); continue; }
        if (!(ev[i].events & EPOLLOUT)) continue;
        if (tls) { c.ssl = SSL_new(ctx); SSL_set_fd(c.ssl, c.fd); SSL_set_connect_state(c.ssl); c.st = ST_TLS; } else transport_up(c);
        if (c.st == ST_DEAD) continue;
      }
      if (c.st == ST_TLS) { tls_step(c); if (c.st == ST_TLS || c.st == ST_DEAD) continue; }
      if (c.blocked && (ev[i].events & EPOLLOUT)) flush(c);
      if (c.st == ST_STEADY && (int)c.id == stalled) continue; // of one room, and reads nothing
      if (c.st != ST_DEAD && (ev[i].events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))) on_read(c);
    }
  }
  void run_for(double s) { int64_t e = mono() + (int64_t)(s * 1e9); while (mono() < e) poll_once(e - mono()); }
  template <class F> bool run_until(F f, double tmo) { int64_t e = mono() + (int64_t)(tmo * 1e9); while (!f()) { if (mono() > e) return false; poll_once(20000000); } return true; }

  // --- publishing
  char pl[4096]; std::string cmp;
  void publish(int64_t k) {
    int room = (int)(k % rooms); auto &m = members[room]; int who = (int)((k / rooms) % std::min<int>(pubs, m.size()));
    who = (int)((int64_t)who * m.size() / std::min<int>(pubs, m.size()));
    Conn *c = &conns[m[who]]; if (c->st == ST_DEAD) { for (int x : m) if (conns[x].st == ST_STEADY) { c = &conns[x]; break; } if (c->st == ST_DEAD) return; }
    static const char *H = "0123456789abcdef"; int64_t t = mono(); pl[0] = MARK; for (int i = 0; i < 16; i++) pl[1 + i] = H[(t >> (60 - 4 * i)) & 15];
    if (!mod->publish(*c, room, pl, payload)) { cmp.clear(); mod->compose(*c, room, pl, payload, cmp); send(*c, cmp); }
    sent++; expected += m.size() - (mod->echo() ? 0 : 1) - (stalled >= 0 ? 1 : 0);
  }
  struct PubResult { double wall, cpu, ut, st, self, other, steal; uint64_t sent, expected, got; Hist lat; };
  void fanout() {
    memset(pl, 'x', sizeof pl); lat = Hist(); lag = Hist(); meas_t0 = INT64_MAX; expected = marks; // what an earlier phase lost stays lost
    int64_t k = 0, interval = rate > 0 ? (int64_t)(1e9 / rate) : 0; double fan = (double)size - (mod->echo() ? 0 : 1) - (stalled >= 0 ? 1 : 0);
    auto pump = [&](int64_t until, int64_t &due) {
      for (;;) {
        int64_t t = mono(); if (t >= until) return;
        if (flat) { int burst = 0; while (expected - marks < window * fan && burst++ < window) publish(k++); poll_once(1000000); }
        else { while (due <= t && due < until) { if (due >= meas_t0) lag.add(t - due); publish(k++); due += interval; t = mono(); } poll_once(std::min(due, until) - mono()); }
        if (n_failed > nconn / 2) return;
      }
    };
    int64_t due = mono(); pump(mono() + (int64_t)(warmup * 1e9), due);
    if (!flat) { uint64_t w = 0; run_until([&] { return marks >= expected || w++ > 100; }, 2); } // rate mode starts the window with nothing in flight
    Usage u0 = usage(); Machine m0 = machine(); double s0 = self_cpu(); uint64_t b0 = bytes_in, r0 = recvs, mk0 = marks, se0 = sent, ex0 = expected; int64_t t0 = meas_t0 = mono(); due = t0;
    pump(t0 + (int64_t)(dur * 1e9), due);
    uint64_t in_window = marks - mk0; int64_t t1 = mono();
    Usage u1, ux; Machine m1; double s1 = 0;
    if (flat) { u1 = usage(); m1 = machine(); s1 = self_cpu(); }
    uint64_t lastm = marks; int64_t lastp = mono(); run_until([&] { if (marks != lastm) { lastm = marks; lastp = mono(); } return marks >= expected || mono() - lastp > 3000000000LL; }, drain);
    if (!flat) { u1 = usage(); m1 = machine(); s1 = self_cpu(); t1 = mono(); in_window = marks - mk0; }
    double wall = sec(t1 - t0), cpu = u1.cpu - u0.cpu; double n = (double)std::max<uint64_t>(in_window, 1);
    J("mode", flat ? std::string("flat") : std::string("rate")); if (!flat) J("rate", rate); else J("window", window);
    J("publishers_per_room", std::min(pubs, size)); J("wall_s", wall); J("sent", (double)(sent - se0)); J("expected", (double)(expected - ex0)); J("deliveries", (double)in_window); J("lost", (double)(int64_t)(expected - marks));
    J("deliveries_per_s", n / wall); J("msgs_per_s", (sent - se0) / wall); J("cpu_s", cpu); J("cpu_us_per_delivery", cpu * 1e6 / n); J("cpu_us_per_msg", cpu * 1e6 / std::max<uint64_t>(sent - se0, 1)); J("deliveries_per_cpu_s", n / std::max(cpu, 1e-9));
    double tk = (u1.ut - u0.ut) + (u1.st - u0.st); J("user_frac", tk > 0 ? (u1.ut - u0.ut) / tk : 0); J("server_cores", cpu / wall);
    J("p50_ms", lat.pct(.5) / 1e6); J("p99_ms", lat.pct(.99) / 1e6); J("p999_ms", lat.pct(.999) / 1e6); J("max_ms", lat.mx / 1e6);
    if (!flat) { J("sendlag_p99_ms", lag.pct(.99) / 1e6); J("sendlag_max_ms", lag.mx / 1e6); }
    J("bytes_per_delivery", (bytes_in - b0) / n); J("recvs_per_delivery", (recvs - r0) / n); J("driver_cores", (s1 - s0) / wall); J("driver_us_per_delivery", (s1 - s0) * 1e6 / n);
    J("others_cores", (m1.busy - m0.busy - cpu - (s1 - s0)) / wall); J("steal_cores", (m1.steal - m0.steal) / wall);
  }

  // --- output
  std::vector<std::pair<std::string, std::string>> js;
  void J(const char *k, double v) { char b[64]; if (v == (int64_t)v && fabs(v) < 1e15) snprintf(b, sizeof b, "%lld", (long long)v); else snprintf(b, sizeof b, "%.4g", v); js.push_back({k, b}); }
  void J(const char *k, int v) { J(k, (double)v); }
  void J(const char *k, const std::string &v) { std::string o = "\""; for (char ch : v) { if (ch == '"' || ch == '\\') o += '\\'; o += (unsigned char)ch < 32 ? ' ' : ch; } js.push_back({k, o + "\""}); }
  void emit() {
    std::string o = "{"; for (size_t i = 0; i < js.size(); i++) { if (i) o += ", "; o += "\"" + js[i].first + "\": " + js[i].second; } o += "}\n";
    if (out_file.empty()) fputs(o.c_str(), stdout); else { if (FILE *f = fopen(out_file.c_str(), "a")) { fputs(o.c_str(), f); fclose(f); } if (!quiet) fputs(o.c_str(), stdout); }
  }

  void init_net() {
    signal(SIGPIPE, SIG_IGN); rlimit rl; getrlimit(RLIMIT_NOFILE, &rl); rl.rlim_cur = rl.rlim_max; setrlimit(RLIMIT_NOFILE, &rl);
    if ((long)rl.rlim_cur < nconn + 20) { fprintf(stderr, "file limit %ld too low for %d connections\n", (long)rl.rlim_cur, nconn); exit(2); }
    ep = epoll_create1(EPOLL_CLOEXEC);
    if (tls) { ctx = SSL_CTX_new(TLS_client_method()); SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS); SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, nullptr); }
    conns.resize(nconn); t_start.resize(nconn); members.resize(rooms); rooms_of.resize(nconn);
    for (int r = 0; r < rooms; r++) for (int k = 0; k < size; k++) { int c = (int)(((int64_t)r * size + k) % nconn); members[r].push_back(c); rooms_of[c].push_back(r); }
  }

  int bench() {
    mod->setup(); init_net();
    J("server", server.empty() ? proto : server); J("label", label); J("proto", proto); J("transport", std::string(ws ? "ws" : "tcp") + (tls ? "+tls" : "")); J("conns", nconn); J("rooms", rooms); J("room_size", size); J("payload", payload);
    Usage u0 = usage(true); long k0 = kernel_tcp_kb(); J("rss_start_kb", (double)u0.rss_kb); int rc = 0;
    int64_t t0 = mono(); double s0 = self_cpu();
    bool ok = run_until([&] { return storm ? n_steady + n_failed >= nconn : n_ready + n_failed >= nconn; }, timeout);
    double tc = sec(mono() - t0); Usage u1 = usage();
    if (storm) { J("storm_s", tc); J("storm_cpu_s", u1.cpu - u0.cpu); J("storm_driver_cpu_s", self_cpu() - s0); J("joins", (double)n_joins); J("cpu_us_per_connect_join", (u1.cpu - u0.cpu) * 1e6 / std::max(1, n_steady)); J("ready_p50_ms", conn_lat.pct(.5) / 1e6); J("ready_max_ms", conn_lat.mx / 1e6); }
    else { J("connect_s", tc); J("connect_cpu_us", (u1.cpu - u0.cpu) * 1e6 / std::max(1, n_ready)); }
    if (!ok) J("timeout", std::string("connect"));
    run_for(settle); u1 = usage(true); if (!storm) { J("rss_conn_kb", (double)u1.rss_kb); J("kb_per_conn", (double)(u1.rss_kb - u0.rss_kb) / std::max(1, n_ready)); J("kernel_tcp_kb", (double)(kernel_tcp_kb() - k0)); }
    if (!storm && rooms && ok) {
      int64_t a = mono(); Usage v0 = usage(); join_phase = true;
      ok = run_until([&] { return n_steady + n_failed >= nconn; }, timeout); join_phase = false; Usage v1 = usage();
      J("join_s", sec(mono() - a)); J("joins", (double)n_joins); J("join_cpu_us", (v1.cpu - v0.cpu) * 1e6 / std::max<int64_t>(1, n_joins)); if (!ok) J("timeout", std::string("join"));
      run_for(settle); Usage v2 = usage(true); J("rss_joined_kb", (double)v2.rss_kb); J("kb_per_conn_joined", (double)(v2.rss_kb - u0.rss_kb) / std::max(1, n_ready));
    } else if (storm) { J("rss_joined_kb", (double)u1.rss_kb); J("kb_per_conn_joined", (double)(u1.rss_kb - u0.rss_kb) / std::max(1, n_steady)); }
    if (idle > 0) { Usage a = usage(); int64_t t = mono(); run_for(idle); Usage b = usage(true); J("idle_s", idle); J("idle_cpu_pct", 100 * (b.cpu - a.cpu) / sec(mono() - t)); J("rss_idle_kb", (double)b.rss_kb); J("kb_per_conn_idle", (double)(b.rss_kb - u0.rss_kb) / std::max(1, n_ready)); J("pss_idle_kb", (double)b.pss_kb); }
    bool emitted = false;
    if ((rate > 0 || flat || !phases.empty()) && rooms && ok && n_steady) {
      if (phases.empty()) fanout();
      else { // KIND:VALUE:SECONDS,...  each phase is one output line after the same setup
        auto head = js;
        for (size_t a = 0; a < phases.size();) {
          size_t b = phases.find(',', a); if (b == std::string::npos) b = phases.size();
          std::string ph = phases.substr(a, b - a); a = b + 1; char kind[16]; double v, d; if (sscanf(ph.c_str(), "%15[^:]:%lf:%lf", kind, &v, &d) != 3) { fprintf(stderr, "bad phase %s\n", ph.c_str()); return 2; }
          flat = !strcmp(kind, "flat"); if (flat) window = (int)v; else rate = v; dur = d; js = head; fanout(); tail(); emit(); emitted = true; if (n_failed > nconn / 2) break;
        }
      }
    }
    if (!emitted) { tail(); emit(); }
    if (!first_fail.empty()) rc = 1;
    for (auto &c : conns) if (c.fd >= 0) close(c.fd);
    return rc;
  }
  void tail() {
    Usage ue = usage(); J("rss_end_kb", (double)ue.rss_kb); J("threads", ue.threads); J("procs", ue.procs); J("failed_conns", n_failed); if (!first_fail.empty()) { J("first_failure", first_fail); }
  }

  // cold start: exec the server, time until one client has logged in
  int coldstart(char **argv) {
    nconn = 1; rooms = 0; signal(SIGPIPE, SIG_IGN); int64_t t0 = mono(); pid_t pid = fork();
    if (!pid) { setpgid(0, 0); int n = open("/dev/null", O_RDWR); dup2(n, 0); dup2(n, 1); dup2(n, 2); execvp(argv[0], argv); _exit(127); }
    roots = {pid}; double t_listen = -1, t_ready = -1; sockaddr_in a = addr_of(host, port); int64_t end = t0 + (int64_t)(timeout * 1e9);
    while (mono() < end) { int f = socket(AF_INET, SOCK_STREAM, 0); if (!connect(f, (sockaddr *)&a, sizeof a)) { t_listen = sec(mono() - t0); close(f); break; } close(f); usleep(1000); if (waitpid(pid, nullptr, WNOHANG) == pid) { fprintf(stderr, "server exited\n"); return 1; } }
    while (t_listen >= 0 && mono() < end) { // retry logins: some servers listen before they can serve
      n_ready = n_failed = n_open = opening = next_conn = 0; conns.clear(); first_fail.clear(); rooms_of.clear(); init_net(); 
      run_until([&] { return n_ready + n_failed >= 1; }, 2); bool okk = n_ready == 1; if (conns[0].fd >= 0) close(conns[0].fd); close(ep); if (okk) { t_ready = sec(mono() - t0); break; } usleep(2000);
    }
    sleep(1); Usage u = usage(true); J("server", server.empty() ? proto : server); J("label", std::string("coldstart")); J("listen_s", t_listen); J("ready_s", t_ready); J("cpu_s", u.cpu); J("rss_kb", (double)u.rss_kb); J("pss_kb", (double)u.pss_kb); J("procs", u.procs); J("threads", u.threads); emit();
    std::vector<int> tr = tree(); for (int p : tr) kill(p, SIGTERM);
    for (int i = 0; i < 200; i++) { if (waitpid(pid, nullptr, WNOHANG) == pid) { pid = 0; break; } usleep(50000); }
    for (int p : tr) if (p != pid || pid) kill(p, 0) == 0 && p != getpid() ? (void)kill(p, SIGKILL) : (void)0;
    return t_ready >= 0 ? 0 : 1;
  }
};

static void help() {
  fprintf(stderr,
  "fanout --proto NAME --port N --pid PID[,PID] --conns N [--rooms R --size S] [--rate HZ | --flat] ...\n"
  "fanout coldstart --proto NAME --port N -- SERVER ARGS   (starts the server, times it, ends it)\n"
  "transport  --host 127.0.0.1 --port N --ws --tls --src-ips K (bind 127.0.0.2.. in turn)\n"
  "load       --conns N --rooms R --size S (room r holds connections r*S..r*S+S-1 modulo N) --pubs P (publishers per room)\n"
  "           --stalled ID (that connection stops reading; with one room)\n"
  "           --payload 80 --rate MSG/S --dur 15 --warmup 1 | --flat --window 32 (messages in flight, all rooms)\n"
  "           --phases rate:20:15,flat:16:5,flat:16:5 (several windows after one setup, one output line each)\n"
  "           --storm (all connects at once unless --connect-window follows, join at login) --connect-window 200 --join-window 100 --settle 2 --idle SECONDS --timeout 120\n"
  "output     --out FILE (append one JSON line) --label TEXT --server NAME\n"
  "modules   "); for (auto &x : registry()) fprintf(stderr, " %s", x.first.c_str());
  fprintf(stderr, "   module options: --m-KEY VALUE, see the module's option()\n"); exit(2);
}
int main(int argc, char **argv) {
  setvbuf(stdout, nullptr, _IOLBF, 0); Main m; D = &m; m.host = "127.0.0.1"; std::vector<std::pair<std::string, std::string>> mo; bool cold = false; int i = 1;
  if (argc > 1 && !strcmp(argv[1], "coldstart")) { cold = true; i++; }
  for (; i < argc; i++) {
    std::string a = argv[i]; if (a == "--") { i++; break; }
    if (a == "--ws") { m.ws = true; continue; } if (a == "--tls") { m.tls = true; continue; } if (a == "--flat") { m.flat = true; continue; } if (a == "--storm") { m.storm = true; m.connect_window = 1 << 30; continue; } if (a == "--quiet") { m.quiet = true; continue; }
    if (a.compare(0, 2, "--") || i + 1 >= argc) help();
    std::string v = argv[++i];
    if (a == "--proto") m.proto = v; else if (a == "--host") m.host = v; else if (a == "--port") m.port = stoi(v); else if (a == "--conns") m.nconn = stoi(v);
    else if (a == "--rooms") m.rooms = stoi(v); else if (a == "--size") m.size = stoi(v); else if (a == "--pubs") m.pubs = stoi(v); else if (a == "--phases") m.phases = v; else if (a == "--payload") m.payload = std::min(4000, std::max(17, stoi(v)));
    else if (a == "--stalled") m.stalled = stoi(v); else if (a == "--rate") m.rate = stod(v); else if (a == "--dur") m.dur = stod(v); else if (a == "--warmup") m.warmup = stod(v); else if (a == "--window") m.window = stoi(v);
    else if (a == "--settle") m.settle = stod(v); else if (a == "--idle") m.idle = stod(v); else if (a == "--timeout") m.timeout = stod(v); else if (a == "--drain") m.drain = stod(v);
    else if (a == "--connect-window") m.connect_window = stoi(v); else if (a == "--join-window") m.join_window = stoi(v); else if (a == "--src-ips") m.srcips = stoi(v); else if (a == "--rcvbuf") m.rcvbuf = stoi(v);
    else if (a == "--out") m.out_file = v; else if (a == "--label") m.label = v; else if (a == "--server") m.server = v;
    else if (a == "--pid") { for (size_t p = 0; p < v.size();) { roots.push_back(atoi(v.c_str() + p)); p = v.find(',', p); if (p == std::string::npos) break; p++; } }
    else if (!a.compare(0, 4, "--m-")) mo.push_back({a.substr(4), v}); else { fprintf(stderr, "unknown option %s\n", a.c_str()); help(); }
  }
  auto it = registry().find(m.proto); if (it == registry().end() || !m.port) help();
  m.mod = it->second(); for (auto &x : mo) if (!m.mod->option(x.first, x.second)) { fprintf(stderr, "module %s has no option --m-%s\n", m.proto.c_str(), x.first.c_str()); return 2; }
  if (cold) return m.coldstart(argv + i);
  if (m.nconn <= 0) help();
  return m.bench();
}
