#define _GNU_SOURCE
#include "COpenedFiles.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

static _Atomic(convolume_file_listener) listener;
static _Thread_local int pauses;

void convolume_listen_to_files(convolume_file_listener new_listener) {
  atomic_store(&listener, new_listener);
}

void convolume_pause_listening(void) { pauses++; }
void convolume_resume_listening(void) { pauses--; }

#if defined(__linux__)

// What belongs to the system is part of no result: its libraries, its clock, its processes.
static int is_of_system(const char *path) {
  static const char *const folders[] = {
      "/usr/", "/proc/", "/sys/", "/dev/", "/etc/", "/lib/", "/lib64/", "/run/", "/bin/"};
  for (size_t index = 0; index < sizeof folders / sizeof *folders; index++) {
    if (strncmp(path, folders[index], strlen(folders[index])) == 0) return 1;
  }
  return 0;
}

static void tell(convolume_file_use use, const char *path, const char *target) {
  const convolume_file_listener told = atomic_load_explicit(&listener, memory_order_acquire);
  if (told == NULL || pauses > 0 || path == NULL || is_of_system(path)) return;
  const int error = errno;
  pauses++;
  told(use, path, target);
  pauses--;
  errno = error;
}

static void tell_opening(const char *path, int flags) {
  const int writes = (flags & O_ACCMODE) != O_RDONLY;
  // What is read before it is written, as `O_RDWR` allows, is read.
  if (!writes || ((flags & O_ACCMODE) == O_RDWR && !(flags & (O_CREAT | O_TRUNC)))) {
    tell(convolume_opened_to_read, path, NULL);
  }
  if (writes) tell(convolume_opened_to_write, path, NULL);
}

// The C library's own function of this name, which stands behind the program's.
#define NEXT(name) \
  static _Atomic(__typeof__(&name)) found; \
  __typeof__(&name) next = atomic_load_explicit(&found, memory_order_relaxed); \
  if (next == NULL) { \
    next = (__typeof__(&name))dlsym(RTLD_NEXT, #name); \
    atomic_store_explicit(&found, next, memory_order_relaxed); \
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
    tell_opening(path, flags); \
    return next(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    NEXT(name) \
    MODE(flags) \
    if (folder == AT_FDCWD || (path != NULL && path[0] == '/')) tell_opening(path, flags); \
    return next(folder, path, flags, mode); \
  }
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(name) \
  FILE *name(const char *path, const char *mode) { \
    NEXT(name) \
    const int updates = mode != NULL && strchr(mode, '+') != NULL; \
    if (mode != NULL && mode[0] == 'r') { \
      tell_opening(path, updates ? O_RDWR : O_RDONLY); \
    } else { \
      tell_opening(path, O_WRONLY | O_CREAT); \
    } \
    return next(path, mode); \
  }
FOPEN(fopen)
FOPEN(fopen64)

int rename(const char *path, const char *target) {
  NEXT(rename)
  const int result = next(path, target);
  if (result == 0) tell(convolume_renamed, path, target);
  return result;
}

int renameat(int folder, const char *path, int target_folder, const char *target) {
  NEXT(renameat)
  const int result = next(folder, path, target_folder, target);
  if (result == 0 && folder == AT_FDCWD && target_folder == AT_FDCWD) {
    tell(convolume_renamed, path, target);
  }
  return result;
}

#endif
