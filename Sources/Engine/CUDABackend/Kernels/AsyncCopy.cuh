// Copies into shared memory that a thread starts and does not wait for: few threads can have much under
// way, without a register for any of it. The emulation copies at once.
#pragma once

#include "Common.cuh"

// Starts to write *from, or 0 where it is not to be read, to shared memory.
static __device__ __forceinline__ void startCopy(float *shared, const float *from, bool isRead) {
#ifdef __CUDA_ARCH__
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;\n" ::"r"(
                   (unsigned)__cvta_generic_to_shared(shared)),
               "l"(from), "r"(isRead ? 4 : 0));
#else
  *shared = isRead ? *from : 0;
#endif
}

// The same for four numbers; both addresses are multiples of sixteen bytes.
static __device__ __forceinline__ void startCopy(float4 *shared, const float4 *from, bool isRead) {
#ifdef __CUDA_ARCH__
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;\n" ::"r"(
                   (unsigned)__cvta_generic_to_shared(shared)),
               "l"(from), "r"(isRead ? 16 : 0));
#else
  *shared = isRead ? *from : make_float4(0, 0, 0, 0);
#endif
}

// Waits until the thread's own copies have arrived; a barrier tells the others.
static __device__ __forceinline__ void finishCopies() {
#ifdef __CUDA_ARCH__
  asm volatile("cp.async.wait_all;\n" ::: "memory");
#endif
}

// Ends a group of the thread's own copies; groups arrive in the order in which they were ended.
static __device__ __forceinline__ void endCopyGroup() {
#ifdef __CUDA_ARCH__
  asm volatile("cp.async.commit_group;\n" ::: "memory");
#endif
}

// Waits until all of the thread's own groups but the latest `LATER` have arrived.
template <int LATER>
static __device__ __forceinline__ void awaitCopyGroups() {
#ifdef __CUDA_ARCH__
  asm volatile("cp.async.wait_group %0;\n" ::"n"(LATER) : "memory");
#endif
}
