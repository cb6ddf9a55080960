// Local response normalisation of one image: each number is divided by a power of an offset plus
// the sum of squares of the numbers at the same pixel of the neighbouring channels.
//
// A. Krizhevsky, I. Sutskever and G. Hinton, ImageNet Classification with Deep Convolutional Neural
// Networks, 2012, section 3.3.

// value ^ -exponent; three quarters, the published exponent, needs square roots only.
INLINE float negative_power(float value, float exponent) {
  if (exponent == 0.75f) {
    const float root = square_root(value);
    return 1 / (root * square_root(root));
  }
  return powf(value, -exponent);
}

// The channels from `before` below this one to `after` above it.
INLINE span neighbours(int64_t channel, int64_t before, int64_t after, int64_t channels) {
  return (span){maximum(channel - before, 0), minimum(channel + after + 1, channels)};
}

void KERNEL(convolume_normalize_responses)(
    const float *input, int64_t channels, int64_t pixels, int64_t before, int64_t after,
    float offset, float factor, float exponent, float *scale, float *output) {
  for (int64_t channel = 0; channel < channels; channel++) {
    float *sum = scale + channel * pixels;
    for (int64_t p = 0; p < pixels; p++) sum[p] = 0;
    const span near = neighbours(channel, before, after, channels);
    for (int64_t neighbour = near.first; neighbour < near.end; neighbour++) {
      const float *source = input + neighbour * pixels;
      for (int64_t p = 0; p < pixels; p++) sum[p] += source[p] * source[p];
    }
    const float *own = input + channel * pixels;
    float *target = output + channel * pixels;
    for (int64_t p = 0; p < pixels; p++) sum[p] = offset + factor * sum[p];
    if (exponent == 0.75f) {
      for (int64_t p = 0; p < pixels; p++) target[p] = own[p] * negative_power(sum[p], 0.75f);
    } else {
      for (int64_t p = 0; p < pixels; p++) target[p] = own[p] * negative_power(sum[p], exponent);
    }
  }
}

void KERNEL(convolume_normalize_responses_gradient)(
    const float *input, const float *scale, const float *output, const float *upstream,
    int64_t channels, int64_t pixels, int64_t before, int64_t after, float factor, float exponent,
    float *ratio, float *gradient) {
  // output = input * scale ^ -exponent. The input of a channel appears in its own output, and in
  // the scale of every channel that has it as a neighbour:
  // gradient = upstream * scale ^ -exponent
  //            - 2 * exponent * factor * input * (sum of upstream * output / scale over those).
  const int64_t count = channels * pixels;
  for (int64_t i = 0; i < count; i++) ratio[i] = upstream[i] * output[i] / scale[i];
  for (int64_t channel = 0; channel < channels; channel++) {
    float *target = gradient + channel * pixels;
    for (int64_t p = 0; p < pixels; p++) target[p] = 0;
    const span near = neighbours(channel, after, before, channels);
    for (int64_t neighbour = near.first; neighbour < near.end; neighbour++) {
      const float *source = ratio + neighbour * pixels;
      for (int64_t p = 0; p < pixels; p++) target[p] += source[p];
    }
    const int64_t start = channel * pixels;
    const float weight = -2 * exponent * factor;
    if (exponent == 0.75f) {
      for (int64_t p = 0; p < pixels; p++) {
        target[p] = upstream[start + p] * negative_power(scale[start + p], 0.75f)
                    + weight * input[start + p] * target[p];
      }
    } else {
      for (int64_t p = 0; p < pixels; p++) {
        target[p] = upstream[start + p] * negative_power(scale[start + p], exponent)
                    + weight * input[start + p] * target[p];
      }
    }
  }
}
