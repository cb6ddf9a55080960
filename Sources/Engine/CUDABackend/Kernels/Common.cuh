// What all kernels share. NVRTC gets this text under the name Common.cuh; there are no other headers.
#ifndef CONVOLUME_COMMON_CUH
#define CONVOLUME_COMMON_CUH

// Activations, as the launches number them. Derivatives are computed from the activation's output.
enum Activation { NO_ACTIVATION = 0, RELU = 1, TANH = 2, SIGMOID = 3 };

#endif
