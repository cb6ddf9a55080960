#define _GNU_SOURCE
#include <sched.h>
#include <unistd.h>

#include "CKernels.h"

int64_t convolume_allowed_cores(void) {
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
#endif
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online < 1 ? 1 : online;
}
