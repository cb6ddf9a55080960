#ifndef CONVOLUME_MACHINE_PEAK_H
#define CONVOLUME_MACHINE_PEAK_H

// What a core can do at best, as a yardstick for the kernels. Each function works on one thread.

#include <stdint.h>

// Runs so many rounds of multiply-adds on numbers that never leave the registers, with the widest
// vectors of a set of instructions. Returns how many floating-point operations that were; 0 when this
// build has no such set. The processor must have it.
double convolume_peak_avx512(int64_t rounds);
double convolume_peak_avx2(int64_t rounds);
double convolume_peak_baseline(int64_t rounds);

// target = left + factor * right: three streams through memory and nearly no arithmetic.
void convolume_triad(
    float *target, const float *left, const float *right, float factor, int64_t count);

// target += factor * addend: as many streams, but no line is fetched only to be overwritten.
void convolume_update(float *target, const float *addend, float factor, int64_t count);

#endif
