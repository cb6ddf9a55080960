// For x86 processors with AVX-512: thirty-two vectors of sixteen numbers.
#if defined(__x86_64__)

#define KERNEL(name) name##_avx512
#define VECTOR 16
#define REGISTERS 32
#include "Vocabulary.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#include "Kernels.h"
#pragma clang attribute pop

#endif
