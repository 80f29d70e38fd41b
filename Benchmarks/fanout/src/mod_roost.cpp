// Roost: gateway v=1 for receiving, POST /api/v1/channels/N/messages for sending, as its client does.
// Accounts and rooms come from `RoostBench seed`: a file of tokens, one a line, and one of channel ids.
#include "core.hpp"
#include <cstdio>
#include <cstdlib>
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
struct Roost : Module {
  std::vector<std::string> tokens, rooms;
  struct Sender { int fd; uint64_t sent = 0, answered = 0; };
  std::vector<Sender> senders; size_t next = 0; int pool = 64; std::string unix_path;
  static std::vector<std::string> lines(const std::string &path) {
    std::vector<std::string> v; FILE *f = fopen(path.c_str(), "r"); if (!f) { perror(path.c_str()); exit(2); }
    char b[512]; while (fgets(b, sizeof b, f)) { b[strcspn(b, "\r\n")] = 0; v.push_back(b); }
    fclose(f); return v;
  }
  bool option(const std::string &k, const std::string &v) override {
    if (k == "tokens") tokens = lines(v);
    else if (k == "rooms") rooms = lines(v);
    else if (k == "senders") pool = atoi(v.c_str());
    else if (k == "senders-unix") unix_path = v; // plain there, where the receivers have TLS
    else return false;
    return true;
  }
  std::string ws_path() override { return "/gateway?v=1"; }
  bool echo() override { return true; }
  double heartbeat_s() override { return 40; }
  void heartbeat(Conn &c) override { D->send(c, "{\"op\":1,\"d\":null}"); }
  void on_open(Conn &c) override {
    D->send(c, "{\"op\":2,\"d\":{\"token\":\"" + tokens.at(c.id) + "\"}}");
  }
  size_t on_data(Conn &c, const char *p, size_t n) override {
    if (c.st == ST_LOGIN && has(p, std::min<size_t>(n, 64), "\"READY\"")) D->ready(c);
    return n;
  }
  void join(Conn &c, const int *, int n) override { D->joined(c, n); } // the server joins by permission
  void compose(Conn &, int, const char *, size_t, std::string &) override {}
  // One of a pool of kept-alive connections; each is as good as a person's own.
  bool publish(Conn &c, int room, const char *pl, size_t n) override {
    if (senders.empty()) for (int i = 0; i < pool; i++) senders.push_back({dial()});
    Sender &s = senders[next++ % senders.size()];
    collect(s);
    std::string body = "{\"content\":\"" + std::string(pl, n) + "\"}";
    std::string rq = "POST /api/v1/channels/" + rooms.at(room) + "/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + tokens.at(c.id) +
      "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    if (::send(s.fd, rq.data(), rq.size(), MSG_NOSIGNAL) != (ssize_t)rq.size()) { perror("POST"); exit(1); }
    s.sent++; return true;
  }
  int dial() {
    if (!unix_path.empty()) {
      int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); sockaddr_un a{}; a.sun_family = AF_UNIX; strncpy(a.sun_path, unix_path.c_str(), sizeof a.sun_path - 1);
      if (connect(fd, (sockaddr *)&a, sizeof a)) { perror(unix_path.c_str()); exit(1); }
      return fd;
    }
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1; sockaddr_in a{}; a.sin_family = AF_INET; a.sin_port = htons(D->port); inet_pton(AF_INET, D->host.c_str(), &a.sin_addr);
    if (connect(fd, (sockaddr *)&a, sizeof a)) { perror("connect"); exit(1); }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); return fd;
  }
  // What has been answered is read when the connection's turn comes again.
  static void collect(Sender &s) {
    char b[16384];
    for (;;) {
      ssize_t r = recv(s.fd, b, sizeof b - 1, MSG_DONTWAIT);
      if (r < 0 && (errno == EAGAIN || errno == EINTR)) return;
      if (r <= 0) { fprintf(stderr, "a sender was cut off\n"); exit(1); }
      b[r] = 0;
      for (const char *q = b; (q = strstr(q, "HTTP/1.1 ")); q += 9) {
        if (strncmp(q + 9, "200", 3)) { fprintf(stderr, "refused: %.300s\n", q); exit(1); }
        s.answered++;
      }
    }
  }
};
MODULE("roost", Roost);
