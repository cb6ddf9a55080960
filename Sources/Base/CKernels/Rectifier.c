#include "CKernels.h"
#include "MultipleTargets.h"

CONVOLUME_KERNEL
void convolume_relu(const float *input, float *output, size_t count) {
  // Written so that NaN stays NaN: a diverged network must not look healthy.
  for (size_t i = 0; i < count; i++) output[i] = input[i] < 0 ? 0 : input[i];
}

CONVOLUME_KERNEL
void convolume_relu_gradient(
    const float *output, const float *upstream, float *gradient, size_t count) {
  for (size_t i = 0; i < count; i++) gradient[i] = output[i] > 0 ? upstream[i] : 0;
}
