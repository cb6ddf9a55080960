// To add a file of kernels: three lines for its text, and one in the list.

#include "CUDAKernels.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed, which clang has for every standard

static const char Common[] = {
#embed "../CUDABackend/Kernels/Common.cuh"
    , 0};
static const char Batches[] = {
#embed "../CUDABackend/Kernels/Batches.cu"
    , 0};

#define TEXT(file, bytes) {.name = file, .text = bytes, .length = sizeof(bytes) - 1}

static const convolume_kernel_text texts[] = {
    TEXT("Common.cuh", Common),
    TEXT("Batches.cu", Batches),
};

const convolume_kernel_text *convolume_kernel_text_at(size_t place) {
  return place < sizeof(texts) / sizeof(texts[0]) ? &texts[place] : NULL;
}
