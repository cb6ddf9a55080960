#include "Telling.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static _Atomic(convolume_system_listener) listener;
static _Thread_local int pauses;

void convolume_listen_to_system(convolume_system_listener new_listener) {
  atomic_store(&listener, new_listener);
}

void convolume_pause_listening(void) { pauses++; }
void convolume_resume_listening(void) { pauses--; }

static int isHeard(void) {
  return pauses == 0 && atomic_load_explicit(&listener, memory_order_acquire) != NULL;
}

static void tell(convolume_system_use use, const char *path, const char *target) {
  const convolume_system_listener told = atomic_load_explicit(&listener, memory_order_acquire);
  if (told == NULL || pauses > 0) return;
  const int error = errno;
  pauses++;
  told(use, path, target);
  pauses--;
  errno = error;
}

// What belongs to the system is part of no result: its libraries, its clock, its processes.
static int isOfSystem(const char *path) {
  static const char *const folders[] = {
      "/usr/", "/proc/", "/sys/", "/dev/", "/etc/", "/lib/", "/lib64/", "/run/", "/bin/"};
  for (size_t index = 0; index < sizeof folders / sizeof *folders; index++) {
    const size_t length = strlen(folders[index]);
    if (strncmp(path, folders[index], length) == 0) return 1;
    // The folder itself.
    if (strncmp(path, folders[index], length - 1) == 0 && path[length - 1] == '\0') return 1;
  }
  return 0;
}

void tellOfFile(convolume_system_use use, const char *path, const char *target) {
  if (path != NULL && *path != '\0' && isHeard() && !isOfSystem(path)) tell(use, path, target);
}

void tellOfFileIn(int folder, convolume_system_use use, const char *path) {
  if (path == NULL || !isHeard()) return;
  if (folder == AT_FDCWD || *path == '/') {
    tellOfFile(use, path, NULL);
    return;
  }
  char link[64], whole[2 * PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
  const int error = errno;
  pauses++;
  const ssize_t length = readlink(link, whole, PATH_MAX);
  pauses--;
  errno = error;
  if (length <= 0 || strlen(path) >= PATH_MAX) return;
  snprintf(whole + length, sizeof whole - (size_t)length, "/%s", path);
  tellOfFile(use, whole, NULL);
}

void tellOfVariable(convolume_system_use use, const char *name) {
  if (isHeard()) tell(use, name, NULL);
}
