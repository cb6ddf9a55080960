// The words of CUDA C++ that the kernels use, for a compiler that knows only the CPU.

#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "Block.h"

// As on the card with exact products and sums: nothing is fused that the source does not fuse.
#pragma clang fp contract(off)

// Loops that a card's compiler writes out may stay loops here.
#pragma clang diagnostic ignored "-Wpass-failed"

#define __global__ __attribute__((visibility("hidden")))
#define __device__
#define __host__
#define __forceinline__ inline
#define __constant__ static const
#define __launch_bounds__(...)

// Of all kernels together in one place, so that a launch can fill it with NaN beforehand.
#if defined(__APPLE__)
#define __shared__ static __attribute__((section("__DATA,cuda_shared")))
#else
#define __shared__ static __attribute__((section("cuda_shared")))
#endif

/// What `extern __shared__` declares on the card.
#define DYNAMIC_SHARED(type, name) \
  type *name = static_cast<type *>(::cuda_emulation::dynamicShared)

#define threadIdx (::cuda_emulation::block.current->index)
#define blockIdx (::cuda_emulation::blockIndex)
#define blockDim (::cuda_emulation::blockExtent)
#define gridDim (::cuda_emulation::gridExtent)
#define warpSize 32

// Vectors

#define CUDA_EMULATION_VECTORS(type, name) \
  struct alignas(2 * sizeof(type)) name##2 { type x, y; }; \
  struct name##3 { type x, y, z; }; \
  struct alignas(4 * sizeof(type) < 16 ? 4 * sizeof(type) : 16) name##4 { type x, y, z, w; }; \
  inline name##2 make_##name##2(type x, type y) { return {x, y}; } \
  inline name##3 make_##name##3(type x, type y, type z) { return {x, y, z}; } \
  inline name##4 make_##name##4(type x, type y, type z, type w) { return {x, y, z, w}; }

CUDA_EMULATION_VECTORS(float, float)
CUDA_EMULATION_VECTORS(double, double)
CUDA_EMULATION_VECTORS(int, int)
CUDA_EMULATION_VECTORS(unsigned char, uchar)
CUDA_EMULATION_VECTORS(unsigned short, ushort)

struct alignas(8) uint2 { unsigned x, y; };
struct alignas(16) uint4 { unsigned x, y, z, w; };
inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }

// Barriers and warp operations

inline void __syncthreads() { ::cuda_emulation::block.synchronize(); }
inline void __threadfence() {}
inline void __threadfence_block() {}
inline void __threadfence_system() {}

namespace cuda_emulation {

/// Brings a value to the other lanes and returns what `read` finds in all of theirs.
template <class Value, class Read>
auto exchange(unsigned mask, Value value, Read read) {
  static_assert(sizeof(Value) <= 8);
  uint64_t word = 0;
  memcpy(&word, &value, sizeof(Value));
  WarpOperation &operation = block.meet(mask, word);
  auto result = read(operation);
  block.part(operation);
  return result;
}

template <class Value>
Value valueOf(const WarpOperation &operation, unsigned lane) {
  Value value;
  memcpy(&value, &operation.words[lane % 32], sizeof(Value));
  return value;
}

/// The lanes of a shuffle go round in groups of `width`; what reaches beyond keeps its own.
template <class Value>
Value shuffle(unsigned mask, Value value, int source, int width) {
  const int lane = int(block.current->lane());
  const int first = lane / width * width;
  const bool isWithin = source >= first && source < first + width;
  return exchange(mask, value, [&](const WarpOperation &operation) {
    return valueOf<Value>(operation, unsigned(isWithin ? source : lane));
  });
}

}  // namespace cuda_emulation

template <class Value>
Value __shfl_sync(unsigned mask, Value value, int source, int width = 32) {
  const int lane = int(::cuda_emulation::block.current->lane());
  return ::cuda_emulation::shuffle(mask, value, lane / width * width + source % width, width);
}

template <class Value>
Value __shfl_down_sync(unsigned mask, Value value, unsigned delta, int width = 32) {
  const int lane = int(::cuda_emulation::block.current->lane());
  return ::cuda_emulation::shuffle(mask, value, lane + int(delta), width);
}

template <class Value>
Value __shfl_up_sync(unsigned mask, Value value, unsigned delta, int width = 32) {
  const int lane = int(::cuda_emulation::block.current->lane());
  return ::cuda_emulation::shuffle(mask, value, lane - int(delta), width);
}

template <class Value>
Value __shfl_xor_sync(unsigned mask, Value value, int bits, int width = 32) {
  const int lane = int(::cuda_emulation::block.current->lane());
  return ::cuda_emulation::shuffle(mask, value, lane ^ bits, width);
}

inline unsigned __ballot_sync(unsigned mask, int isTrue) {
  return ::cuda_emulation::exchange(
    mask, isTrue != 0, [](const ::cuda_emulation::WarpOperation &operation) {
      unsigned bits = 0;
      for (unsigned lane = 0; lane < 32; lane++) {
        if (operation.arrived >> lane & 1 && operation.words[lane]) bits |= 1u << lane;
      }
      return bits;
    });
}

inline int __any_sync(unsigned mask, int isTrue) { return __ballot_sync(mask, isTrue) != 0; }
inline int __all_sync(unsigned mask, int isTrue) { return __ballot_sync(mask, !isTrue) == 0; }
inline void __syncwarp(unsigned mask = 0xffffffffu) { __ballot_sync(mask, 0); }

inline int __syncthreads_or(int isTrue) {
  static int any;
  __syncthreads();
  any = 0;
  __syncthreads();
  any |= isTrue != 0;
  __syncthreads();
  return any;
}

// Whole numbers are counted without order; sums of floats never are (there is no atomicAdd for them).
inline int atomicAdd(int *address, int value) {
  const int old = *address;
  *address = old + value;
  return old;
}

inline unsigned atomicAdd(unsigned *address, unsigned value) {
  const unsigned old = *address;
  *address = old + value;
  return old;
}

inline unsigned atomicInc(unsigned *address, unsigned last) {
  const unsigned old = *address;
  *address = old >= last ? 0 : old + 1;
  return old;
}

inline int atomicMax(int *address, int value) {
  const int old = *address;
  if (value > old) *address = value;
  return old;
}

inline int atomicCAS(int *address, int expected, int value) {
  const int old = *address;
  if (old == expected) *address = value;
  return old;
}

// Memory

template <class Value>
Value __ldg(const Value *address) { return *address; }
template <class Value>
Value __ldcs(const Value *address) { return *address; }
template <class Value>
void __stcs(Value *address, Value value) { *address = value; }

// Numbers

inline int min(int a, int b) { return a < b ? a : b; }
inline int max(int a, int b) { return a > b ? a : b; }
inline unsigned min(unsigned a, unsigned b) { return a < b ? a : b; }
inline unsigned max(unsigned a, unsigned b) { return a > b ? a : b; }
inline long long min(long long a, long long b) { return a < b ? a : b; }
inline long long max(long long a, long long b) { return a > b ? a : b; }
inline float min(float a, float b) { return fminf(a, b); }
inline float max(float a, float b) { return fmaxf(a, b); }

inline float rsqrtf(float x) { return 1 / sqrtf(x); }
inline float __expf(float x) { return expf(x); }
inline float __logf(float x) { return logf(x); }
inline float __powf(float x, float y) { return powf(x, y); }
inline float __fdividef(float x, float y) { return x / y; }
inline float __saturatef(float x) { return fminf(fmaxf(x, 0), 1); }
inline float __fadd_rn(float x, float y) { return x + y; }
inline float __fsub_rn(float x, float y) { return x - y; }
inline float __fmul_rn(float x, float y) { return x * y; }
inline float __fdiv_rn(float x, float y) { return x / y; }
inline float __fsqrt_rn(float x) { return sqrtf(x); }
inline float __fmaf_rn(float x, float y, float z) { return fmaf(x, y, z); }
inline double __dadd_rn(double x, double y) { return x + y; }
inline double __dmul_rn(double x, double y) { return x * y; }
inline int __float2int_rn(float x) { return int(rintf(x)); }
inline int __float2int_rz(float x) { return int(x); }
inline float __int2float_rn(int x) { return float(x); }

inline unsigned __float_as_uint(float x) {
  unsigned bits;
  memcpy(&bits, &x, 4);
  return bits;
}

inline int __float_as_int(float x) { return int(__float_as_uint(x)); }

inline float __uint_as_float(unsigned bits) {
  float x;
  memcpy(&x, &bits, 4);
  return x;
}

inline float __int_as_float(int bits) { return __uint_as_float(unsigned(bits)); }

inline double __longlong_as_double(long long bits) {
  double x;
  memcpy(&x, &bits, 8);
  return x;
}

inline unsigned __umulhi(unsigned a, unsigned b) { return unsigned(uint64_t(a) * b >> 32); }
inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
inline int __ffs(int bits) { return __builtin_ffs(bits); }
inline int __clz(int bits) { return bits == 0 ? 32 : __builtin_clz(unsigned(bits)); }
