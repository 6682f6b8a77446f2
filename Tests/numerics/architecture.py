"""Random architectures for reference.py: the layers of a drawn definition."""

import random

ACTIVATIONS = ("relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu", "hard_swish")
INITIALIZERS = (
    "uniform_fan_in", "kaiming_normal", "xavier_uniform", {"type": "normal", "std": 0.2}, "zeros")


class Architecture:
    """`layers`, as a definition lists them, for examples of a shape.

    - data: the name of the data set.
    - loss: the loss's name.
    - may_normalize: whether every batch has several examples.
    """

    def __init__(self, draw, data, shape, outputs, loss, may_normalize):
        self.random, self.shape, self.outputs = draw, shape, outputs
        self.layers, self.names, self.may_normalize = [], 0, may_normalize
        if data == "mnist":
            self.images()
        elif len(shape) > 1:
            self.small_images()
        self.features()
        # Some outputs are so large that probabilities reach their floors.
        last = {"init": {"type": "normal", "std": 4}} if self.random.random() < 0.12 else {}
        self.add("linear", out_features=outputs, **self.weights() | last)
        if loss == "nll":
            self.add("softmax")
        if loss == "binary_cross_entropy":
            self.add("sigmoid")

    def pick(self, values):
        return self.random.choice(values)

    def maybe(self, chance, **keys):
        return keys if self.random.random() < chance else {}

    def add(self, kind, **keys):
        self.layers.append({"type": kind, **keys})
        if kind in ("linear", "conv2d", "batch_norm", "layer_norm", "group_norm"):
            self.layers[-1] |= self.maybe(0.07, frozen=True)
            self.layers[-1] |= self.maybe(0.1, learning_rate_scale=self.pick((0.3, 2)))

    def name(self):
        """Names the last layer, to be joined later."""
        if "repeat" in self.layers[-1]:
            self.activation()
        self.names += 1
        self.layers[-1].setdefault("name", f"n{self.names}")
        return self.layers[-1]["name"]

    def weights(self):
        return {**self.maybe(0.5, init=self.pick(INITIALIZERS[:4])), **self.maybe(0.2, bias=False),
                **self.maybe(0.3, bias_init=self.pick(INITIALIZERS))}

    def activation(self):
        kind = self.pick(ACTIVATIONS)
        keys = {"leaky_relu": {"negative_slope": 0.2}, "elu": {"alpha": 0.7},
                "gelu": {"approximate": "tanh"}}.get(kind, {})
        self.add(kind, **(keys if self.random.random() < 0.5 else {}))

    def images(self):
        """Up to three stages of convolution, norm, activation, join and pool."""
        channels, side, _ = self.shape
        for _ in range(self.random.randint(0, 3)):
            if side < 3:
                break
            side, channels = self.convolution(side, channels)
            self.norm(channels)
            self.activation()
            if self.random.random() < 0.3:
                self.residual(channels)
            if self.random.random() < 0.2:
                self.repeated(channels)
            if self.random.random() < 0.1:
                self.fork()
            if self.random.random() < 0.15:
                self.excitation(channels)
            if self.random.random() < 0.15:
                self.add("dropout", p=self.pick((0.1, 0.3)))
            if side > 2 and self.random.random() < 0.7:
                side = self.pool(side)
        if side <= 9 and side > 1 and self.random.random() < 0.2:
            # As large as its image: a dense layer.
            self.add("conv2d", out_channels=5, kernel_size=side, **self.weights())
            self.activation()
        elif self.random.random() < 0.2:
            size = self.pick((2, 3, [1, 2]))
            self.add("adaptive_avg_pool2d", **self.maybe(0.7, output_size=size))
        self.add("flatten")

    def small_images(self):
        """One or two stages over [C, T] or an image of unequal sides."""
        rank, channels = len(self.shape) - 1, self.shape[0]
        for _ in range(self.random.randint(0, 2)):
            groups = self.pick([g for g in (1, 2, 3) if channels % g == 0])
            channels = groups * self.random.randint(1, 3)
            kernel = self.pick((1, 3, 5)) if rank == 1 else self.pick((1, 3, [1, 3], [3, 2]))
            self.add(f"conv{rank}d", out_channels=channels, kernel_size=kernel, **self.weights(),
                     **({"groups": groups} if groups > 1 else {}), **self.pick((
                         {"padding": "same"}, {"padding": "same", "dilation": 2},
                         {"padding": 2, "stride": 2}, {"padding": 1, "stride": 1})))
            self.norm(channels)
            self.activation()
        if self.random.random() < 0.5:
            self.add(self.pick(("max_pool", "avg_pool")) + f"{rank}d", kernel_size=2,
                     **self.maybe(0.5, stride=1))
        self.add("flatten")

    def convolution(self, side, channels):
        groups = self.pick([g for g in (1, 1, 2, 3, 4) if channels % g == 0])
        out = groups * self.random.randint(1, 3)
        if channels > 1 and self.random.random() < 0.3:
            groups = channels
            out = channels * self.pick((1, 1, 2))
        kernel = self.pick([k for k in (1, 2, 3, 4, 5) if k <= side])
        keys = {"out_channels": out, "kernel_size": kernel, **self.weights()}
        if groups > 1:
            keys["groups"] = groups
        if self.random.random() < 0.4:
            keys |= {"padding": "same", **self.maybe(0.3, dilation=2)}
            self.add("conv2d", **keys)
            return side, out
        stride, padding = self.pick((1, 1, 2, 3)), self.pick((0, 0, 1, 2))
        dilation = 2 if 2 * kernel - 1 <= side and self.random.random() < 0.2 else 1
        keys |= {"stride": stride, "padding": padding}
        if dilation > 1:
            keys["dilation"] = dilation
        self.add("conv2d", **keys)
        return (side + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1, out

    def norm(self, channels):
        kind = self.pick(("", "", "batch_norm", "batch_norm", "layer_norm", "group_norm"))
        if kind == "group_norm":
            divisors = [g for g in range(1, channels + 1) if channels % g == 0]
            self.add(kind, num_groups=self.pick(divisors), **self.maybe(0.3, affine=False))
        elif kind == "batch_norm" and self.may_normalize:
            self.add(kind, **self.maybe(0.4, momentum=self.pick((0.5, 0.01))))
        elif kind == "layer_norm":
            self.add(kind, **self.maybe(0.3, affine=False), **self.maybe(0.3, eps=0.001))

    def residual(self, channels):
        name = self.name()
        self.add("conv2d", out_channels=channels, kernel_size=3, padding="same", **self.weights())
        if self.random.random() < 0.5:
            self.activation()
        self.add(self.pick(("add", "add", "multiply")), **{"with": name})

    def repeated(self, channels):
        outside, self.layers = self.layers, []
        self.add("conv2d", out_channels=channels, kernel_size=3, padding="same", **self.weights())
        self.norm(channels)
        self.activation()
        self.add("add", **{"with": "block_input"})
        outside.append({"repeat": self.pick((1, 2, 3)), "layers": self.layers})
        self.layers = outside

    def fork(self):
        """Three layers take one output."""
        name = self.name()
        for _ in range(2):
            self.activation()
            self.add("add", **{"with": name})

    def excitation(self, channels):
        """Each channel times a factor of its own."""
        name = self.name()
        self.add("adaptive_avg_pool2d")
        self.add("conv2d", out_channels=channels, kernel_size=1, **self.weights())
        self.add("sigmoid")
        self.add("multiply", **{"with": name})

    def pool(self, side):
        kernel = self.pick([k for k in (2, 2, 3) if k <= side])
        stride = self.pick((kernel, kernel, 1, 2))
        self.add(self.pick(("max_pool2d", "avg_pool2d")), kernel_size=kernel, stride=stride)
        return (side - kernel) // stride + 1

    def features(self):
        """Up to two stages of linear, norm, activation, join and dropout."""
        for _ in range(self.random.randint(0, 2)):
            self.add("linear", out_features=self.random.randint(1, 40), **self.weights())
            kind = self.pick(("", "", "batch_norm", "layer_norm"))
            if kind and (kind != "batch_norm" or self.may_normalize):
                self.add(kind)
            self.activation()
            if self.random.random() < 0.15:
                name = self.name()
                self.activation()
                self.add(self.pick(("add", "concat", "multiply")), **{"with": name})
            if self.random.random() < 0.15:
                self.fork()
            if self.random.random() < 0.2:
                self.add("dropout", p=self.pick((0.2, 0.5)))
