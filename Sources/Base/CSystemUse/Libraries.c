#define _GNU_SOURCE
#include "CSystemUse.h"

#include <dlfcn.h>
#include <stddef.h>

const char *convolume_library_defining(const char *function) {
  void *address = dlsym(RTLD_DEFAULT, function);
  Dl_info library;
  return address != NULL && dladdr(address, &library) != 0 ? library.dli_fname : NULL;
}
