#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/Softmax.cu"

static const cuda_emulation::Registration registration("Softmax", {
  KERNEL(softmax_forward), KERNEL(softmax_backward),
});
