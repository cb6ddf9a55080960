// Batch normalization: output = weight · (input − mean) / √(variance + epsilon) + bias, per channel.
//
// Only the images that the state tells of count; those behind the end of the epoch come out as zeros, and
// so do their gradients. `state` may be null: then all images count. Sums are double, in a fixed order.

#include "ChannelMaps.cuh"

static __device__ __forceinline__ int realImages(const int *state, const ChannelImages &of) {
  return state ? state[stateImages] : of.images;
}

static __device__ __forceinline__ float inverseDeviation(float variance, float epsilon) {
  return 1 / sqrtf(variance + epsilon);
}

// The mean of each channel over the batch, its variance (dividing by the count), and the inverse of its
// deviation.
extern "C" __global__ void __launch_bounds__(256) batch_normalization_measure(
  const float *__restrict__ input, const int *state, ChannelImages of, float epsilon,
  float *__restrict__ mean, float *__restrict__ variance, float *__restrict__ inverse,
  unsigned *counters, double *parts
) {
  of.images = realImages(state, of);
  const double count = (double)of.images * of.pixels;
  sumChannels<2, double>(
    of, counters, parts, [&](long long index) { return input[index]; },
    [&](long long, float value, int, double (&sums)[2]) {
      sums[0] += value;
      sums[1] += (double)value * value;
    },
    [&](int channel, double (&sums)[2]) {
      const double middle = sums[0] / count;
      const double square = sums[1] / count - middle * middle;
      const float spread = square > 0 || isnan(square) ? (float)square : 0;
      mean[channel] = (float)middle;
      variance[channel] = spread;
      inverse[channel] = inverseDeviation(spread, epsilon);
    });
}

// The inverse deviations of a trained network.
extern "C" __global__ void __launch_bounds__(256) batch_normalization_invert(
  const float *__restrict__ variance, float epsilon, int channels, float *__restrict__ inverse
) {
  const int channel = blockIdx.x * blockDim.x + threadIdx.x;
  if (channel < channels) inverse[channel] = inverseDeviation(variance[channel], epsilon);
}

extern "C" __global__ void __launch_bounds__(256) batch_normalization_forward(
  const float *__restrict__ input, const float *__restrict__ mean,
  const float *__restrict__ inverse, const float *__restrict__ weight,
  const float *__restrict__ bias, const int *state, ChannelImages of, int activation,
  float *__restrict__ output
) {
  const unsigned end = (unsigned)realImages(state, of) * of.channels * of.pixels;
  mapChannels(
    of, [&](unsigned index) { return input[index]; },
    [&](unsigned index, float value, int channel) {
      const float standard = (value - mean[channel]) * inverse[channel];
      const float result = standard * weight[channel] + bias[channel];
      output[index] = index < end ? activate(activation, result) : 0;
    });
}

// The running averages take over the batch's share; not after a loss that was not finite.
extern "C" __global__ void __launch_bounds__(256) batch_normalization_learn(
  const float *__restrict__ mean, const float *__restrict__ variance, const int *state,
  ChannelImages of, float momentum, float *__restrict__ runningMean,
  float *__restrict__ runningVariance
) {
  const int channel = blockIdx.x * blockDim.x + threadIdx.x;
  if (channel >= of.channels || state[stateDiverged] >= 0) return;
  const float count = (float)(realImages(state, of) * of.pixels);
  const float unbiased = count / fmaxf(count - 1, 1);
  runningMean[channel] = runningMean[channel] * (1 - momentum) + mean[channel] * momentum;
  runningVariance[channel] =
    runningVariance[channel] * (1 - momentum) + variance[channel] * (momentum * unbiased);
}

// What the output's gradient, its number in the output and in the input are at one place.
struct NormalizedNumber {
  float gradient, output, input;
};

// The gradients of weight and bias: Σ gradient · standardized input, and Σ gradient. With an activation
// the gradient is first taken through it, from `output`.
extern "C" __global__ void __launch_bounds__(256) batch_normalization_parameter_gradients(
  const float *__restrict__ outputGradient, const float *__restrict__ output,
  const float *__restrict__ input, const float *__restrict__ mean,
  const float *__restrict__ inverse, const int *state, ChannelImages of, int activation,
  float *__restrict__ weightGradient, float *__restrict__ biasGradient, unsigned *counters,
  double *parts
) {
  of.images = realImages(state, of);
  sumChannels<2, double>(
    of, counters, parts,
    [&](long long index) {
      const float value = activation == activationNone ? 0 : output[index];
      return NormalizedNumber{outputGradient[index], value, input[index]};
    },
    [&](long long, NormalizedNumber number, int channel, double (&sums)[2]) {
      const float gradient = activationGradient(activation, number.gradient, number.output);
      const float standard = (number.input - mean[channel]) * inverse[channel];
      sums[0] += gradient * standard;
      sums[1] += gradient;
    },
    [&](int channel, double (&sums)[2]) {
      weightGradient[channel] = (float)sums[0];
      biasGradient[channel] = (float)sums[1];
    });
}

// The gradient of the input. The batch's mean and variance depend on every input, so each number's
// gradient loses the channel's mean gradient and the part of it that runs along the standardized input.
extern "C" __global__ void __launch_bounds__(256) batch_normalization_backward(
  const float *outputGradient, const float *__restrict__ output, const float *__restrict__ input,
  const float *__restrict__ mean, const float *__restrict__ inverse,
  const float *__restrict__ weight, const float *__restrict__ weightGradient,
  const float *__restrict__ biasGradient, const int *state, ChannelImages of, int activation,
  float *inputGradient
) {
  const int images = realImages(state, of);
  const unsigned end = (unsigned)images * of.channels * of.pixels;
  const float share = 1.0f / ((float)images * of.pixels);
  mapChannels(
    of,
    [&](unsigned index) {
      const float value = activation == activationNone ? 0 : output[index];
      return NormalizedNumber{outputGradient[index], value, input[index]};
    },
    [&](unsigned index, NormalizedNumber number, int channel) {
      const float gradient = activationGradient(activation, number.gradient, number.output);
      const float standard = (number.input - mean[channel]) * inverse[channel];
      const float rest =
        gradient - biasGradient[channel] * share - standard * (weightGradient[channel] * share);
      inputGradient[index] = index < end ? weight[channel] * inverse[channel] * rest : 0;
    });
}
