#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/DirectConvolution.cu"

static const cuda_emulation::Registration registration("DirectConvolution", {
  KERNEL(direct_convolution_forward),
  KERNEL(direct_convolution_input_gradient),
  KERNEL(direct_convolution_weight_gradient),
});
