// One number's step under each rule; what changes from step to step stands in `schedule`, four numbers
// a step.
#pragma once

#include "Common.cuh"

// Schedule: rate / (1 − beta1^t), 1 / √(1 − beta2^t).
static __device__ __forceinline__ void adamMove(
  float &parameter, float &first, float &second, float gradient, float rate, float correction,
  float beta1, float beta2, float epsilon, float decay
) {
  const float slope = gradient + decay * parameter;
  first = beta1 * first + (1 - beta1) * slope;
  second = beta2 * second + (1 - beta2) * slope * slope;
  // Within three units in the last place of the exact root and quotient, whose instructions would be
  // most of the kernel.
  const float root = second > 0 ? second * rsqrtf(second) : 0;
  parameter -= __fdividef(rate * first, root * correction + epsilon);
}

// Schedule: rate.
static __device__ __forceinline__ void momentumMove(
  float &parameter, float &velocity, float gradient, float rate, float momentum, float decay,
  bool looksAhead
) {
  const float slope = gradient + decay * parameter;
  velocity = momentum * velocity + slope;
  parameter -= rate * (looksAhead ? slope + momentum * velocity : velocity);
}
