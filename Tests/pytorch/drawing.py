"""Random experiments for live.py: a definition and its data, a pure function of (seed, number)."""

import math
import random
import struct

import numpy

import reference

LOSSES = (
    "softmax_cross_entropy", "softmax_binary_cross_entropy", "binary_cross_entropy", "nll", "mse",
    "binary_cross_entropy_with_logits", "l1", "huber")
# Losses that also learn values.
OF_VALUES = ("mse", "binary_cross_entropy_with_logits", "l1", "huber")
# Losses that take the logarithm of a probability.
OF_PROBABILITIES = ("nll", "binary_cross_entropy", "softmax_binary_cross_entropy")
ACTIVATIONS = ("relu", "tanh", "sigmoid")
WITH_WEIGHTS = ("conv2d", "linear", "batch_norm", "layer_norm", "group_norm")


class Experiment:
    """A definition and what it is to learn: x[N, …], class labels or None, values[N, K]."""

    def __init__(self, seed, number, workspace):
        self.draw = random.Random(f"{seed} {number}")
        self.name = f"network-{number}"
        self.folder = workspace / "data"
        self.folder.mkdir(exist_ok=True)
        self.is_image = self.draw.random() < 0.65
        loss = self.draw.choice(LOSSES)
        self.is_binary = loss == "binary_cross_entropy_with_logits"
        self.is_regression = loss in OF_VALUES and not self.is_image and self.draw.random() < 0.7
        self.classes = self.draw.randint(2, 7)
        self.has_one_output = (
            loss.startswith("binary_cross_entropy") and not self.is_regression and self.draw.random() < 0.25)
        if self.has_one_output:
            self.classes = 2
        self.outputs = 1 if self.has_one_output else self.classes
        if self.is_regression:
            self.outputs = self.draw.randint(1, 3)
        architecture = self.layers(loss)
        self.is_normalized_first = architecture[0]["type"] == "batch_norm"
        training = self.training(any(layer["type"] == "batch_norm" for layer in architecture))
        data = (self.images if self.is_image else self.table)()
        self.definition = {
            "seed": self.draw.randrange(2**40), "dataset": data, "architecture": architecture,
            "loss": self.loss(loss), "optimizer": self.optimizer(), "schedule": self.schedule(),
            "training": training,
            "checkpoint": {"every_steps": 1, "keep_last": 100}}
        if self.definition["schedule"]["type"] == "plateau":
            self.last_longer(4)

    def last_longer(self, epochs):
        """Trains for so many epochs or more: a plateau needs some to be reached."""
        an_epoch = self.steps // self.epochs
        self.epochs = max(self.epochs, epochs)
        self.steps = an_epoch * self.epochs
        self.definition["training"]["epochs"] = self.epochs

    def maybe(self, share, **keys):
        return keys if self.draw.random() < share else {}

    # Layers

    def layers(self, loss):
        found = []
        if self.is_image:
            self.padding = self.draw.choice((0, 0, 1, 2))
            self.side = [self.draw.randint(4, 11), self.draw.randint(4, 11)]
            self.shape = (1, *(size + 2 * self.padding for size in self.side))
        else:
            self.shape = (self.draw.randint(1, 20),)
        shape = self.input = self.shape
        # Joined outputs grow, and a probability that float32 makes 0 has no gradient.
        shapes, is_joining = [], loss not in OF_PROBABILITIES and self.draw.random() < 0.8
        for layer in self.drawn_layers(loss):
            if layer is None:  # What follows gives the network's outputs.
                is_joining = False
                continue
            after = reference.output_shape(layer, shape)
            if after is None:  # A window larger than its input.
                continue
            found.append(layer)
            shapes.append(after)
            while is_joining and self.draw.random() < 0.35:
                self.join(found, shapes)
            shape = shapes[-1]
        self.choose_learning(found)
        return found

    def choose_learning(self, layers):
        """Freezes some layers and changes the rates of others. The last one with weights learns,
        and so does a batch_norm of the raw inputs, whose running statistics nobody has."""
        weighted = [layer for layer in layers if layer["type"] in WITH_WEIGHTS]
        for layer in weighted:
            if layer is not weighted[-1] and layer is not layers[0] and self.draw.random() < 0.12:
                layer["frozen"] = True
            elif self.draw.random() < 0.12:
                layer["learning_rate_scale"] = self.draw.choice((0, 0.1, 0.5, 2))

    def join(self, found, shapes):
        """Joins the last output with an earlier one, which now has several consumers, or with a
        branch from there. A factor lies between -1 and 1: products of products would diverge."""
        kind = self.draw.choice(reference.JOINS)
        last = len(found) - 1
        # What is normalised at once may be large before.
        first = 0 if found[0]["type"] == "batch_norm" else -1
        fitting = [
            i for i in range(first, last)
            if reference.joined_shape(kind, [shapes[last], self.input if i < 0 else shapes[i]])]
        if not fitting or math.prod(shapes[last]) > 4000:
            return
        others = [self.named(found, self.draw.choice(fitting))
                  for _ in range(1 if kind == "multiply" else self.draw.choice((1, 1, 2)))]
        shape = {"input": self.input} | {
            layer["name"]: shapes[i] for i, layer in enumerate(found) if "name" in layer}
        if kind == "multiply" or self.draw.random() < 0.3:
            # A branch of its own, from an earlier output.
            end = self.named(found, last)
            factor = {"type": self.draw.choice(("sigmoid", "tanh"))}
            found.append(
                {**(factor if kind == "multiply" else self.activation()), "input": others[0]})
            shapes.append(shape[others[0]])
            others = [end, *others[1:]]
            shape[end] = shapes[last]
        found.append({"type": kind, "with": others if len(others) > 1 else others[0]})
        shapes.append(reference.joined_shape(
            kind, [shapes[-1], *(shape[name] for name in others)]))

    @staticmethod
    def named(found, position):
        """The name of a layer's output; layers without one get one."""
        return "input" if position < 0 else found[position].setdefault("name", f"out{position}")

    def drawn_layers(self, loss):
        chance = self.draw.random
        if chance() < 0.15:
            # Evaluation, which takes the running statistics, is then of normalised inputs too.
            yield {"type": "batch_norm", "momentum": 1}
        for _ in range(self.draw.randint(1, 3) if self.is_image else 0):
            yield self.convolution()
            yield from self.between(0.35)
            if chance() < 0.6:
                yield self.pool()
        if self.is_image:
            yield {"type": "flatten"}
        for _ in range(self.draw.randint(0, 2)):
            yield self.linear(self.draw.randint(1, 24))
            yield from self.between(0.3)
            if chance() < 0.05:
                yield {"type": "softmax"}
        yield None
        yield self.linear(self.outputs)
        if loss == "nll":
            yield {"type": "softmax"}
        elif loss == "binary_cross_entropy":
            many = not self.has_one_output and chance() < 0.4
            yield {"type": "softmax" if many else "sigmoid"}
        elif loss == "mse" and chance() < 0.4:
            yield {"type": self.draw.choice(ACTIVATIONS[1:])}

    def between(self, share):
        """What may lie between two layers with weights."""
        if self.draw.random() < share:
            yield {
                "type": "batch_norm", **self.maybe(0.3, eps=self.draw.choice((1e-3, 1e-2, 1e-6))),
                **self.maybe(0.3, momentum=self.draw.choice((0, 0.25, 0.9, 1)))}
        elif self.draw.random() < 0.2:
            yield {
                **self.draw.choice((
                    {"type": "layer_norm"},
                    {"type": "group_norm", "num_groups": self.draw.randint(1, 4)})),
                **self.maybe(0.3, eps=self.draw.choice((1e-3, 1e-2, 0.5))),
                **self.maybe(0.3, affine=False)}
        if self.draw.random() < 0.85:
            yield self.activation()
        if self.draw.random() < 0.2:
            yield {"type": "dropout", **self.maybe(0.7, p=self.draw.choice((0.1, 0.3, 0.75)))}

    def activation(self):
        return self.draw.choice((
            *({"type": name} for name in (*ACTIVATIONS, "silu", "hard_swish")),
            {"type": "leaky_relu", **self.maybe(0.5, negative_slope=0.2)},
            {"type": "elu", **self.maybe(0.5, alpha=0.5)},
            {"type": "gelu", **self.maybe(0.5, approximate="tanh")}))

    def first_values(self):
        if self.draw.random() < 0.7:
            return {}
        weight = self.draw.choice(
            ("kaiming_normal", "xavier_uniform", {"type": "normal", "std": 0.2}))
        return {"init": weight, "bias_init": self.draw.choice(("zeros", "uniform_fan_in"))}

    def convolution(self):
        stride = self.draw.choice((1, 1, 2, 3, [1, 2]))
        padding = self.draw.choice((0, 0, 1, 2, [0, 2], "same") if stride == 1 else (0, 1, 2))
        dilation = self.draw.choice((1, 1, 1, 2, 3, [1, 2]))
        groups = self.draw.choice((1, 1, 2, 3, 4))
        kernel = self.draw.choice((self.draw.randint(1, 5), [self.draw.randint(1, 3), 2]))
        return {
            "type": "conv2d", "out_channels": self.draw.randint(1, 9) * groups,
            "kernel_size": kernel, **self.maybe(stride != 1, stride=stride),
            **self.maybe(padding != 0, padding=padding),
            **self.maybe(dilation != 1, dilation=dilation),
            **self.maybe(groups != 1, groups=groups), **self.maybe(0.3, bias=False),
            **self.first_values()}

    def linear(self, features):
        return {
            "type": "linear", "out_features": features, **self.maybe(0.25, bias=False),
            **self.first_values()}

    def pool(self):
        if self.draw.random() < 0.2:
            return {
                "type": "adaptive_avg_pool2d",
                **self.maybe(0.7, output_size=self.draw.choice((2, 3, [1, 4])))}
        return {
            "type": self.draw.choice(("max_pool2d", "avg_pool2d")),
            "kernel_size": self.draw.choice((2, 3, [1, 2], [3, 2])),
            **self.maybe(0.6, stride=self.draw.choice((1, 2, 3, [2, 1])))}

    # How it is trained

    def training(self, is_normalized):
        """3 to 8 steps; the last batch of an epoch is mostly short. A normalised batch of one is 0,
        one of two is plus and minus 1 whatever it was: gradients are then nothing but rounding."""
        batch = self.draw.choice((5, 8, 15, 16, 17, 24, 32, 33, 50, 5 if is_normalized else 2))
        an_epoch, epochs = self.draw.choice(
            ((1, 3), (1, 5), (2, 2), (2, 4), (3, 1), (3, 2), (4, 1), (4, 2), (5, 1), (8, 1)))
        self.steps = an_epoch * epochs
        last = self.draw.randint(4 if is_normalized else 1, batch)
        self.count, self.batch, self.epochs = (an_epoch - 1) * batch + last, batch, epochs
        return {
            "epochs": epochs, "batch_size": batch, "shuffle": False, "log_every_steps": 1,
            **self.maybe(0.25, ema={"decay": self.draw.choice((0, 0.5, 0.9, 0.999))})}

    def loss(self, kind):
        self.is_sum = self.draw.random() < 0.4
        scale = kind == "mse" and self.draw.random() < 0.4
        settings = {
            "type": kind, **self.maybe(self.is_sum, reduction="sum"),
            **self.maybe(scale, scale=self.draw.choice((0.5, 2, 0.1)))}
        if kind == "softmax_cross_entropy":
            weights = [self.draw.choice((0.25, 0.5, 1, 3)) for _ in range(self.classes)]
            settings |= self.maybe(0.5, class_weights=weights)
            settings |= self.maybe(0.5, label_smoothing=self.draw.choice((0.1, 0.4)))
        elif kind == "binary_cross_entropy_with_logits":
            settings |= self.maybe(0.5, pos_weight=2.5)
        elif kind == "huber":
            settings |= self.maybe(0.5, delta=0.4)
        return settings

    def rate(self, low, high):
        return low * (high / low) ** self.draw.random()

    def optimizer(self):
        kind = self.draw.choice(("sgd", "sgd", "adam", "adamw", "rmsprop"))
        terms = self.batch * self.outputs if self.is_sum and kind == "sgd" else 1
        rate = self.rate(0.005, 0.05) / terms if kind == "sgd" else self.rate(1e-4, 1e-2)
        self.largest_rate = rate
        settings = {"type": kind, "learning_rate": rate}
        settings |= self.maybe(0.4, weight_decay=self.draw.choice((1e-4, 0.01, 0.1)))
        settings |= self.maybe(0.3, clip_norm=self.draw.choice((0.05, 0.5, 5)))
        if kind in ("sgd", "rmsprop"):
            settings |= self.maybe(0.6, momentum=self.draw.choice((0.3, 0.5, 0.9)))
        if kind == "sgd" and "momentum" in settings:
            settings |= self.maybe(0.5, nesterov=True)
        if kind == "rmsprop":
            settings |= self.maybe(0.5, alpha=self.draw.choice((0.9, 0.5)))
        if kind in ("adam", "adamw"):
            settings |= self.maybe(0.5, betas=self.draw.choice(([0.8, 0.99], [0.5, 0.9])))
        settings |= self.maybe(0.3, weight_decay_on="weights")
        if kind != "sgd":
            settings |= self.maybe(0.3, eps=self.draw.choice((1e-4, 1e-6)))
        return settings

    def schedule(self):
        kind = self.draw.choice((
            "constant", "step", "exponential", "cosine", "one_cycle", "multi_step", "linear",
            "plateau", "plateau"))
        settings = {
            "constant": {},
            "step": {
                "step_size": self.draw.randint(1, 4),
                **self.maybe(0.7, gamma=self.draw.choice((0.3, 0.5, 0.9)))},
            "multi_step": {
                "milestones": sorted(self.draw.sample(range(1, 9), 2)),
                **self.maybe(0.7, gamma=self.draw.choice((0.3, 0.5, 0.9)))},
            "linear": self.maybe(0.5, end_rate=self.largest_rate / 10),
            "exponential": {"gamma": self.draw.choice((0.5, 0.9, 0.99))},
            "plateau": {
                "metric": self.draw.choice(("train_loss", "test_loss", "test_loss")),
                "patience": self.draw.choice((0, 0, 0, 1)),
                "factor": self.draw.choice((0.3, 0.5)),
                **self.maybe(0.3, min_rate=self.largest_rate / 5)},
            "cosine": self.maybe(0.5, min_rate=self.largest_rate / 10),
            "one_cycle": {
                "max_rate": self.largest_rate,
                **self.maybe(0.5, start_fraction=self.draw.choice((0.15, 0.5, 1.0)))},
        }[kind]
        return {"type": kind, **settings, **self.maybe(0.4, warmup_steps=self.draw.randint(1, 9))}

    # Data

    def files(self, suffixes):
        return {key: f"data/{self.name}-{suffix}" for key, suffix in suffixes.items()}

    def write(self, name, content):
        (self.folder.parent / name).write_bytes(content)

    def images(self):
        noise = numpy.random.default_rng(self.draw.randrange(2**63))
        files = self.files({
            "train_images": "train-images", "train_labels": "train-labels",
            "test_images": "test-images", "test_labels": "test-labels"})
        pixels, labels = {}, {}
        for part, count in (("train", self.count), ("test", self.draw.randint(1, 40))):
            pixels[part] = noise.integers(0, 256, (count, *self.side), dtype=numpy.uint8)
            labels[part] = noise.integers(0, self.classes, count, dtype=numpy.uint8)
            self.write(
                files[f"{part}_images"],
                struct.pack(">4I", 0x803, count, *self.side) + pixels[part].tobytes())
            self.write(
                files[f"{part}_labels"], struct.pack(">2I", 0x801, count) + labels[part].tobytes())
        normalize = self.draw.choice(("unit", "standard"))
        mean, deviation = 0, 1
        if normalize == "standard":
            mean, deviation = (pixels["train"] / 255).mean(), (pixels["train"] / 255).std()
        around = ((0, 0), (self.padding,) * 2, (self.padding,) * 2)
        self.x = {
            part: ((numpy.pad(value, around) / 255 - mean) / deviation)
            .astype(numpy.float32)[:, None] for part, value in pixels.items()}
        self.keep_labels(labels)
        return {
            "name": "idx", "files": files, "classes": self.classes, "normalize": normalize,
            "padding": self.padding}

    def keep_labels(self, labels):
        self.labels = {part: value.astype(numpy.int64) for part, value in labels.items()}
        one_hot = numpy.eye(self.classes)
        self.values = {
            part: value[:, None].astype(float) if self.has_one_output else one_hot[value]
            for part, value in self.labels.items()}

    def table(self):
        """Columns of different means and deviations, large ones where they are normalised at once,
        so that no training saturates or diverges; the last ones are to be learnt."""
        noise = numpy.random.default_rng(self.draw.randrange(2**63))
        features = self.shape[0]
        normalize = self.draw.choice(("unit", "standard"))
        is_free = self.is_normalized_first or normalize == "standard"
        center = noise.choice([0, 0.5, -3, 20, 1000] if is_free else [0, 0, 0.5], features)
        width = noise.choice([1, 0.25, 2] if is_free else [1, 0.5], features)
        files = self.files({"train": "train.csv", "test": "test.csv"})
        header = self.draw.random() < 0.5
        raw, labels, values = {}, {}, {}
        for part, count in (("train", self.count), ("test", self.draw.randint(1, 40))):
            raw[part] = (center + width * noise.standard_normal((count, features))).astype(
                numpy.float32)
            labels[part] = noise.integers(0, self.classes, count)
            values[part] = noise.standard_normal((count, self.outputs)).astype(numpy.float32)
            if self.is_binary:
                values[part] = (values[part] > 0).astype(numpy.float32)
            learnt = values[part] if self.is_regression else labels[part][:, None]
            names = [f"column {i}" for i in range(features + learnt.shape[1])]
            rows = [names] * header + [
                [*map(repr, map(float, x)), *(repr(t.item()) for t in target)]
                for x, target in zip(raw[part], learnt)]
            self.write(files[part], "".join(",".join(row) + "\n" for row in rows).encode())
        mean, deviation = 0, 1
        if normalize == "standard":
            mean, deviation = raw["train"].mean(0, dtype=float), raw["train"].std(0, dtype=float)
            deviation[(raw["train"] == raw["train"][0]).all(0)] = 1
        self.x = {
            part: ((value.astype(float) - mean) / deviation).astype(numpy.float32)
            for part, value in raw.items()}
        data = {"name": "csv", "files": files, "header": header, "normalize": normalize}
        if self.is_regression:
            self.labels, self.values = None, values
            return data | {"label": list(range(features, features + self.outputs))}
        self.keep_labels(labels)
        return data | {"classes": self.classes}
