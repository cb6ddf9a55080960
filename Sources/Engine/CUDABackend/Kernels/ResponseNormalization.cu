// Local response normalization: each number is divided by a power of an offset plus the sum of squares of
// the numbers at the same pixel of the neighbouring channels.
//
// A. Krizhevsky, I. Sutskever and G. Hinton, ImageNet Classification with Deep Convolutional Neural
// Networks, 2012, section 3.3.

#include "ChannelMaps.cuh"

// value ^ −exponent; three quarters, the published exponent, needs square roots only.
static __device__ __forceinline__ float negativePower(float value, float exponent) {
  if (exponent == 0.75f) {
    const float root = sqrtf(value);
    return 1 / (root * sqrtf(root));
  }
  return powf(value, -exponent);
}

// output = input / scale ^ exponent, where scale = offset + factor · Σ input² over the channels from
// `before` below to `after` above. `scale` is written for the backward pass, or null.
extern "C" __global__ void __launch_bounds__(256) response_normalization_forward(
  const float *__restrict__ input, ChannelImages of, int before, int after, float offset,
  float factor, float exponent, float *__restrict__ scale, float *__restrict__ output
) {
  const int stride = of.isChannelsLast ? 1 : of.pixels;
  mapChannels(
    of, [&](unsigned index) { return input[index]; },
    [&](unsigned index, float value, int channel) {
      const int first = max(channel - before, 0), last = min(channel + after, of.channels - 1);
      float sum = 0;
      for (int other = first; other <= last; other++) {
        const float neighbour = input[index + (other - channel) * stride];
        sum += neighbour * neighbour;
      }
      const float divisor = offset + factor * sum;
      if (scale) scale[index] = divisor;
      output[index] = value * negativePower(divisor, exponent);
    });
}

// The input of a channel appears in its own output, and in the scale of every channel that has it as a
// neighbour: gradient = upstream · scale ^ −exponent
//                       − 2 · exponent · factor · input · Σ upstream · output / scale over those.
//
// With an activation, whose output was the input here, the gradient is then taken through it.
extern "C" __global__ void __launch_bounds__(256) response_normalization_backward(
  const float *__restrict__ outputGradient, const float *__restrict__ input,
  const float *__restrict__ scale, const float *__restrict__ output, ChannelImages of, int before,
  int after, float factor, float exponent, int activation, float *__restrict__ inputGradient
) {
  const int stride = of.isChannelsLast ? 1 : of.pixels;
  mapChannels(
    of, [&](unsigned index) { return make_float2(outputGradient[index], input[index]); },
    [&](unsigned index, float2 item, int channel) {
      const int first = max(channel - after, 0), last = min(channel + before, of.channels - 1);
      float sum = 0;
      for (int other = first; other <= last; other++) {
        const unsigned place = index + (other - channel) * stride;
        sum += outputGradient[place] * output[place] / scale[place];
      }
      const float own = item.x * negativePower(scale[index], exponent);
      const float gradient = own - 2 * exponent * factor * item.y * sum;
      inputGradient[index] = activationGradient(activation, gradient, item.y);
    });
}
