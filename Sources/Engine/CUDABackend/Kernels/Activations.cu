// Activations, biases, and sums of values: what is computed for each number by itself.

#include "ChannelSums.cuh"

// output = activation(input); the two may be one.
extern "C" __global__ void __launch_bounds__(256) activation_forward(
  const float *input, float *output, long long count, int activation
) {
  const long long stride = (long long)gridDim.x * blockDim.x;
  for (long long four = (long long)blockIdx.x * blockDim.x + threadIdx.x; 4 * four < count;
       four += stride) {
    if (4 * four + 3 < count) {
      float4 x = reinterpret_cast<const float4 *>(input)[four];
      x.x = activate(activation, x.x);
      x.y = activate(activation, x.y);
      x.z = activate(activation, x.z);
      x.w = activate(activation, x.w);
      reinterpret_cast<float4 *>(output)[four] = x;
    } else {
      for (long long each = 4 * four; each < count; each++) {
        output[each] = activate(activation, input[each]);
      }
    }
  }
}

// inputGradient = outputGradient · activation′, from the activation's output; the gradients may be one.
extern "C" __global__ void __launch_bounds__(256) activation_backward(
  const float *outputGradient, const float *__restrict__ output, float *inputGradient,
  long long count, int activation
) {
  const long long stride = (long long)gridDim.x * blockDim.x;
  for (long long four = (long long)blockIdx.x * blockDim.x + threadIdx.x; 4 * four < count;
       four += stride) {
    if (4 * four + 3 < count) {
      float4 g = reinterpret_cast<const float4 *>(outputGradient)[four];
      const float4 y = reinterpret_cast<const float4 *>(output)[four];
      g.x = activationGradient(activation, g.x, y.x);
      g.y = activationGradient(activation, g.y, y.y);
      g.z = activationGradient(activation, g.z, y.z);
      g.w = activationGradient(activation, g.w, y.w);
      reinterpret_cast<float4 *>(inputGradient)[four] = g;
    } else {
      for (long long each = 4 * four; each < count; each++) {
        inputGradient[each] = activationGradient(activation, outputGradient[each], output[each]);
      }
    }
  }
}

// output = activation(left + right): the two ways of a residual block, or two gradients that meet.
// Any of them may be one.
extern "C" __global__ void __launch_bounds__(256) add_values(
  const float *left, const float *right, float *output, long long count, int activation
) {
  const long long stride = (long long)gridDim.x * blockDim.x;
  for (long long four = (long long)blockIdx.x * blockDim.x + threadIdx.x; 4 * four < count;
       four += stride) {
    if (4 * four + 3 < count) {
      float4 x = reinterpret_cast<const float4 *>(left)[four];
      const float4 y = reinterpret_cast<const float4 *>(right)[four];
      x.x = activate(activation, x.x + y.x);
      x.y = activate(activation, x.y + y.y);
      x.z = activate(activation, x.z + y.z);
      x.w = activate(activation, x.w + y.w);
      reinterpret_cast<float4 *>(output)[four] = x;
    } else {
      for (long long each = 4 * four; each < count; each++) {
        output[each] = activate(activation, left[each] + right[each]);
      }
    }
  }
}

// output = activation(input + bias of the channel), channels first; the two may be one. Grid: parts of a
// plane × planes.
extern "C" __global__ void __launch_bounds__(128) add_bias_channels_first(
  const float *input, const float *__restrict__ bias, float *output, int planes, int channels,
  int pixels, int activation
) {
  for (int plane = blockIdx.y; plane < planes; plane += gridDim.y) {
    const float shift = bias[plane % channels];
    const long long start = (long long)plane * pixels;
    const int stride = gridDim.x * blockDim.x;
    const int first = blockIdx.x * blockDim.x + threadIdx.x;
    if (pixels % 4 == 0) {
      const float4 *from = reinterpret_cast<const float4 *>(input + start);
      float4 *to = reinterpret_cast<float4 *>(output + start);
      for (int four = first; four < pixels / 4; four += stride) {
        float4 x = from[four];
        x.x = activate(activation, x.x + shift);
        x.y = activate(activation, x.y + shift);
        x.z = activate(activation, x.z + shift);
        x.w = activate(activation, x.w + shift);
        to[four] = x;
      }
    } else {
      for (int pixel = first; pixel < pixels; pixel += stride) {
        output[start + pixel] = activate(activation, input[start + pixel] + shift);
      }
    }
  }
}

// The same, channels last: rows × channels, as the output of a linear layer too.
extern "C" __global__ void __launch_bounds__(256) add_bias_channels_last(
  const float *input, const float *__restrict__ bias, float *output, int rows, int channels,
  int activation
) {
  const long long count = (long long)rows * channels;
  const long long stride = (long long)gridDim.x * blockDim.x;
  const long long first = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (channels % 4 == 0) {
    for (long long four = first; four < count / 4; four += stride) {
      float4 x = reinterpret_cast<const float4 *>(input)[four];
      const float4 shift = reinterpret_cast<const float4 *>(bias)[four % (channels / 4)];
      x.x = activate(activation, x.x + shift.x);
      x.y = activate(activation, x.y + shift.y);
      x.z = activate(activation, x.z + shift.z);
      x.w = activate(activation, x.w + shift.w);
      reinterpret_cast<float4 *>(output)[four] = x;
    }
  } else {
    for (long long each = first; each < count; each += stride) {
      output[each] = activate(activation, input[each] + bias[each % channels]);
    }
  }
}

// biasGradient = the sum of each channel's gradient over images and pixels.
//
// With an activation the gradient is first taken through it, from its `output`, and written to
// `inputGradient`, which may be `outputGradient` itself.
extern "C" __global__ void __launch_bounds__(256) bias_gradient(
  const float *outputGradient, const float *__restrict__ output, float *inputGradient,
  float *__restrict__ biasGradient, ChannelImages of, int activation, unsigned *counters,
  float *parts
) {
  sumChannels<1, float>(
    of, counters, parts,
    [&](long long index) {
      const float value = activation == activationNone ? 0 : output[index];
      return make_float2(outputGradient[index], value);
    },
    [&](long long index, float2 item, int, float (&sums)[1]) {
      float gradient = item.x;
      if (activation != activationNone) {
        gradient = activationGradient(activation, gradient, item.y);
        inputGradient[index] = gradient;
      }
      sums[0] += gradient;
    },
    [&](int channel, float (&sums)[1]) { biasGradient[channel] = sums[0]; });
}
