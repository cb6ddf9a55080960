// Which images a batch has: told in the same way whether they come as numbers or as bytes.

#pragma once

#include "Common.cuh"

// How many images the batch of a step holds: the last one of an epoch may be smaller.
static __device__ __forceinline__ int imagesOfStep(int step, int batch, int total) {
  const int left = total - step * batch;
  return left < 0 ? 0 : left < batch ? left : batch;
}

// Notes which images the batch has; by the threads of one block.
static __device__ void describeBatch(
  const int *order, const int *numbers, const int *labels, int *state, int step, int batch,
  int total, int *batchLabels, int *batchNumbers
) {
  const int images = imagesOfStep(step, batch, total);
  for (int row = threadIdx.x; row < batch; row += blockDim.x) {
    const bool isImage = row < images;
    batchNumbers[row] = isImage ? numbers[step * batch + row] : -1;
    batchLabels[row] = isImage ? labels[order[step * batch + row]] : -1;
  }
  if (threadIdx.x == 0) {
    state[stateStep] = step;
    state[stateImages] = images;
  }
}
