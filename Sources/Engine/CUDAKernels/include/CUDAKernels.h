#ifndef CONVOLUME_CUDA_KERNELS_H
#define CONVOLUME_CUDA_KERNELS_H

// The kernels for a card, as the text that NVRTC compiles where the card is. The program carries them
// itself: no file has to be found when it runs.

#include <stddef.h>

typedef struct {
  const char *name;  // such as Pooling.cu, or Common.cuh for a header
  const char *text;  // ends with a zero byte
  size_t length;     // without it
} convolume_kernel_text;

// The file at a place in the list, and a null pointer behind the last.
const convolume_kernel_text *convolume_kernel_text_at(size_t place);

#endif
