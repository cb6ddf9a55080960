// What every kernel may use, whichever set of instructions it is built for. The build has said:
//
//   KERNEL(name)   what a kernel is called in this build
//   VECTOR         how many numbers a vector holds: 16, 8 or 4
//   REGISTERS      how many vectors the processor can hold

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../include/CKernels.h"

// A kernel's own small functions, which must vanish into it.
#define INLINE static inline __attribute__((always_inline))

// How many vectors hold one number of each of sixteen images.
#define BLOCK_VECTORS (CONVOLUME_BLOCK_SIZE / VECTOR)

// Aligned as a number is, so that one can be loaded from and stored to anywhere in an array.
typedef float vector __attribute__((ext_vector_type(VECTOR), aligned(4)));
typedef int32_t integers __attribute__((ext_vector_type(VECTOR), aligned(4)));

// The processor's own square root: sqrtf must set errno, which keeps loops from being vectorized.
INLINE float square_root(float value) { return __builtin_elementwise_sqrt(value); }
