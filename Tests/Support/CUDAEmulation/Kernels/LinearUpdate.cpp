#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/LinearUpdate.cu"

static const cuda_emulation::Registration registration("LinearUpdate", {
  KERNEL(linear_update_adam),
  KERNEL(linear_update_momentum),
});
