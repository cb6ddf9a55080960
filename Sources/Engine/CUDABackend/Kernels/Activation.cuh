// The activations, and what a backward pass multiplies by: their slope, from their own output.
#ifndef CONVOLUME_ACTIVATION_CUH
#define CONVOLUME_ACTIVATION_CUH

#include "Common.cuh"

__device__ __forceinline__ float activate(float x, int activation) {
  switch (activation) {
    case RELU: return x < 0 ? 0 : x;  // NaN stays NaN: a diverged network must not look healthy
    case TANH: return tanhf(x);
    case SIGMOID: return 1 / (1 + expf(-x));
    default: return x;
  }
}

// The gradient of the activation's input, given that of its `output`.
__device__ __forceinline__ float activation_gradient(float gradient, float output, int activation) {
  switch (activation) {
    case RELU: return output > 0 ? gradient : 0;
    case TANH: return gradient * (1 - output * output);
    case SIGMOID: return gradient * output * (1 - output);
    default: return gradient;
  }
}

#endif
