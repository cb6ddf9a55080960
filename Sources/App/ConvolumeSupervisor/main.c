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

static pid_t program;
static int programStatus;
static int programHasEnded;

static void reap(void) {
  int status;
  pid_t ended;
  while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
    if (ended == program) {
      programStatus = status;
      programHasEnded = 1;
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
    killDescendants(program);
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

int main(int count, char **arguments) {
  char *end = NULL;
  pid_t host = count > 2 ? (pid_t)strtol(arguments[1], &end, 10) : 0;
  if (host <= 0 || *end != '\0') {
    fprintf(stderr, "convolume-supervisor is started by convolume; it is of no use by itself.\n");
    return usageCode;
  }
  sigset_t awaited, inherited;
  sigemptyset(&awaited);
  int numbers[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
  for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index += 1) {
    // An ignored signal would be inherited as ignored, and never be seen here.
    signal(numbers[index], SIG_DFL);
    sigaddset(&awaited, numbers[index]);
  }
  sigprocmask(SIG_BLOCK, &awaited, &inherited);
  if (getppid() != host) return goneCode;
#ifdef __linux__
  prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif

  pid_t supervisor = getpid();
  program = fork();
  if (program < 0) {
    perror("convolume-supervisor: fork");
    return notFoundCode;
  }
  if (program == 0) {
    setpgid(0, 0);
#ifdef __linux__
    // Whoever kills the supervisor ends the program too.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != supervisor) _exit(goneCode);
    sigprocmask(SIG_SETMASK, &inherited, NULL);
    // What the host ignores ends a program, as its author expects of a pipe that nobody reads.
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    execvp(arguments[2], arguments + 2);
    fprintf(stderr, "convolume-supervisor: %s: %s\n", arguments[2], strerror(errno));
    _exit(notFoundCode);
  }
  // The host shall find its pipe broken when the program is gone.
  close(STDIN_FILENO);
  while (!programHasEnded && getppid() == host) {
    int number = awaitSignal(&awaited, &lookInterval);
    if (number > 0 && number != SIGCHLD) break;
    reap();
  }
  endAll();
  return programHasEnded ? endAs(programStatus) : goneCode;
}
