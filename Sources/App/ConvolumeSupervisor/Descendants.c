#include "Descendants.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__

struct Process {
  pid_t identifier, parent;
};

// Reads the parent from /proc/N/stat: "N (name) state parent ...", where the name may hold anything.
static pid_t parentOf(const char *identifier) {
  char path[64], line[512];
  snprintf(path, sizeof path, "/proc/%.20s/stat", identifier);
  FILE *file = fopen(path, "re");
  if (!file) return 0;
  size_t length = fread(line, 1, sizeof line - 1, file);
  fclose(file);
  line[length] = '\0';
  const char *name = strrchr(line, ')');
  int parent = 0;
  return name && sscanf(name + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

static int byIdentifier(const void *left, const void *right) {
  pid_t first = ((const struct Process *)left)->identifier;
  pid_t second = ((const struct Process *)right)->identifier;
  return (first > second) - (first < second);
}

// Returns all processes in the order of their identifiers; NULL where there is no /proc.
static struct Process *allProcesses(size_t *count) {
  struct Process *list = NULL;
  size_t capacity = 0;
  *count = 0;
  DIR *folder = opendir("/proc");
  if (!folder) return NULL;
  for (struct dirent *entry; (entry = readdir(folder));) {
    pid_t identifier = atoi(entry->d_name);
    if (identifier <= 0) continue;
    if (*count == capacity) {
      capacity = capacity ? 2 * capacity : 512;
      struct Process *larger = realloc(list, capacity * sizeof *list);
      if (!larger) break;
      list = larger;
    }
    list[(*count)++] = (struct Process){identifier, parentOf(entry->d_name)};
  }
  closedir(folder);
  qsort(list, *count, sizeof *list, byIdentifier);
  return list;
}

static int descends(pid_t child, pid_t ancestor, const struct Process *list, size_t count) {
  for (size_t steps = 0; steps < count; steps += 1) {
    struct Process wanted = {child, 0};
    const struct Process *found = bsearch(&wanted, list, count, sizeof *list, byIdentifier);
    if (!found || found->parent <= 0) return 0;
    if (found->parent == ancestor) return 1;
    child = found->parent;
  }
  return 0;
}

void killDescendants(pid_t program) {
  size_t count;
  struct Process *list = allProcesses(&count);
  if (!list) kill(-program, SIGKILL);
  for (size_t index = 0; list && index < count; index += 1) {
    pid_t candidate = list[index].identifier;
    if (descends(candidate, getpid(), list, count)) kill(candidate, SIGKILL);
  }
  free(list);
}

int awaitSignal(const sigset_t *signals, const struct timespec *interval) {
  return sigtimedwait(signals, NULL, interval);
}

#else

void killDescendants(pid_t program) { kill(-program, SIGKILL); }

// macOS has no sigtimedwait: looks, and otherwise lets the interval pass.
int awaitSignal(const sigset_t *signals, const struct timespec *interval) {
  sigset_t pending;
  int number;
  for (int attempt = 0; attempt < 2; attempt += 1) {
    sigpending(&pending);
    for (int candidate = 1; candidate < NSIG; candidate += 1) {
      if (sigismember(signals, candidate) == 1 && sigismember(&pending, candidate) == 1) {
        return sigwait(signals, &number) == 0 ? number : -1;
      }
    }
    if (attempt == 0) nanosleep(interval, NULL);
  }
  return -1;
}

#endif
