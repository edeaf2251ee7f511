#define _GNU_SOURCE
#include "include/CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

int process_temporary_file(const char *directory) {
#ifdef O_TMPFILE
  int unnamed = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (unnamed >= 0) return unnamed;
#endif
  // Some file systems know no unnamed files: make one and take its name away at once.
  char path[4096];
  size_t length = strlen(directory);
  static const char pattern[] = "/hikae-XXXXXX";
  if (length + sizeof pattern > sizeof path) return -ENAMETOOLONG;
  memcpy(path, directory, length);
  memcpy(path + length, pattern, sizeof pattern);
  int named = mkostemp(path, O_CLOEXEC);
  if (named < 0) return -errno;
  unlink(path);
  return named;
}

int process_socket_pair(int sockets[2]) {
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0 ? 0 : -errno;
}

int process_send(int socket, const void *bytes, size_t count, int descriptor) {
  const char *rest = bytes;
  while (count > 0) {
    struct iovec part = {(void *)rest, count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    union {
      struct cmsghdr header;
      char space[CMSG_SPACE(sizeof(int))];
    } control;
    if (descriptor >= 0) {
      memset(&control, 0, sizeof control);
      message.msg_control = control.space;
      message.msg_controllen = sizeof control.space;
      struct cmsghdr *header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int));
      memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    }
    ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return -errno;
    }
    descriptor = -1;
    rest += sent;
    count -= (size_t)sent;
  }
  return 0;
}

ssize_t process_receive(int socket, void *bytes, size_t count, int *descriptor) {
  *descriptor = -1;
  struct iovec part = {bytes, count};
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } control;
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
  ssize_t received;
  do {
    received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (received < 0 && errno == EINTR);
  if (received < 0) return errno == ECONNRESET ? 0 : -errno;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header))
    if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof(int)))
      memcpy(descriptor, CMSG_DATA(header), sizeof(int));
  return received;
}

int process_wait_readable(int socket, int milliseconds) {
  struct pollfd wanted = {.fd = socket, .events = POLLIN};
  int ready = poll(&wanted, 1, milliseconds);
  if (ready < 0) return errno == EINTR ? 0 : -errno;
  return ready;
}

/// What a reader needs of the environment. The rest is the parent's business: it may hold keys and passwords.
static int may_inherit(const char *variable) {
  static const char *const names[] = {"PATH=", "TMPDIR=", "LD_LIBRARY_PATH=", "DYLD_LIBRARY_PATH="};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strncmp(variable, names[i], strlen(names[i])) == 0) return 1;
  return 0;
}

int process_spawn(char *const arguments[], int socket, pid_t *pid) {
  char *environment[8];
  size_t kept = 0;
  for (char **variable = environ; *variable && kept < 7; variable++)
    if (may_inherit(*variable)) environment[kept++] = *variable;
  environment[kept] = NULL;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  if (posix_spawn_file_actions_init(&actions) != 0) return -ENOMEM;
  if (posix_spawnattr_init(&attributes) != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return -ENOMEM;
  }
  // A session of its own: no terminal to type into, and one group to end together with what the child has started.
  // Signals that the parent ignores or blocks are no business of the child.
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  posix_spawn_file_actions_adddup2(&actions, socket, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  // A crash report could quote what was being read.
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  int failure = posix_spawn(pid, arguments[0], &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return -failure;
}

int process_end(pid_t pid, int *exit_status) {
  int status = 0;
  *exit_status = 0;
  // The socket closes a moment before a dying process can be waited for: leave it that moment to say why it dies.
  for (int attempt = 0; attempt < 50; attempt++) {
    siginfo_t info = {.si_pid = 0};
    // Only looked at: while it is not buried, its number belongs to nobody else.
    int looked = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT);
    if (looked < 0 && errno != EINTR) return 0;
    if (looked == 0 && info.si_pid == pid) break;
    struct timespec pause = {0, 1000000};
    nanosleep(&pause, NULL);
  }
  // With what it has started: a pdftotext must not go on for nobody.
  kill(-pid, SIGKILL);
  kill(pid, SIGKILL);
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return SIGKILL;
  if (WIFEXITED(status)) *exit_status = WEXITSTATUS(status);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

double process_monotonic_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
