// The Linux system calls that Swift's Glibc module leaves out, and wrappers for
// what it cannot import: GNU-only declarations (hidden without _GNU_SOURCE),
// function-like macros and variadics.
#ifndef CCHAT_LINUX_SHIM_H
#define CCHAT_LINUX_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

// GNU-only: declared here because _GNU_SOURCE cannot be set without unsafe flags.
extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern int memfd_create(const char *, unsigned int);
extern int pipe2(int[2], int);
extern int pthread_setname_np(pthread_t, const char *);
extern long syscall(long, ...);

static const int cchat_sock_nonblock = SOCK_NONBLOCK;
static const int cchat_sock_cloexec = SOCK_CLOEXEC;
static const int cchat_efd_flags = EFD_NONBLOCK | EFD_CLOEXEC;
static const int cchat_sfd_flags = SFD_NONBLOCK | SFD_CLOEXEC;
static const int cchat_epoll_cloexec = EPOLL_CLOEXEC;
static const uint32_t cchat_epollin = EPOLLIN;
static const uint32_t cchat_epollout = EPOLLOUT;
static const uint32_t cchat_epollhup = EPOLLHUP;
static const uint32_t cchat_epollerr = EPOLLERR;
static const uint32_t cchat_epollrdhup = EPOLLRDHUP;
static const uint32_t cchat_epollet = EPOLLET;
static const int cchat_tcp_notsent_lowat = 25;

// Variadics.
static inline int cchat_fcntl(int fd, int cmd, int arg) { return fcntl(fd, cmd, arg); }
static inline int cchat_open(const char *path, int flags, unsigned int mode) {
    return open(path, flags, mode);
}
static inline int cchat_ioctl(int fd, unsigned long request, void *arg) {
    return ioctl(fd, request, arg);
}

// struct ucred is GNU-only: the peer's credentials on a unix socket.
static inline int cchat_peer_uid(int fd, uint32_t *uid) {
    struct { int32_t pid; uint32_t uid; uint32_t gid; } credentials;
    socklen_t length = sizeof credentials;
    int result = getsockopt(fd, SOL_SOCKET, 17 /* SO_PEERCRED */, &credentials, &length);
    if (result == 0) *uid = credentials.uid;
    return result;
}

// Macros over wait statuses.
static inline int cchat_wifexited(int status) { return WIFEXITED(status); }
static inline int cchat_wexitstatus(int status) { return WEXITSTATUS(status); }

#endif
