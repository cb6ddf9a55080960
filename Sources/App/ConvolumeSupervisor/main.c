// Runs a program for a host, and ends with it everything that it started.
//
//     convolume-supervisor HOST PROGRAM ARGUMENT...
//
// HOST is the process that asks for it and must be its parent. When the program ends by itself, when
// the host asks for the end with SIGTERM, and when the host is gone for whatever reason, SIGKILL
// included, all descendants are killed, also those that moved to a group or session of their own:
// as a child subreaper this process inherits every orphan among them. It then ends as the program
// did, by the same signal or with the same exit code.
//
// It is two processes, each of which does all of that: the outer one runs the inner one, the inner one
// the program. Whichever of them is killed, the other tidies up.
//
// It is written in C because it forks, and is a program of its own because whoever tidies up must
// not be what broke.

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "Descendants.h"

#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { usageCode = 2, notFoundCode = 127, goneCode = 143 };

// How often the host is looked for, and how long a kill may take before what resists is given up.
static const struct timespec lookInterval = {.tv_nsec = 50000000};
static const struct timespec killInterval = {.tv_nsec = 2000000};
static const time_t killPatience = 5;

// What this process looks after: the inner supervisor, or the program.
static pid_t charge;
static int chargeStatus;
static int chargeHasEnded;

static void reap(void) {
  int status;
  pid_t ended;
  while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
    if (ended == charge) {
      chargeStatus = status;
      chargeHasEnded = 1;
    }
  }
}

static int hasChildren(void) {
  siginfo_t information;
  return waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

static time_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec;
}

// Kills until nothing is left. What is killed cannot fork any more, so even a fork bomb ends.
static void endAll(void) {
  sigset_t childEnded;
  sigemptyset(&childEnded);
  sigaddset(&childEnded, SIGCHLD);
  for (time_t deadline = now() + killPatience; now() <= deadline;) {
    killDescendants(charge);
    reap();
    if (!hasChildren()) return;
    awaitSignal(&childEnded, &killInterval);
  }
}

// Ends this process as the program ended, without a core dump of its own.
static int endAs(int status) {
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  int number = WTERMSIG(status);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  signal(number, SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &only, NULL);
  raise(number);
  return 128 + number;
}

// The signals that are waited for.
static void fillAwaited(sigset_t *awaited) {
  const int numbers[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
  sigemptyset(awaited);
  for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index += 1) {
    // An ignored signal would be inherited as ignored, and never be seen here.
    signal(numbers[index], SIG_DFL);
    sigaddset(awaited, numbers[index]);
  }
}

// Forks, and watches the child until it ends or `host` does; never returns in this process. Returns in
// the child.
static void supervise(pid_t host, const sigset_t *awaited) {
#ifdef __linux__
  prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
  pid_t supervisor = getpid();
  charge = fork();
  if (charge < 0) {
    perror("convolume-supervisor: fork");
    _exit(notFoundCode);
  }
  if (charge == 0) {
    if (getppid() != supervisor) _exit(goneCode);
    return;
  }
  // The host shall find its pipe broken when the program is gone.
  close(STDIN_FILENO);
  while (!chargeHasEnded && getppid() == host) {
    int number = awaitSignal(awaited, &lookInterval);
    if (number > 0 && number != SIGCHLD) break;
    reap();
  }
  endAll();
  _exit(chargeHasEnded ? endAs(chargeStatus) : goneCode);
}

int main(int count, char **arguments) {
  char *end = NULL;
  pid_t host = count > 2 ? (pid_t)strtol(arguments[1], &end, 10) : 0;
  if (host <= 0 || *end != '\0') {
    fprintf(stderr, "convolume-supervisor is started by convolume; it is of no use by itself.\n");
    return usageCode;
  }
  sigset_t awaited, inherited;
  fillAwaited(&awaited);
  sigprocmask(SIG_BLOCK, &awaited, &inherited);
  if (getppid() != host) return goneCode;

  supervise(host, &awaited);
  // The inner supervisor, which must outlive the outer one for as long as it takes to tidy up.
  supervise(getppid(), &awaited);

  // The program.
  setpgid(0, 0);
#ifdef __linux__
  // Whoever kills the supervisor ends the program too.
  pid_t supervisor = getppid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != supervisor) _exit(goneCode);
#endif
  sigprocmask(SIG_SETMASK, &inherited, NULL);
  // What the host ignores ends a program, as its author expects of a pipe that nobody reads.
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  execvp(arguments[2], arguments + 2);
  fprintf(stderr, "convolume-supervisor: %s: %s\n", arguments[2], strerror(errno));
  _exit(notFoundCode);
}
