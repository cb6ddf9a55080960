// Products of one row with the rows of a weight matrix, as a warp forms them: its lanes share the sum.
#pragma once

#include "Common.cuh"

// Whether a matrix can be read sixteen bytes at a time.
static __device__ __forceinline__ bool isByFour(const float *matrix, int columns) {
  return columns % 4 == 0 && reinterpret_cast<unsigned long long>(matrix) % 16 == 0;
}

// Adds the four products of two times four numbers.
static __device__ __forceinline__ void addProducts(float &sum, float4 left, float4 right) {
  sum += left.x * right.x;
  sum += left.y * right.y;
  sum += left.z * right.z;
  sum += left.w * right.w;
}

// This lane's share of sums[i][j] = Σ_k rows[j][k] · weights[i][k], over numbers lane, lane + 32, … or
// fours of them. Both matrices have rows of `depth` numbers; rows behind the last valid one are read as
// that one.
template <int OUTPUTS, int ROWS>
static __device__ __forceinline__ void addRowProducts(
    float (&sums)[OUTPUTS][ROWS], const float *weights, int outputs, const float *rows, int count,
    int depth, bool byFour) {
  const int lane = threadIdx.x % 32;
  const float *weight[OUTPUTS], *row[ROWS];
#pragma unroll
  for (int i = 0; i < OUTPUTS; i++) weight[i] = weights + (long long)min(i, outputs - 1) * depth;
#pragma unroll
  for (int j = 0; j < ROWS; j++) row[j] = rows + (long long)min(j, count - 1) * depth;
  if (byFour) {
#pragma unroll 2
    for (int k = lane * 4; k < depth; k += 128) {
      float4 left[ROWS];
#pragma unroll
      for (int j = 0; j < ROWS; j++) left[j] = *reinterpret_cast<const float4 *>(row[j] + k);
#pragma unroll
      for (int i = 0; i < OUTPUTS; i++) {
        const float4 right = *reinterpret_cast<const float4 *>(weight[i] + k);
#pragma unroll
        for (int j = 0; j < ROWS; j++) addProducts(sums[i][j], left[j], right);
      }
    }
  } else {
#pragma unroll 4
    for (int k = lane; k < depth; k += 32) {
#pragma unroll
      for (int i = 0; i < OUTPUTS; i++) {
#pragma unroll
        for (int j = 0; j < ROWS; j++) sums[i][j] += row[j][k] * weight[i][k];
      }
    }
  }
}
