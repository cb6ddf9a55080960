// Convolutions of any size without a matrix: each thread adds up the samples under the filter.
//
// Input [images, channels, height, width], filters [filters, channels / groups, kernel, kernel], output
// [images, filters, outputHeight, outputWidth]. A block's filters lie in shared memory, four numbers
// beside each other, so that one sample read meets four weights.
#include "Common.cuh"

struct Convolution {
  int images, channels, height, width, filters, kernel, stride, dilation, top, left, outputHeight,
      outputWidth, groups;
};

// Block (pixels of all images, quads of filters). `chunk` channels of the filters fit shared memory.
extern "C" __global__ void __launch_bounds__(128, 8) direct_convolution_forward(
    const float *__restrict__ input, const float *__restrict__ weight,
    const float *__restrict__ bias, float *__restrict__ output, Convolution c, int chunk,
    int activation) {
  DYNAMIC_SHARED(float4, filters);
  const int channels = c.channels / c.groups, ownFilters = c.filters / c.groups;
  const int quads = (ownFilters + 3) / 4, taps = c.kernel * c.kernel;
  const int group = blockIdx.y / quads, quad = blockIdx.y - group * quads;
  const int filter = group * ownFilters + quad * 4;
  const int count = min(4, ownFilters - quad * 4);
  const int pixels = c.outputHeight * c.outputWidth;
  const unsigned index = blockIdx.x * blockDim.x + threadIdx.x;
  const bool isPixel = index < (unsigned)c.images * pixels;
  const int image = isPixel ? index / pixels : 0, pixel = isPixel ? index - image * pixels : 0;
  const int y = pixel / c.outputWidth, x = pixel - y * c.outputWidth;
  const int top = y * c.stride - c.top, left = x * c.stride - c.left;
  const float *planes =
      input + ((long long)image * c.channels + group * channels) * c.height * c.width;

  float sums[4] = {};
  for (int first = 0; first < channels; first += chunk) {
    const int held = min(chunk, channels - first) * taps;
    __syncthreads();
    for (int place = threadIdx.x; place < held * 4; place += blockDim.x) {
      const int own = place / held, tap = place - own * held;
      reinterpret_cast<float *>(filters)[tap * 4 + own] =
          own < count ? weight[((long long)(filter + own) * channels + first) * taps + tap] : 0;
    }
    __syncthreads();
    for (int channel = first; channel < min(first + chunk, channels); channel++) {
      const float *plane = planes + (long long)channel * c.height * c.width;
      const float4 *weights = filters + (channel - first) * taps;
      for (int r = 0; r < c.kernel; r++) {
        const int row = top + r * c.dilation;
        if (row < 0 || row >= c.height) continue;
        for (int s = 0; s < c.kernel; s++) {
          const int column = left + s * c.dilation;
          if (column < 0 || column >= c.width) continue;
          const float sample = plane[row * c.width + column];
          const float4 four = weights[r * c.kernel + s];
          sums[0] += four.x * sample, sums[1] += four.y * sample;
          sums[2] += four.z * sample, sums[3] += four.w * sample;
        }
      }
    }
  }
  if (!isPixel) return;
  for (int own = 0; own < count; own++) {
    const float sum = sums[own] + (bias != nullptr ? bias[filter + own] : 0);
    output[((long long)image * c.filters + filter + own) * pixels + pixel] =
        activate(activation, sum);
  }
}

// Block (pixels of all input images, quads of channels). `below` is the input, if an activation made
// it whose slope is taken over. `chunk` filters fit shared memory.
extern "C" __global__ void __launch_bounds__(128, 8) direct_convolution_input_gradient(
    const float *__restrict__ gradient, const float *__restrict__ weight,
    const float *__restrict__ below, float *__restrict__ inputGradient, Convolution c, int chunk,
    int activation) {
  DYNAMIC_SHARED(float4, filters);
  const int channels = c.channels / c.groups, ownFilters = c.filters / c.groups;
  const int quads = (channels + 3) / 4, taps = c.kernel * c.kernel;
  const int group = blockIdx.y / quads, quad = blockIdx.y - group * quads;
  const int count = min(4, channels - quad * 4);
  const int pixels = c.height * c.width, outputPixels = c.outputHeight * c.outputWidth;
  const unsigned index = blockIdx.x * blockDim.x + threadIdx.x;
  const bool isPixel = index < (unsigned)c.images * pixels;
  const int image = isPixel ? index / pixels : 0, pixel = isPixel ? index - image * pixels : 0;
  const int row = pixel / c.width + c.top, column = pixel % c.width + c.left;

  float sums[4] = {};
  for (int first = 0; first < ownFilters; first += chunk) {
    const int held = min(chunk, ownFilters - first);
    __syncthreads();
    for (int place = threadIdx.x; place < held * taps * 4; place += blockDim.x) {
      const int filter = place / (taps * 4), rest = place - filter * taps * 4;
      const int own = rest / taps, tap = rest - own * taps;
      const long long from = (long long)(group * ownFilters + first + filter) * channels
                             + quad * 4 + own;
      reinterpret_cast<float *>(filters)[(filter * taps + tap) * 4 + own] =
          own < count ? weight[from * taps + tap] : 0;
    }
    __syncthreads();
    const float *plane =
        gradient + ((long long)image * c.filters + group * ownFilters + first) * outputPixels;
    for (int filter = 0; filter < held; filter++, plane += outputPixels) {
      // output[y, x] += weight[r, s] · input[y · stride + r · dilation − top, …]
      for (int r = 0; r < c.kernel; r++) {
        const int down = row - r * c.dilation, y = down / c.stride;
        if (down < 0 || y * c.stride != down || y >= c.outputHeight) continue;
        for (int s = 0; s < c.kernel; s++) {
          const int right = column - s * c.dilation, x = right / c.stride;
          if (right < 0 || x * c.stride != right || x >= c.outputWidth) continue;
          const float value = plane[y * c.outputWidth + x];
          const float4 four = filters[filter * taps + r * c.kernel + s];
          sums[0] += four.x * value, sums[1] += four.y * value;
          sums[2] += four.z * value, sums[3] += four.w * value;
        }
      }
    }
  }
  if (!isPixel) return;
  for (int own = 0; own < count; own++) {
    const long long to =
        ((long long)image * c.channels + group * channels + quad * 4 + own) * pixels + pixel;
    inputGradient[to] =
        below != nullptr ? activationGradient(activation, sums[own], below[to]) : sums[own];
  }
}

// The sums over one part of the images (gridDim.y parts), for PartialSums to add: the gradients of all
// filters, and behind them those of the biases. Block (quads of filters, part, 128 weights of a
// filter): a thread has one weight of four filters; the thread behind the last has the biases, whose
// sample is always 1.
extern "C" __global__ void __launch_bounds__(128, 8) direct_convolution_weight_gradient(
    const float *__restrict__ input, const float *__restrict__ gradient,
    float *__restrict__ partials, Convolution c) {
  __shared__ float4 gradients[128];
  const int channels = c.channels / c.groups, ownFilters = c.filters / c.groups;
  const int quads = (ownFilters + 3) / 4, taps = c.kernel * c.kernel, depth = channels * taps;
  const int group = blockIdx.x / quads, quad = blockIdx.x - group * quads;
  const int filter = group * ownFilters + quad * 4;
  const int count = min(4, ownFilters - quad * 4);
  const int pixels = c.outputHeight * c.outputWidth;
  const int weight = blockIdx.z * 128 + threadIdx.x;
  const bool isWeight = weight < depth;
  const int channel = isWeight ? weight / taps : 0, tap = isWeight ? weight - channel * taps : 0;
  const int down = tap / c.kernel * c.dilation - c.top;
  const int right = tap % c.kernel * c.dilation - c.left;
  const int first = (int)((long long)c.images * blockIdx.y / gridDim.y);
  const int end = (int)((long long)c.images * (blockIdx.y + 1) / gridDim.y);

  float sums[4] = {};
  for (int image = first; image < end; image++) {
    const float *plane =
        input + ((long long)image * c.channels + group * channels + channel) * c.height * c.width;
    const float *outputs = gradient + ((long long)image * c.filters + filter) * pixels;
    for (int start = 0; start < pixels; start += 128) {
      const int held = min(128, pixels - start);
      __syncthreads();
      for (int place = threadIdx.x; place < held * 4; place += blockDim.x) {
        const int own = place / held, pixel = place - own * held;
        reinterpret_cast<float *>(gradients)[pixel * 4 + own] =
            own < count ? outputs[(long long)own * pixels + start + pixel] : 0;
      }
      __syncthreads();
      int y = start / c.outputWidth, x = start - y * c.outputWidth;
      for (int pixel = 0; pixel < held; pixel++) {
        const int row = y * c.stride + down, column = x * c.stride + right;
        float sample = isWeight ? 0 : 1;
        if (isWeight && row >= 0 && row < c.height && column >= 0 && column < c.width) {
          sample = plane[row * c.width + column];
        }
        const float4 four = gradients[pixel];
        sums[0] += four.x * sample, sums[1] += four.y * sample;
        sums[2] += four.z * sample, sums[3] += four.w * sample;
        if (++x == c.outputWidth) x = 0, y++;
      }
    }
  }
  if (weight > depth) return;
  float *part = partials + (long long)blockIdx.y * c.filters * (depth + 1);
  for (int own = 0; own < count; own++) {
    part[isWeight ? (filter + own) * depth + weight : c.filters * depth + filter + own] = sums[own];
  }
}
