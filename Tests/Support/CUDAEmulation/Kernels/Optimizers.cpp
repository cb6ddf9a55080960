#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/Optimizers.cu"

static const cuda_emulation::Registration registration("Optimizers", {
  KERNEL(adam_step), KERNEL(momentum_step),
});
