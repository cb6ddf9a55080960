// Winograd's minimal filtering with the six points 0, a, -a, b, -b and infinity, in one direction.
//
// A tile of 6 samples and a filter of r taps give m = 7 - r outputs, in each of two directions:
//
//   outputs = E(m)^T ((S E(r) filter) * (B^T samples))
//
// Row i of E(n) evaluates a polynomial of n coefficients at point i, S divides by the product of the
// point's distances to the others, and B^T depends on the points alone. The gradients are the transposed
// scheme, with the same transforms:
//
//   filter gradient = E(r)^T S ((E(m) upstream) * (B^T samples))
//   sample gradient = B ((S E(r) filter) * (E(m) upstream))
//
// The points are those of the processor (CKernels/Kernels/Winograd.h), which were chosen by measuring.
//
// S. Winograd, Arithmetic Complexity of Computations, 1980; A. Lavin and S. Gray, Fast Algorithms for
// Convolutional Neural Networks, 2016; B. Barabasz et al., Error Analysis and Improving the Accuracy of
// Winograd Convolution for Deep Neural Networks, 2020.

#pragma once

#include "Common.cuh"

#define WINOGRAD_A (2.0 / 3)
#define WINOGRAD_B 1.5
#define WINOGRAD_AA (WINOGRAD_A * WINOGRAD_A)
#define WINOGRAD_BB (WINOGRAD_B * WINOGRAD_B)

// B^T
static __device__ __forceinline__ void winogradInterpolate(const float (&s)[6], float (&points)[6]) {
  const float a = WINOGRAD_A, b = WINOGRAD_B, aa = WINOGRAD_AA, bb = WINOGRAD_BB;
  const float sum = WINOGRAD_AA + WINOGRAD_BB, product = WINOGRAD_AA * WINOGRAD_BB;
  const float evenA = s[4] - bb * s[2], oddA = s[3] - bb * s[1];
  const float evenB = s[4] - aa * s[2], oddB = s[3] - aa * s[1];
  points[0] = product * s[0] + (s[4] - sum * s[2]);
  points[1] = evenA + a * oddA;
  points[2] = evenA - a * oddA;
  points[3] = evenB + b * oddB;
  points[4] = evenB - b * oddB;
  points[5] = product * s[1] + (s[5] - sum * s[3]);
}

// B
static __device__ __forceinline__ void winogradSpread(const float (&points)[6], float (&s)[6]) {
  const float a = WINOGRAD_A, b = WINOGRAD_B, aa = WINOGRAD_AA, bb = WINOGRAD_BB;
  const float sum = WINOGRAD_AA + WINOGRAD_BB, product = WINOGRAD_AA * WINOGRAD_BB;
  const float evenA = points[1] + points[2], oddA = a * (points[1] - points[2]);
  const float evenB = points[3] + points[4], oddB = b * (points[3] - points[4]);
  s[0] = product * points[0];
  s[1] = product * points[5] - bb * oddA - aa * oddB;
  s[2] = -sum * points[0] - bb * evenA - aa * evenB;
  s[3] = -sum * points[5] + oddA + oddB;
  s[4] = points[0] + evenA + evenB;
  s[5] = points[5];
}

// E(count)
template <int count>
static __device__ __forceinline__ void winogradEvaluate(
  const float (&coefficients)[count], float (&points)[6]
) {
  const float a = WINOGRAD_A, b = WINOGRAD_B, aa = WINOGRAD_AA, bb = WINOGRAD_BB;
  float evenA = coefficients[0], evenB = coefficients[0];
  float oddA = 0, oddB = 0;
  if constexpr (count > 1) oddA = oddB = coefficients[1];
  if constexpr (count > 4) {
    evenA += aa * (coefficients[2] + aa * coefficients[4]);
    evenB += bb * (coefficients[2] + bb * coefficients[4]);
  } else if constexpr (count > 2) {
    evenA += aa * coefficients[2];
    evenB += bb * coefficients[2];
  }
  if constexpr (count > 3) {
    oddA += aa * coefficients[3];
    oddB += bb * coefficients[3];
  }
  points[0] = coefficients[0];
  points[1] = evenA + a * oddA;
  points[2] = evenA - a * oddA;
  points[3] = evenB + b * oddB;
  points[4] = evenB - b * oddB;
  points[5] = coefficients[count - 1];
}

// E(count)^T
template <int count>
static __device__ __forceinline__ void winogradGather(
  const float (&points)[6], float (&sums)[count]
) {
  const float a = WINOGRAD_A, b = WINOGRAD_B, aa = WINOGRAD_AA, bb = WINOGRAD_BB;
  const float aaa = WINOGRAD_A * WINOGRAD_AA, bbb = WINOGRAD_B * WINOGRAD_BB;
  const float aaaa = WINOGRAD_AA * WINOGRAD_AA, bbbb = WINOGRAD_BB * WINOGRAD_BB;
  const float evenA = points[1] + points[2], oddA = points[1] - points[2];
  const float evenB = points[3] + points[4], oddB = points[3] - points[4];
  sums[0] = points[0] + evenA + evenB;
  if constexpr (count > 1) sums[1] = a * oddA + b * oddB;
  if constexpr (count > 2) sums[2] = aa * evenA + bb * evenB;
  if constexpr (count > 3) sums[3] = aaa * oddA + bbb * oddB;
  if constexpr (count > 4) sums[4] = aaaa * evenA + bbbb * evenB;
  sums[count - 1] += points[5];
}

// S at the points i and j of the two directions; the product is rounded once.
static __device__ __forceinline__ float winogradShare(int i, int j) {
  const double zero = 1 / (WINOGRAD_AA * WINOGRAD_BB);
  const double atA = 1 / (2 * WINOGRAD_AA * (WINOGRAD_AA - WINOGRAD_BB));
  const double atB = 1 / (2 * WINOGRAD_BB * (WINOGRAD_BB - WINOGRAD_AA));
  const double down = i == 0 ? zero : i < 3 ? atA : i < 5 ? atB : 1;
  const double across = j == 0 ? zero : j < 3 ? atA : j < 5 ? atB : 1;
  return (float)(down * across);
}
