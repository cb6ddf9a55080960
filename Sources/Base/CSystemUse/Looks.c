// Questions whether a file is there and what it is, and what lies in a folder.
#include "Telling.h"

#if defined(__linux__)

#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define STAT(name, kind) \
  int name(const char *path, struct kind *status) { \
    NEXT(name) \
    tellOfFile(convolume_looked_at, path, NULL); \
    return next(path, status); \
  }
STAT(stat, stat)
STAT(lstat, stat)
STAT(stat64, stat64)
STAT(lstat64, stat64)

#define FSTATAT(name, kind) \
  int name(int folder, const char *path, struct kind *status, int flags) { \
    NEXT(name) \
    tellOfFileIn(folder, convolume_looked_at, path); \
    return next(folder, path, status, flags); \
  }
FSTATAT(fstatat, stat)
FSTATAT(fstatat64, stat64)

int statx(int folder, const char *path, int flags, unsigned int mask, struct statx *status) {
  NEXT(statx)
  tellOfFileIn(folder, convolume_looked_at, path);
  return next(folder, path, flags, mask, status);
}

#define ACCESS(name) \
  int name(const char *path, int mode) { \
    NEXT(name) \
    tellOfFile(convolume_looked_at, path, NULL); \
    return next(path, mode); \
  }
ACCESS(access)
ACCESS(eaccess)
ACCESS(euidaccess)

int faccessat(int folder, const char *path, int mode, int flags) {
  NEXT(faccessat)
  tellOfFileIn(folder, convolume_looked_at, path);
  return next(folder, path, mode, flags);
}

// Where a link leads is part of what it is.

ssize_t readlink(const char *path, char *buffer, size_t size) {
  NEXT(readlink)
  tellOfFile(convolume_looked_at, path, NULL);
  return next(path, buffer, size);
}

ssize_t readlinkat(int folder, const char *path, char *buffer, size_t size) {
  NEXT(readlinkat)
  tellOfFileIn(folder, convolume_looked_at, path);
  return next(folder, path, buffer, size);
}

char *realpath(const char *path, char *resolved) {
  NEXT(realpath)
  tellOfFile(convolume_looked_at, path, NULL);
  return next(path, resolved);
}

DIR *opendir(const char *path) {
  NEXT(opendir)
  tellOfFile(convolume_listed, path, NULL);
  return next(path);
}

#define SCANDIR(name, kind) \
  int name( \
      const char *path, struct kind ***entries, int (*chosen)(const struct kind *), \
      int (*order)(const struct kind **, const struct kind **)) { \
    NEXT(name) \
    tellOfFile(convolume_listed, path, NULL); \
    return next(path, entries, chosen, order); \
  }
SCANDIR(scandir, dirent)
SCANDIR(scandir64, dirent64)

// A walk over a tree opens its folders inside the C library, and tells of each as it comes by.

FTS *fts_open(
    char *const *paths, int options, int (*order)(const FTSENT **, const FTSENT **)) {
  NEXT(fts_open)
  for (char *const *path = paths; path && *path; path++) {
    tellOfFile(convolume_looked_at, *path, NULL);
  }
  return next(paths, options, order);
}

FTSENT *fts_read(FTS *walk) {
  NEXT(fts_read)
  FTSENT *entry = next(walk);
  if (entry && entry->fts_info == FTS_D) tellOfFile(convolume_listed, entry->fts_path, NULL);
  return entry;
}

#endif
