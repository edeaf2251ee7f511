// The few system calls of a confined reader process that Swift cannot spell. Every function returns a negative errno
// on failure, so that nothing depends on when errno is read.
#ifndef HIKAE_CPROCESS_H
#define HIKAE_CPROCESS_H

#include "scan.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Opens a file without a name in `directory`, readable and writable, gone when it is closed.
int process_temporary_file(const char *directory);

/// A pair of connected stream sockets, closed on exec.
int process_socket_pair(int sockets[2]);

/// Sends all of `bytes` and, with its first byte, `descriptor` (none when negative). Never raises SIGPIPE.
int process_send(int socket, const void *bytes, size_t count, int descriptor);

/// Receives up to `count` bytes; a descriptor that came along is stored (closed on exec), else -1.
/// Returns the bytes received, 0 at the end.
ssize_t process_receive(int socket, void *bytes, size_t count, int *descriptor);

/// Waits until `socket` has something to read. Returns 1 ready, 0 when `milliseconds` are over.
int process_wait_readable(int socket, int milliseconds);

/// Starts `arguments[0]` with `socket` as its standard input and nothing for its output and errors.
int process_spawn(char *const arguments[], int socket, pid_t *pid);

/// Status with which a confined process exits when it crashes for want of memory.
#define PROCESS_WITHOUT_MEMORY 77

/// Ends and buries a process that was started here.
/// Returns the signal that ended it (SIGKILL when it was still running), or 0 when it had exited by itself, with
/// `exit_status`.
int process_end(pid_t pid, int *exit_status);

/// Closes every descriptor but standard input, output and error, whatever the parent had open.
void process_close_inherited(void);

/// Takes from this process what a reader of foreign bytes never needs: new privileges, core dumps, being traced,
/// sockets, mounts and the like (a seccomp filter), and address space above `memory` bytes. A crash with less than a quarter of
/// that left exits with PROCESS_WITHOUT_MEMORY: Swift ends a process that gets no memory without a word, and its parent
/// cannot tell by its size, because a new process is given the largest size of the one that started it.
int process_confine(int64_t memory, int descriptors, int64_t file_size);

/// Keeps this process's memory out of core dumps, and other processes of the same user from reading it.
int process_hide_memory(void);

/// A file in memory, without a name on any disk, gone when it is closed.
int process_memory_file(void);

/// Allows `seconds` of processor time from now on; then SIGXCPU ends the process.
int process_allow_processor_time(int seconds);

/// Seconds since some start, unaffected by changes of the clock.
double process_monotonic_seconds(void);

#endif
