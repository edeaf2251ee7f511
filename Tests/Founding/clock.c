// Lets a program live at another time: its wall clock begins at HIKAE_REPLAY_AT (seconds since 1970) and goes on from there.
// Loaded before the program (LD_PRELOAD); clocks that only measure lengths of time stay as they are.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static int (*system_clock)(clockid_t, struct timespec *);
static time_t shift;

__attribute__((constructor)) static void begin(void) {
  system_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  const char *at = getenv("HIKAE_REPLAY_AT");
  struct timespec now;
  if (at && system_clock && system_clock(CLOCK_REALTIME, &now) == 0) shift = (time_t)atoll(at) - now.tv_sec;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  if (!system_clock) begin();
  int result = system_clock(clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += shift;
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec precise;
  int result = clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return result;
}

time_t time(time_t *into) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (into) *into = now.tv_sec;
  return now.tv_sec;
}
