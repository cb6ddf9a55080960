// More rows and columns around each image, and back.

#include "Common.cuh"

// What stands outside the border of an image, as `PaddingMode` lists it.
enum PaddingMode { paddingZero = 0, paddingReflect = 1, paddingReplicate = 2, paddingCircular = 3 };

// Images as items of [height, width, inner]: a plane with inner = 1, or an image with channels last.
struct PaddedImages {
  int items, height, width, inner, top, bottom, left, right, mode;
};

// The sample that stands at a position, which may lie outside 0..<length; -1 where there is a zero.
static __device__ __forceinline__ int sourceOf(int position, int length, int mode) {
  if (position >= 0 && position < length) return position;
  switch (mode) {
    case paddingReflect: return position < 0 ? -position : 2 * (length - 1) - position;
    case paddingReplicate: return position < 0 ? 0 : length - 1;
    case paddingCircular: return (position % length + length) % length;
    default: return -1;
  }
}

extern "C" __global__ void __launch_bounds__(256) padding_forward(
  const float *__restrict__ input, PaddedImages of, float *__restrict__ output
) {
  const int height = of.height + of.top + of.bottom, width = of.width + of.left + of.right;
  const unsigned count = (unsigned)of.items * height * width * of.inner;
  for (unsigned index = blockIdx.x * blockDim.x + threadIdx.x; index < count;
       index += gridDim.x * blockDim.x) {
    const int inner = index % of.inner;
    const unsigned pixel = index / of.inner;
    const int column = sourceOf(pixel % width - of.left, of.width, of.mode);
    const int row = sourceOf(pixel / width % height - of.top, of.height, of.mode);
    const unsigned item = pixel / width / height;
    const bool isOutside = row < 0 || column < 0;
    output[index] =
      isOutside ? 0 : input[((item * of.height + row) * of.width + column) * of.inner + inner];
  }
}

// The place behind `place` that shows the same sample, in ascending order from -before to
// length + after − 1; `length + after` when there is none.
static __device__ __forceinline__ int nextCopy(
  int place, int sample, int length, int after, int mode
) {
  place++;
  // Within the image a sample stands only in its own place.
  while (place < length + after) {
    if (place >= 0 && place < length && place != sample) {
      place = place < sample ? sample : length;
    } else if (sourceOf(place, length, mode) == sample) {
      break;
    } else {
      place++;
    }
  }
  return place;
}

// Each sample collects the gradients of all places that it was copied to, row by row.
extern "C" __global__ void __launch_bounds__(256) padding_backward(
  const float *__restrict__ outputGradient, PaddedImages of, float *__restrict__ inputGradient
) {
  const int height = of.height + of.top + of.bottom, width = of.width + of.left + of.right;
  const unsigned count = (unsigned)of.items * of.height * of.width * of.inner;
  for (unsigned index = blockIdx.x * blockDim.x + threadIdx.x; index < count;
       index += gridDim.x * blockDim.x) {
    const int inner = index % of.inner;
    const unsigned pixel = index / of.inner;
    const int ownColumn = pixel % of.width, ownRow = pixel / of.width % of.height;
    const long long number = pixel / of.width / of.height;
    const float *item = outputGradient + number * height * width * of.inner;
    float sum = 0;
    for (int row = nextCopy(-of.top - 1, ownRow, of.height, of.bottom, of.mode);
         row < of.height + of.bottom;
         row = nextCopy(row, ownRow, of.height, of.bottom, of.mode)) {
      for (int column = nextCopy(-of.left - 1, ownColumn, of.width, of.right, of.mode);
           column < of.width + of.right;
           column = nextCopy(column, ownColumn, of.width, of.right, of.mode)) {
        const long long place = (long long)(row + of.top) * width + column + of.left;
        sum += item[place * of.inner + inner];
      }
    }
    inputGradient[index] = sum;
  }
}
