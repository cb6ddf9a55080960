// Kernels that are started while the one before them still runs (programmatic dependent launch): what
// a start costs is then paid beside it. The emulation runs one after the other.
#pragma once

#include "Common.cuh"

// Waits for the kernel before to end, if this one was started early, and then lets the next one start.
// All threads call it before they touch what another kernel writes or reads. Since the next one may
// start only now, whatever stands before its own wait can count on all but its predecessor being done.
static __device__ __forceinline__ void awaitPreviousKernel() {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  asm volatile("griddepcontrol.wait;" ::: "memory");
  asm volatile("griddepcontrol.launch_dependents;" ::: "memory");
#endif
}
