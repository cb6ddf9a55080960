// For x86 processors with AVX2 and FMA: sixteen vectors of eight numbers.
#if defined(__x86_64__)

#define KERNEL(name) name##_avx2
#define VECTOR 8
#define REGISTERS 16
#include "Vocabulary.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "Kernels.h"
#pragma clang attribute pop

#endif
