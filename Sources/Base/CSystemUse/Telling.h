// What the files of this module share: how a use is told, and how the C library's own function is found.
#pragma once

#define _GNU_SOURCE
#include "CSystemUse.h"

#include <dlfcn.h>
#include <stdatomic.h>

// Tells of a file, unless it belongs to the system.
void tellOfFile(convolume_system_use use, const char *path, const char *target);

// Tells of a file whose path counts from an open folder, as `openat` takes it.
void tellOfFileIn(int folder, convolume_system_use use, const char *path);

// Tells of a variable; NULL for all of them.
void tellOfVariable(convolume_system_use use, const char *name);

// The C library's own function of this name, which stands behind the program's.
#define NEXT(name) \
  static _Atomic(__typeof__(&name)) found; \
  __typeof__(&name) next = atomic_load_explicit(&found, memory_order_relaxed); \
  if (next == NULL) { \
    next = (__typeof__(&name))dlsym(RTLD_NEXT, #name); \
    atomic_store_explicit(&found, next, memory_order_relaxed); \
  }
