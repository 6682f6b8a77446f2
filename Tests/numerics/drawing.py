"""Random definitions for reference.py: a pure function of (seed, number)."""

import random

import arrays

ACTIVATIONS = ("relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu", "hard_swish")
OF_LABELS = ("softmax_cross_entropy", "softmax_binary_cross_entropy", "nll")
LOSSES = ("softmax_cross_entropy", "softmax_cross_entropy", "softmax_binary_cross_entropy", "nll",
          "mse", "binary_cross_entropy", "binary_cross_entropy_with_logits", "l1", "huber")
INITIALIZERS = (
    "uniform_fan_in", "kaiming_normal", "xavier_uniform", {"type": "normal", "std": 0.2}, "zeros")


class Drawing:
    """`definition`, whose files of data, if any, are written into the folder; and `threads`."""

    def __init__(self, seed, number, folder):
        self.random = random.Random(f"{seed} {number}")
        self.threads = self.pick((1, 2, 3))
        self.file, self.shape, self.has_bytes = (folder, f"drawn-{number}"), None, False
        self.layers, self.names = [], 0
        data = self.random.choices(
            ("mnist", "xor", "linear_regression", "files"), (8, 1, 1, 4))[0]
        self.count, self.outputs = 4, {"mnist": 10, "xor": self.pick((1, 2))}.get(data, 1)
        dataset = getattr(self, data)()
        kinds = LOSSES
        if data == "linear_regression" or data == "files" and self.is_regression:
            kinds = ("mse", "l1", "huber")
        elif self.outputs == 1:
            kinds = ("mse", "binary_cross_entropy", "binary_cross_entropy_with_logits")
        loss = self.loss(self.pick(kinds))
        # Batch normalisation of features is refused where a batch has one example.
        self.batch = self.pick(
            (1, 3, 4) if data == "xor" else (1, 5, 13, 16, 17, 32, 33, 50, 64))
        self.may_normalize = self.batch > 1 and self.count % self.batch != 1
        self.architecture(data, loss["type"])
        if (data == "mnist" or self.has_bytes) and self.random.random() < 0.25:
            dataset["augment"] = self.augmentation(loss["type"] in OF_LABELS)
        epochs = self.pick((1, 2, 2, 3) if data == "mnist" else (3, 10))
        training = {"epochs": epochs, "batch_size": self.batch, "log_every_steps": 1, **self.maybe(0.3, shuffle=False),
                    **self.maybe(0.2, ema={"decay": self.pick((0.5, 0.9, 0.999))})}
        metrics = ["macro_f1", "balanced_accuracy", "top5_accuracy"]
        if data == "linear_regression" or data == "files" and self.is_regression:
            metrics = ["mae", "rmse", "r2"]
        training |= self.maybe(0.3, metrics=metrics[:2] if 1 < self.outputs < 6 else metrics)
        if self.count > self.batch:
            training |= self.maybe(0.15, drop_last=True)
        batches = self.count // self.batch + (
            self.count % self.batch > 0 and "drop_last" not in training)
        self.steps = batches * epochs
        is_sum = loss.get("reduction") == "sum"
        self.definition = {
            "description": "drawn", "seed": self.random.randrange(2**53), "dataset": dataset,
            "architecture": self.layers, "loss": loss,
            "optimizer": self.optimizer(is_sum), "training": training}
        self.definition["schedule"] = self.schedule(self.definition["optimizer"]["learning_rate"])

    def pick(self, values):
        return self.random.choice(values)

    def maybe(self, chance, **keys):
        return keys if self.random.random() < chance else {}

    def mnist(self):
        self.count = self.random.randint(40, 140)
        start, self.padding = self.random.randrange(50_000), self.pick((0, 0, 1, 2))
        train = [start, start + self.count] if self.random.random() < 0.6 else {
            "count": self.count, **self.maybe(0.5, stratified=True)}
        return {"name": "mnist", "normalize": self.pick(("unit", "standard")),
                **({"padding": self.padding} if self.padding else {}),
                "subset": {"train": train, "test": [0, self.random.randint(1, 50)],
                           **self.maybe(0.3, validation=[59_900, 59_900 + self.pick((7, 33))])}}

    def xor(self):
        return {"name": "xor"}

    def linear_regression(self):
        self.count = self.random.randint(20, 150)
        return {"name": "linear_regression", "points": self.count,
                "test_points": self.random.randint(1, 40), "seed": self.random.randrange(1000)}

    def files(self):
        """Examples [F], [C, T] or [C, H, W] in one part, which a split or a fold divides."""
        self.shape = self.pick(((7,), (3, 19), (2, 30), (3, 7, 9)))
        classes, whole = self.pick((2, 3, 6, 0, -1)), self.random.randint(40, 120)
        self.is_regression, self.outputs = classes < 1, {0: 2, -1: 1}.get(classes, classes)
        dataset = arrays.written(*self.file, self.random, self.shape, whole, classes)
        stratified = self.maybe(0.5, stratified=True) if classes > 0 else {}
        if self.random.random() < 0.5:
            dataset["split"] = {"test": self.pick((0.2, 0.15)), **stratified,
                                **self.maybe(0.5, seed=3), **self.maybe(0.5, validation=0.1)}
        else:
            dataset["folds"] = {"count": 4, "index": self.random.randrange(4), **stratified}
        labels = arrays.read(dataset, self.file[0])[1]
        self.count = len(arrays.positions({"dataset": dataset}, whole, labels)[0])
        self.has_bytes = dataset["name"] == "npy" and arrays.read(
            dataset, self.file[0])[0].dtype == "uint8"
        if self.has_bytes:
            dataset |= self.maybe(0.4, padding=1)
        return dataset | self.maybe(0.5, normalize="standard")

    def loss(self, kind):
        loss = {"type": kind, **self.maybe(0.25, reduction="sum")}
        if kind == "mse":
            loss |= self.maybe(0.5, scale=self.pick((0.5, 0.3)))
        if kind == "huber":
            loss |= self.maybe(0.6, delta=self.pick((0.1, 0.5)))
        if kind == "binary_cross_entropy_with_logits":
            loss |= self.maybe(0.5, pos_weight=self.pick((0.3, 2.5)))
        if kind == "softmax_cross_entropy":
            weights = "balanced" if self.random.random() < 0.5 else [
                round(self.random.uniform(0.1, 3), 2) for _ in range(self.outputs)]
            loss |= self.maybe(0.3, label_smoothing=self.pick((0.1, 0.35)))
            loss |= self.maybe(0.3, class_weights=weights)
        return loss

    def augmentation(self, has_labels):
        keys = {"shift": 2, "rotate": 15, "scale": 0.2, "flip": self.pick(
            ("horizontal", "vertical", "both")), "crop": 2, "cutout": self.pick((5, 8))}
        if has_labels:
            keys |= {"mixup": self.pick((0.3, 1)), "cutmix": self.pick((0.4, 1))}
        return {key: keys[key] for key in self.random.sample(
            sorted(keys), self.random.randint(1, 3))}

    # Layers

    def architecture(self, data, loss):
        if data == "mnist":
            self.images()
        elif data == "files" and len(self.shape) > 1:
            self.small_images()
        self.features()
        self.add("linear", out_features=self.outputs, **self.weights())
        if loss == "nll":
            self.add("softmax")
        if loss == "binary_cross_entropy":
            self.add("sigmoid")

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
        side, channels = 28 + 2 * self.padding, 1
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
            self.add("adaptive_avg_pool2d", **self.maybe(0.7, output_size=self.pick((2, 3, [1, 2]))))
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
            if self.random.random() < 0.2:
                self.add("dropout", p=self.pick((0.2, 0.5)))

    # Training

    def optimizer(self, is_sum):
        kind = self.pick(("sgd", "sgd", "sgd", "adam", "adamw", "rmsprop"))
        rate = self.pick((0.1, 0.1, 0.03, 3)) if kind == "sgd" else self.pick((0.01, 0.002))
        optimizer = {"type": kind, "learning_rate": rate / 50 if is_sum and kind == "sgd" else rate,
                     **self.maybe(0.4, weight_decay=self.pick((0.01, 0.1))),
                     **self.maybe(0.25, clip_norm=self.pick((0.1, 1, 10)))}
        if "weight_decay" in optimizer:
            optimizer |= self.maybe(0.4, weight_decay_on="weights")
        if kind in ("sgd", "rmsprop"):
            optimizer |= self.maybe(0.5, momentum=0.9)
        if kind == "sgd" and "momentum" in optimizer:
            optimizer |= self.maybe(0.5, nesterov=True)
        if kind == "rmsprop":
            optimizer |= self.maybe(0.3, alpha=0.9)
        if kind in ("adam", "adamw"):
            optimizer |= self.maybe(0.3, betas=[0.8, 0.99])
        return optimizer

    def schedule(self, rate):
        kinds = {
            "constant": {}, "step": {"step_size": 2, "gamma": 0.7},
            "multi_step": {"milestones": [1, 3], "gamma": 0.3}, "linear": {"end_rate": rate / 10},
            "exponential": {"gamma": 0.97}, "cosine": {"min_rate": rate / 20},
            "one_cycle": {"max_rate": rate * 2},
            "plateau": {"metric": self.pick(("train_loss", "test_loss")), "patience": 0,
                        "factor": 0.5}}
        kind = self.pick(list(kinds))
        return {"type": kind, **kinds[kind],
                **self.maybe(0.25, warmup_steps=self.random.randint(1, self.steps))}
