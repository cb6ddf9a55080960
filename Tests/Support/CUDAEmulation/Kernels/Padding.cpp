#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/Padding.cu"

static const cuda_emulation::Registration registration("Padding", {
  KERNEL(padding_forward), KERNEL(padding_backward),
});
