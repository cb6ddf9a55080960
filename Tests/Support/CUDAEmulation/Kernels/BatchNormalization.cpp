#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/BatchNormalization.cu"

static const cuda_emulation::Registration registration("BatchNormalization", {
  KERNEL(batch_normalization_measure), KERNEL(batch_normalization_invert),
  KERNEL(batch_normalization_forward), KERNEL(batch_normalization_learn),
  KERNEL(batch_normalization_parameter_gradients), KERNEL(batch_normalization_backward),
});
