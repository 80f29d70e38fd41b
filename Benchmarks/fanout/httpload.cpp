// httpload - N kept-alive connections, each with one request in flight, for so long; prints one JSON line.
//   httpload PORT PID CONNECTIONS SECONDS TOKEN PATH [BODY]     GET without a body, else POST
// Loopback only. CPU is that of PID, all threads, over the window; one second of warm-up before it.
#include <algorithm>
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/tcp.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <vector>
static double now(clockid_t k = CLOCK_MONOTONIC) { timespec t; clock_gettime(k, &t); return t.tv_sec + t.tv_nsec / 1e9; }
struct Conn { int fd; std::string in; double start; };
int main(int argc, char **v) {
  if (argc < 7) return 2;
  int port = atoi(v[1]), pid = atoi(v[2]), count = atoi(v[3]); double seconds = atof(v[4]);
  std::string body = argc > 7 ? v[7] : "", rq = std::string(argc > 7 ? "POST " : "GET ") + v[6] + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + v[5] +
    "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  clockid_t cpu; if (clock_getcpuclockid(pid, &cpu)) { fprintf(stderr, "no process %d\n", pid); return 2; }
  int ep = epoll_create1(0), one = 1; std::vector<Conn> cs(count); sockaddr_in a{}; a.sin_family = AF_INET; a.sin_port = htons(port); a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto ask = [&](Conn &c) { c.start = now(); if (send(c.fd, rq.data(), rq.size(), MSG_NOSIGNAL) != (ssize_t)rq.size()) { perror("send"); exit(1); } };
  for (int i = 0; i < count; i++) {
    int fd = socket(AF_INET, SOCK_STREAM, 0); if (connect(fd, (sockaddr *)&a, sizeof a)) { perror("connect"); return 1; }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); cs[i].fd = fd; epoll_event e{}; e.events = EPOLLIN; e.data.u32 = i; epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
  }
  double begin = now() + 1, end = begin + seconds, c0 = 0, t0 = 0; bool measuring = false; std::vector<double> lat; char b[65536]; epoll_event ev[256];
  for (auto &c : cs) ask(c);
  for (;;) {
    int n = epoll_wait(ep, ev, 256, 100); double t = now();
    if (!measuring && t >= begin) { measuring = true; t0 = t; c0 = now(cpu); lat.clear(); }
    if (t >= end) break;
    for (int i = 0; i < n; i++) {
      Conn &c = cs[ev[i].data.u32]; ssize_t r = recv(c.fd, b, sizeof b, 0); if (r <= 0) { fprintf(stderr, "cut off\n"); return 1; }
      c.in.append(b, r); size_t h = c.in.find("\r\n\r\n"); if (h == std::string::npos) continue;
      std::string head = c.in.substr(0, h); for (auto &x : head) x = tolower(x);
      size_t l = head.find("content-length:"), need = l == std::string::npos ? 0 : strtoul(head.c_str() + l + 15, 0, 10); if (c.in.size() < h + 4 + need) continue;
      if (strncmp(c.in.c_str() + 9, "200", 3)) { fprintf(stderr, "refused: %.300s\n", c.in.c_str()); return 1; }
      lat.push_back(now() - c.start); c.in.clear(); ask(c);
    }
  }
  double wall = now() - t0, used = now(cpu) - c0; size_t n = lat.size(); if (!n) return 1;
  std::sort(lat.begin(), lat.end());
  printf("{\"connections\": %d, \"requests\": %zu, \"per_s\": %.0f, \"cpu_us_per_request\": %.2f, \"p50_ms\": %.3f, \"p99_ms\": %.3f}\n", count, n, n / wall, used * 1e6 / n, lat[n / 2] * 1e3, lat[n * 99 / 100] * 1e3);
}
