#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/Losses.cu"

static const cuda_emulation::Registration registration("Losses", {
  KERNEL(cross_entropy_loss), KERNEL(mean_squared_error_loss),
});
