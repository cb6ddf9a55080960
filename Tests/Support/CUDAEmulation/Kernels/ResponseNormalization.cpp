#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/ResponseNormalization.cu"

static const cuda_emulation::Registration registration("ResponseNormalization", {
  KERNEL(response_normalization_forward), KERNEL(response_normalization_backward),
});
