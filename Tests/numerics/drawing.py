"""Random definitions for reference.py: a pure function of (seed, number)."""

import random

import arrays
from architecture import Architecture

OF_LABELS = ("softmax_cross_entropy", "softmax_binary_cross_entropy", "nll")
LOSSES = ("softmax_cross_entropy", "softmax_cross_entropy", "softmax_binary_cross_entropy", "nll",
          "mse", "binary_cross_entropy", "binary_cross_entropy_with_logits", "l1", "huber")


class Drawing:
    """`definition`, whose files of data, if any, are written into the folder; and `threads`."""

    def __init__(self, seed, number, folder):
        self.random = random.Random(f"{seed} {number}")
        self.threads = self.pick((1, 2, 3))
        self.file, self.shape, self.has_bytes = (folder, f"drawn-{number}"), (), False
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
        architecture = Architecture(
            self.random, data, self.shape, self.outputs, loss["type"],
            self.batch > 1 and self.count % self.batch != 1)
        if (data == "mnist" or self.has_bytes) and self.random.random() < 0.25:
            dataset["augment"] = self.augmentation(loss["type"] in OF_LABELS)
        epochs = self.pick((1, 2, 2, 3) if data == "mnist" else (3, 10))
        training = {"epochs": epochs, "batch_size": self.batch, "log_every_steps": 1,
                    **self.maybe(0.3, shuffle=False),
                    **self.maybe(0.2, ema={"decay": self.pick((0.5, 0.9, 0.999))})}
        training |= self.maybe(0.2, early_stopping={
            "metric": self.pick(("train_loss", "test_loss")), "patience": 1,
            **self.maybe(0.5, min_delta=0.05)})
        metrics = ["macro_f1", "balanced_accuracy", *["top5_accuracy"] * (self.outputs > 5)]
        if data == "linear_regression" or data == "files" and self.is_regression:
            metrics = ["mae", "rmse", "r2"]
        training |= self.maybe(0.3, metrics=metrics)
        if self.count > self.batch:
            training |= self.maybe(0.15, drop_last=True)
        batches = self.count // self.batch + (
            self.count % self.batch > 0 and "drop_last" not in training)
        self.steps = batches * epochs
        is_sum = loss.get("reduction") == "sum"
        self.definition = {
            "description": "drawn", "seed": self.random.randrange(2**53), "dataset": dataset,
            "architecture": architecture.layers, "loss": loss,
            "optimizer": self.optimizer(is_sum), "training": training}
        self.definition["schedule"] = self.schedule(self.definition["optimizer"]["learning_rate"])

    def pick(self, values):
        return self.random.choice(values)

    def maybe(self, chance, **keys):
        return keys if self.random.random() < chance else {}

    def mnist(self):
        self.count = self.random.randint(40, 140)
        start, padding = self.random.randrange(50_000), self.pick((0, 0, 1, 2))
        self.shape = (1, 28 + 2 * padding, 28 + 2 * padding)
        train = [start, start + self.count] if self.random.random() < 0.6 else {
            "count": self.count, **self.maybe(0.5, stratified=True)}
        return {"name": "mnist", "normalize": self.pick(("unit", "standard")),
                **({"padding": padding} if padding else {}),
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
        self.shape = self.pick(((7,), (4,), (3, 19), (2, 30), (3, 7, 9)))
        classes, whole = self.pick((2, 3, 6, 0, -1)), self.random.randint(40, 120)
        if self.random.random() < 0.12:
            # More than a block of 1,024.
            classes, self.shape = 1100, (4,)
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
