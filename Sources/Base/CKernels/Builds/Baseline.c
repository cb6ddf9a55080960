// For any processor of the platform: vectors of four numbers, as SSE2 and NEON have.
#define KERNEL(name) name##_baseline
#define VECTOR 4
#if defined(__aarch64__)
#define REGISTERS 32
#else
#define REGISTERS 16
#endif
#include "Vocabulary.h"

#include "Kernels.h"
