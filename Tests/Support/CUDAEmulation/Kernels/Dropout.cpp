#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/Dropout.cu"

static const cuda_emulation::Registration registration("Dropout", {
  KERNEL(dropout_apply),
});
