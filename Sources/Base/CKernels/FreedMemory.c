#include "CKernels.h"

#if defined(__linux__)
#include <malloc.h>
#endif

void convolume_keep_freed_memory(void) {
#if defined(__GLIBC__)
  // Large blocks come from the heap instead of fresh mappings, and the heap's end stays.
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, 2000000000);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}
