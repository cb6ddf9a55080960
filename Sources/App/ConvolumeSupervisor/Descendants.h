#ifndef CONVOLUME_DESCENDANTS_H
#define CONVOLUME_DESCENDANTS_H

#include <signal.h>
#include <sys/types.h>
#include <time.h>

// Sends SIGKILL to all that this process started, directly or not. Where the system has no /proc,
// that is the group of `program`.
void killDescendants(pid_t program);

// Waits for one of `signals`, which are blocked, for at most `interval`. Returns its number, or -1.
int awaitSignal(const sigset_t *signals, const struct timespec *interval);

#endif
