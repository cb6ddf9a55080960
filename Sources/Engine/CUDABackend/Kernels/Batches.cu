// From the data set on the card to the batch of a step.

#include "BatchDescription.cuh"

// images[row] = rows[order[step * batch + row]], `count` numbers each; zeros where the epoch has ended.
//
// The step is state[stateNext], which stays as it is until `advance`, or a loss, moves it. Grid: parts of
// a row × rows of the batch.
extern "C" __global__ void gather_batch(
  const float *__restrict__ rows, const int *__restrict__ order, const int *__restrict__ numbers,
  const int *__restrict__ labels, int *state, int batch, int count, int total, float *__restrict__ images, int *batchLabels,
  int *batchNumbers
) {
  const int row = blockIdx.y;
  const int step = state[stateNext];
  const bool isImage = row < imagesOfStep(step, batch, total);
  const long long number = isImage ? order[step * batch + row] : 0;
  const float *source = rows + number * count;
  float *target = images + (long long)row * count;
  const int first = blockIdx.x * blockDim.x + threadIdx.x;
  const int stride = gridDim.x * blockDim.x;
  if (count % 4 == 0) {
    const float4 *from = reinterpret_cast<const float4 *>(source);
    float4 *to = reinterpret_cast<float4 *>(target);
    for (int place = first; place < count / 4; place += stride) {
      to[place] = isImage ? from[place] : make_float4(0, 0, 0, 0);
    }
  } else {
    for (int place = first; place < count; place += stride) {
      target[place] = isImage ? source[place] : 0;
    }
  }
  if (blockIdx.x == 0 && blockIdx.y == 0) {
    describeBatch(order, numbers, labels, state, step, batch, total, batchLabels, batchNumbers);
  }
}

// The same, from images [channels, pixels] to images [pixels, channels].
extern "C" __global__ void gather_batch_channels_last(
  const float *__restrict__ rows, const int *__restrict__ order, const int *__restrict__ numbers,
  const int *__restrict__ labels, int *state, int batch, int channels, int pixels, int total, float *__restrict__ images,
  int *batchLabels, int *batchNumbers
) {
  const int row = blockIdx.y;
  const int step = state[stateNext];
  const bool isImage = row < imagesOfStep(step, batch, total);
  const long long number = isImage ? order[step * batch + row] : 0;
  const long long count = (long long)channels * pixels;
  const float *source = rows + number * count;
  float *target = images + row * count;
  const int stride = gridDim.x * blockDim.x;
  for (int pixel = blockIdx.x * blockDim.x + threadIdx.x; pixel < pixels; pixel += stride) {
    for (int channel = 0; channel < channels; channel++) {
      target[pixel * channels + channel] = isImage ? source[channel * pixels + pixel] : 0;
    }
  }
  if (blockIdx.x == 0 && blockIdx.y == 0) {
    describeBatch(order, numbers, labels, state, step, batch, total, batchLabels, batchNumbers);
  }
}

// Goes on to the next step of the epoch; one thread.
extern "C" __global__ void advance_state(int *state) {
  state[stateNext] = state[stateStep] + 1;
  state[stateSteps] += 1;
}

// output[item][column][row] = input[item][row][column]: between channels first and channels last, for
// images ([channels, pixels]) and for filters ([channels, kernel × kernel]).
//
// Blocks of 32 × 8 threads turn tiles of 32 × 32; one column more keeps their banks apart.
extern "C" __global__ void transpose_items(
  const float *__restrict__ input, float *__restrict__ output, int items, int rows, int columns
) {
  __shared__ float tile[32][33];
  const int firstColumn = blockIdx.x * 32;
  const int firstRow = blockIdx.y * 32;
  for (int item = blockIdx.z; item < items; item += gridDim.z) {
    const float *source = input + (long long)item * rows * columns;
    float *target = output + (long long)item * rows * columns;
    for (int line = threadIdx.y; line < 32; line += 8) {
      const int row = firstRow + line, column = firstColumn + threadIdx.x;
      if (row < rows && column < columns) tile[line][threadIdx.x] = source[row * columns + column];
    }
    __syncthreads();
    for (int line = threadIdx.y; line < 32; line += 8) {
      const int column = firstColumn + line, row = firstRow + threadIdx.x;
      if (row < rows && column < columns) target[column * rows + row] = tile[threadIdx.x][line];
    }
    __syncthreads();
  }
}
