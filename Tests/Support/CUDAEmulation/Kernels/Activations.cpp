#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/Activations.cu"

static const cuda_emulation::Registration registration("Activations", {
  KERNEL(activation_forward), KERNEL(activation_backward), KERNEL(add_values),
  KERNEL(add_bias_channels_first), KERNEL(add_bias_channels_last), KERNEL(bias_gradient),
});
