"""Times training or inference steps of LeNet-5 or AlexNet in TensorFlow; prints one line of JSON."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import steps
import tensorflow as tf
from tensorflow.keras import Sequential, layers


def lenet5():
    return Sequential([
        layers.Input((32, 32, 1)),
        layers.Conv2D(6, 5, activation="relu"), layers.AveragePooling2D(2),
        layers.Conv2D(16, 5, activation="relu"), layers.AveragePooling2D(2),
        layers.Flatten(),
        layers.Dense(120, activation="relu"),
        layers.Dense(84, activation="relu"),
        layers.Dense(10),
    ])  # fmt: skip


def alexnet():
    def convolution(channels, kernel):
        return layers.Conv2D(channels, kernel, padding="same", activation="relu")

    return Sequential([
        layers.Input((224, 224, 3)),
        layers.ZeroPadding2D(2),
        layers.Conv2D(64, 11, strides=4, activation="relu"), layers.MaxPooling2D(3, 2),
        convolution(192, 5), layers.MaxPooling2D(3, 2),
        convolution(384, 3), convolution(256, 3), convolution(256, 3), layers.MaxPooling2D(3, 2),
        layers.Flatten(),
        layers.Dropout(0.5), layers.Dense(4096, activation="relu"),
        layers.Dropout(0.5), layers.Dense(4096, activation="relu"),
        layers.Dense(10),
    ])  # fmt: skip


def arguments():
    parser = steps.parser(__doc__)
    parser.add_argument("--setting", choices=["default", "xla"], default="default")
    return parser.parse_args()


def main():
    options = arguments()
    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    tf.keras.utils.set_random_seed(1)

    model = {"lenet5": lenet5, "alexnet": alexnet}[options.network]()
    assert model.count_params() == steps.PARAMETERS[options.network]
    images = tf.random.normal((options.batch, *model.input_shape[1:]))
    labels = tf.constant([number % 10 for number in range(options.batch)])
    jit = options.setting == "xla"

    if options.mode == "train":
        optimizer = tf.keras.optimizers.Adam(0.001)
        optimizer.build(model.trainable_variables)
        loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)

        @tf.function(jit_compile=jit)
        def step():
            with tf.GradientTape() as tape:
                loss = loss_of(labels, model(images, training=True))
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            return loss

    else:

        @tf.function(jit_compile=jit)
        def step():
            # An argument of the loop's own would be copied; a constant would be folded away.
            return model(batch, training=False)

        batch = tf.Variable(images, trainable=False)

    times = steps.milliseconds(lambda: step().numpy(), options)
    steps.report(f"TensorFlow {tf.__version__}", options, times)


if __name__ == "__main__":
    main()
