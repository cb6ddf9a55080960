// The mean of each channel of each image. Input [images, channels, pixels], or [images, pixels,
// channels] where channels stand last; output [images, channels].
#include "Common.cuh"

// A warp sums one channel.
extern "C" __global__ void __launch_bounds__(256) global_mean_forward_first(
    const float *__restrict__ input, float *__restrict__ output, int planes, int pixels) {
  const int plane = (blockIdx.x * blockDim.x + threadIdx.x) / 32, lane = threadIdx.x % 32;
  if (plane >= planes) return;
  const float *channel = input + (long long)plane * pixels;
  float sum = 0;
#pragma unroll 4
  for (int pixel = lane; pixel < pixels; pixel += 32) sum += channel[pixel];
  for (int other = 16; other > 0; other /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, other);
  if (lane == 0) output[plane] = sum / pixels;
}

// Block (channels / 32, image) of 32 × 8 threads: eight threads share the pixels of a channel.
extern "C" __global__ void __launch_bounds__(256) global_mean_forward_last(
    const float *__restrict__ input, float *__restrict__ output, int channels, int pixels) {
  __shared__ float sums[8][32];
  const int channel = blockIdx.x * 32 + threadIdx.x, image = blockIdx.y;
  float sum = 0;
  if (channel < channels) {
#pragma unroll 4
    for (int pixel = threadIdx.y; pixel < pixels; pixel += 8) {
      sum += input[((long long)image * pixels + pixel) * channels + channel];
    }
  }
  sums[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y > 0 || channel >= channels) return;
  for (int other = 1; other < 8; other++) sum += sums[other][threadIdx.x];
  output[image * channels + channel] = sum / pixels;
}

extern "C" __global__ void __launch_bounds__(256) global_mean_backward(
    const float *__restrict__ gradient, float *__restrict__ inputGradient, int images,
    int channels, int pixels, int channelsLast) {
  const unsigned index = blockIdx.x * blockDim.x + threadIdx.x;
  if (index >= (unsigned)images * channels * pixels) return;
  const unsigned plane = channelsLast
                             ? index / (pixels * channels) * channels + index % channels
                             : index / pixels;
  inputGradient[index] = gradient[plane] / pixels;
}
