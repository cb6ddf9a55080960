#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/Winograd.cu"

static const cuda_emulation::Registration registration("Winograd", {
  KERNEL(winograd_filters), KERNEL(winograd_filter_gradient), KERNEL(winograd_samples),
  KERNEL(winograd_outputs), KERNEL(winograd_upstream), KERNEL(winograd_input_gradient),
});
