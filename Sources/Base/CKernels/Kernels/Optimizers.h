// One step of an optimizer over all numbers of a parameter, each read and written once.

// What is too small to be a normal number counts as zero. A mean whose gradients have stopped, as
// those of a unit that no image wakes, shrinks until it is that small after some hundred steps, and
// a processor takes a hundred times as long for such a number as for others.
INLINE float normal_or_zero(float value) {
  return __builtin_fabsf(value) < __FLT_MIN__ ? 0 : value;
}

void KERNEL(convolume_momentum_step)(
    float *parameter, float *velocity, const float *gradient, int64_t count, float rate,
    float momentum, float decay, int looks_ahead) {
  if (looks_ahead) {
    for (int64_t i = 0; i < count; i++) {
      const float slope = gradient[i] + decay * parameter[i];
      velocity[i] = normal_or_zero(momentum * velocity[i] + slope);
      parameter[i] -= rate * (slope + momentum * velocity[i]);
    }
  } else {
    for (int64_t i = 0; i < count; i++) {
      const float slope = gradient[i] + decay * parameter[i];
      velocity[i] = normal_or_zero(momentum * velocity[i] + slope);
      parameter[i] -= rate * velocity[i];
    }
  }
}

void KERNEL(convolume_adam_step)(
    float *parameter, float *first, float *second, const float *gradient, int64_t count, float rate,
    float beta1, float beta2, float correction, float epsilon, float decay) {
  for (int64_t i = 0; i < count; i++) {
    const float slope = gradient[i] + decay * parameter[i];
    first[i] = normal_or_zero(beta1 * first[i] + (1 - beta1) * slope);
    second[i] = normal_or_zero(beta2 * second[i] + (1 - beta2) * slope * slope);
    parameter[i] -= rate * first[i] / (square_root(second[i]) * correction + epsilon);
  }
}
