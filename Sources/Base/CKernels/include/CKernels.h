#ifndef CONVOLUME_KERNELS_H
#define CONVOLUME_KERNELS_H

// The engine's inner loops, built once per instruction set and chosen when the program is loaded.
// Swift compiles for the oldest processor of the platform; these loops are where that costs most.

#include <stddef.h>

// Rectifier: output = max(input, 0).
void convolume_relu(const float *input, float *output, size_t count);

// Where the rectifier's output is positive, the gradient passes; elsewhere it is zero.
void convolume_relu_gradient(
    const float *output, const float *upstream, float *gradient, size_t count);

#endif
