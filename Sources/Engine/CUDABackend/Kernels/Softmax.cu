// Probabilities from scores: exp(xᵢ) / Σ exp(xⱼ), a warp for each row of `classes` numbers.

#include "Common.cuh"

extern "C" __global__ void __launch_bounds__(128) softmax_forward(
  const float *__restrict__ input, int rows, int classes, float *__restrict__ output
) {
  const int lane = threadIdx.x % 32;
  const int row = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
  if (row >= rows) return;
  const float *score = input + (long long)row * classes;
  float *probability = output + (long long)row * classes;
  // The largest score is subtracted first, so that exp cannot overflow.
  float largest = -INFINITY;
  for (int each = lane; each < classes; each += 32) largest = fmaxf(largest, score[each]);
  for (int distance = 16; distance > 0; distance /= 2) {
    largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, distance));
  }
  float sum = 0;
  for (int each = lane; each < classes; each += 32) sum += expf(score[each] - largest);
  sum = warpSum(sum);
  for (int each = lane; each < classes; each += 32) {
    probability[each] = expf(score[each] - largest) / sum;
  }
}

// ∂pᵢ/∂xⱼ = pᵢ (δᵢⱼ − pⱼ), so the gradient is pᵢ (uᵢ − Σ pⱼ uⱼ).
extern "C" __global__ void __launch_bounds__(128) softmax_backward(
  const float *__restrict__ outputGradient, const float *__restrict__ output, int rows,
  int classes, float *__restrict__ inputGradient
) {
  const int lane = threadIdx.x % 32;
  const int row = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
  if (row >= rows) return;
  const long long start = (long long)row * classes;
  float mean = 0;
  for (int each = lane; each < classes; each += 32) {
    mean += output[start + each] * outputGradient[start + each];
  }
  mean = warpSum(mean);
  for (int each = lane; each < classes; each += 32) {
    inputGradient[start + each] = output[start + each] * (outputGradient[start + each] - mean);
  }
}
