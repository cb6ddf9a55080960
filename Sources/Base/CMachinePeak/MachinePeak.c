#include "CMachinePeak.h"

#pragma clang fp contract(fast)

// A core starts one or two multiply-adds in each cycle and has each result some cycles later, so that
// many sums must be under way at once, and all of them must fit the registers. The empty assembly says
// that each sum is used, or the compiler would leave all of it out.
#define PEAK(name, features, floats, sums)                              \
  features double name(int64_t rounds) {                                \
    typedef float vector __attribute__((ext_vector_type(floats)));      \
    vector sum[sums];                                                   \
    vector factor = 0.999f, addend = 0.001f;                            \
    __asm__ volatile("" : "+" REGISTER(factor), "+" REGISTER(addend));  \
    _Pragma("clang loop unroll(full)")                                  \
    for (int i = 0; i < sums; i++) sum[i] = (float)i;                   \
    for (int64_t round = 0; round < rounds; round++) {                  \
      _Pragma("clang loop unroll(full)")                                \
      for (int i = 0; i < sums; i++) sum[i] = sum[i] * factor + addend; \
      _Pragma("clang loop unroll(full)")                                \
      for (int i = 0; i < sums; i++) __asm__ volatile("" : "+" REGISTER(sum[i])); \
    }                                                                   \
    return 2.0 * floats * sums * (double)rounds;                        \
  }

#if defined(__x86_64__)
#define REGISTER(value) "v"(value)
PEAK(convolume_peak_avx512, __attribute__((target("avx512f"))), 16, 24)
#undef REGISTER
#define REGISTER(value) "x"(value)
PEAK(convolume_peak_avx2, __attribute__((target("avx2,fma"))), 8, 12)
PEAK(convolume_peak_baseline, , 4, 12)
#else
#define REGISTER(value) "w"(value)
double convolume_peak_avx512(int64_t rounds) { return 0; }
double convolume_peak_avx2(int64_t rounds) { return 0; }
PEAK(convolume_peak_baseline, , 4, 24)
#endif

void convolume_triad(
    float *target, const float *left, const float *right, float factor, int64_t count) {
  for (int64_t i = 0; i < count; i++) target[i] = left[i] + factor * right[i];
}

void convolume_update(float *target, const float *addend, float factor, int64_t count) {
  for (int64_t i = 0; i < count; i++) target[i] += factor * addend[i];
}
