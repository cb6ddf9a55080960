// A small linear layer that a block takes one row of a batch through.
#pragma once

#include "LinearRows.cuh"

#define HEAD_THREADS 512

// next = activation(weight · row + bias): a warp has four outputs at a time.
static __device__ void applyLayer(
    const float *row, const float *__restrict__ weight, const float *__restrict__ bias, float *next,
    float *output, int inputs, int outputs, int activation) {
  const bool byFour = isByFour(weight, inputs);
  for (int first = threadIdx.x / 32 * 4; first < outputs; first += HEAD_THREADS / 32 * 4) {
    const int lane = threadIdx.x % 32;
    // Under way before it is needed.
    const float offset =
        bias != nullptr && lane < 4 && first + lane < outputs ? bias[first + lane] : 0;
    float sums[4][1] = {};
    addRowProducts<4, 1>(
        sums, weight + (long long)first * inputs, outputs - first, row, 1, inputs, byFour);
#pragma unroll
    for (int each = 0; each < 4; each++) {
      const float sum = warpSum(sums[each][0]);
      const int own = first + each;
      if (lane != each || own >= outputs) continue;
      const float value = applyActivation(activation, sum + offset);
      next[own] = value;
      if (output != nullptr) output[own] = value;
    }
  }
}
