#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/SmallLinear.cu"

static const cuda_emulation::Registration registration("SmallLinear", {
  KERNEL(small_linear_forward),
  KERNEL(small_linear_gradients),
});
