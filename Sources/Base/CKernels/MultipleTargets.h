#ifndef CONVOLUME_MULTIPLE_TARGETS_H
#define CONVOLUME_MULTIPLE_TARGETS_H

// Functions marked so are compiled for three generations of x86 processors; the loader picks one.
// Elsewhere (Arm has vectors in its baseline) they are compiled once.
#if defined(__x86_64__) && defined(__linux__)
#define CONVOLUME_KERNEL __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CONVOLUME_KERNEL
#endif

// The processor's own square root: sqrtf must set errno, which keeps loops from being vectorized.
static inline float square_root(float value) { return __builtin_elementwise_sqrt(value); }

#endif
