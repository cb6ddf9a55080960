// Kernels that show the emulation itself: its shuffles, its barriers, and what it finds wrong.

#include "../Device.h"
#include "../Registry.h"

// Four words for each of a block's threads.
extern "C" __global__ void probe_shuffles(int *words) {
  const int value = 100 + threadIdx.x, lane = threadIdx.x % 32;
  int *own = words + 4 * threadIdx.x;
  own[0] = __shfl_down_sync(0xffffffffu, value, 3);
  own[1] = __shfl_up_sync(0xffffffffu, value, 5, 8);
  own[2] = __shfl_xor_sync(0xffffffffu, value, 17);
  const unsigned half = lane < 16 ? 0x0000ffffu : 0xffff0000u;
  own[3] = __shfl_sync(half, value, 2, 16) + (int)__ballot_sync(half, lane % 3 == 0);
}

// Threads from the fortieth on leave; the others meet all the same.
extern "C" __global__ void probe_early_exit(int *words) {
  __shared__ int sum[64];
  if (threadIdx.x >= 40) return;
  sum[threadIdx.x] = threadIdx.x;
  __syncthreads();
  const int other = sum[39 - threadIdx.x];
  words[threadIdx.x] = __any_sync(0xffffffffu, threadIdx.x == 39) ? -other : other;
}

// One warp waits at a barrier that the other never reaches.
extern "C" __global__ void probe_deadlock(int *words) {
  if (threadIdx.x == 0) __shfl_sync(0xffffffffu, 1, 0);
  else __syncthreads();
  words[0] = 1;
}

// Each thread should see what its neighbour wrote, but nothing makes it wait.
extern "C" __global__ void probe_missing_barrier(float *numbers) {
  __shared__ float seen[64];
  seen[threadIdx.x] = threadIdx.x;
  numbers[threadIdx.x] = seen[(threadIdx.x + 1) % blockDim.x];
}

// Writes behind the shared memory that the launch asked for.
extern "C" __global__ void probe_shared_overrun(float *numbers) {
  DYNAMIC_SHARED(float, memory);
  numbers[threadIdx.x] = memory[threadIdx.x];
  memory[threadIdx.x + 1] = 1;
}

static const cuda_emulation::Registration registration("Probes", {
  KERNEL(probe_shuffles), KERNEL(probe_early_exit), KERNEL(probe_deadlock),
  KERNEL(probe_missing_barrier), KERNEL(probe_shared_overrun),
});
