// CUDA kernels on the CPU, for tests: the very .cu files of the CUDA backend, compiled for the host.
//
// One launch runs at a time; others wait. Blocks run one after the other, the threads of a block as
// fibers that change places at barriers and warp operations.

#ifndef CUDA_EMULATION_H
#define CUDA_EMULATION_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Runs a kernel to its end.
///
/// `arguments[i]` points to the bytes of the i-th argument, as with `cuLaunchKernel`. Returns 0, or
/// another number and a sentence in `cuda_emulation_error`: an unknown kernel, a block that is too
/// large, threads that wait for each other forever, a write beside an allocation.
int cuda_emulation_launch(
  const char *source, const char *kernel, int grid_x, int grid_y, int grid_z, int block_x,
  int block_y, int block_z, int shared_bytes, void **arguments);

/// What was wrong with the calling thread's last launch.
const char *cuda_emulation_error(void);

/// Returns how many parameters a kernel has, and the size of each in bytes; -1 if there is none of
/// that name. Writes at most `capacity` sizes.
int cuda_emulation_parameters(
  const char *source, const char *kernel, int *sizes, int capacity);

/// The order in which the threads of a block start: from the first (0) or from the last (1).
///
/// A kernel that lacks a barrier gives another result in the other order.
int cuda_emulation_launch_in_order(
  int from_last, const char *source, const char *kernel, int grid_x, int grid_y, int grid_z,
  int block_x, int block_y, int block_z, int shared_bytes, void **arguments);

/// Returns memory for kernels, aligned to 256 bytes and full of NaN (all bits 1), as is the room
/// around it: what reads beside it computes NaN, what writes beside it fails the launch.
void *cuda_emulation_allocate(size_t bytes);

/// Frees what `cuda_emulation_allocate` returned.
void cuda_emulation_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif
