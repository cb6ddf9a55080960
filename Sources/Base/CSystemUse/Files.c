// Files that are opened, made, renamed and removed.
#include "Telling.h"

#if defined(__linux__)

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static void tellOfOpening(int folder, const char *path, int flags) {
  const int writes = (flags & O_ACCMODE) != O_RDONLY;
  // What is read before it is written, as `O_RDWR` allows, is read.
  if (!writes || ((flags & O_ACCMODE) == O_RDWR && !(flags & (O_CREAT | O_TRUNC)))) {
    tellOfFileIn(folder, convolume_opened_to_read, path);
  }
  if (writes) tellOfFileIn(folder, convolume_opened_to_write, path);
}

// The mode is there only where a file may be made.
#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

// A file is told before it is opened, while it is as it will be read.

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    NEXT(name) \
    MODE(flags) \
    tellOfOpening(AT_FDCWD, path, flags); \
    return next(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    NEXT(name) \
    MODE(flags) \
    tellOfOpening(folder, path, flags); \
    return next(folder, path, flags, mode); \
  }
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(name) \
  FILE *name(const char *path, const char *mode) { \
    NEXT(name) \
    const int updates = mode != NULL && strchr(mode, '+') != NULL; \
    if (mode != NULL && mode[0] == 'r') { \
      tellOfOpening(AT_FDCWD, path, updates ? O_RDWR : O_RDONLY); \
    } else { \
      tellOfOpening(AT_FDCWD, path, O_WRONLY | O_CREAT); \
    } \
    return next(path, mode); \
  }
FOPEN(fopen)
FOPEN(fopen64)

// Its name is known afterwards.
int mkstemp(char *path) {
  NEXT(mkstemp)
  const int result = next(path);
  if (result >= 0) tellOfFile(convolume_opened_to_write, path, NULL);
  return result;
}

int rename(const char *path, const char *target) {
  NEXT(rename)
  const int result = next(path, target);
  if (result == 0) tellOfFile(convolume_renamed, path, target);
  return result;
}

int renameat(int folder, const char *path, int target_folder, const char *target) {
  NEXT(renameat)
  const int result = next(folder, path, target_folder, target);
  if (result == 0 && folder == AT_FDCWD && target_folder == AT_FDCWD) {
    tellOfFile(convolume_renamed, path, target);
  }
  return result;
}

// What could not be made or removed is still as others left it.
#define TELLING_MADE(folder, path, call) \
  const int result = call; \
  if (result == 0) tellOfFileIn(folder, convolume_made, path); \
  return result;

#define REMOVE(name) \
  int name(const char *path) { \
    NEXT(name) \
    TELLING_MADE(AT_FDCWD, path, next(path)) \
  }
REMOVE(unlink)
REMOVE(rmdir)
REMOVE(remove)

int mkdir(const char *path, mode_t mode) {
  NEXT(mkdir)
  TELLING_MADE(AT_FDCWD, path, next(path, mode))
}

int mkdirat(int folder, const char *path, mode_t mode) {
  NEXT(mkdirat)
  TELLING_MADE(folder, path, next(folder, path, mode))
}

int unlinkat(int folder, const char *path, int flags) {
  NEXT(unlinkat)
  TELLING_MADE(folder, path, next(folder, path, flags))
}

// The second path is the new one.
#define LINK(name) \
  int name(const char *target, const char *path) { \
    NEXT(name) \
    TELLING_MADE(AT_FDCWD, path, next(target, path)) \
  }
LINK(link)
LINK(symlink)

#endif
