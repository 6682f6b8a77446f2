"""Changed and mixed images, their losses and gradients, computed again from the documentation of
Sources/Datasets/Augmentation in float64, step by step from bench's checkpoints."""

import json
import math

import numpy
from safetensors.numpy import load_file

from program import digits

COUNT, CLASSES, EPOCHS = 130, 10, 2
SHUFFLE, AUGMENTATION = 1, 3

# Float32 rounding of a chain of 784 products and of a step.
TOLERANCE = 2e-7

CASES = [
    ({"shift": 2, "rotate": 30, "scale": 0.3}, {"padding": 2}, {}, 48),
    ({"shift": 1.5, "flip": "horizontal", "crop": 1, "cutmix": 1}, {}, {}, 48),
    ({"flip": "horizontal"}, {}, {}, 48),
    ({"flip": "both", "crop": 4, "cutout": 9}, {"padding": 1}, {}, 48),
    ({"mixup": 0.2}, {}, {}, 48),
    ({"mixup": 8}, {}, {"label_smoothing": 0.1, "class_weights": list(range(1, 11))}, 32),
    ({"cutmix": 1, "crop": 2}, {"padding": 2}, {"reduction": "sum"}, 33),
    ({"flip": "vertical", "mixup": 1, "cutmix": 0.5}, {}, {}, 129),
    ({"mixup": 1}, {}, {"type": "nll"}, 16),
]


def bijection(counter, key):
    """Philox4x32-10."""
    x, k = list(counter), list(key)
    for _ in range(10):
        left, right = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [right >> 32 ^ x[1] ^ k[0], right & 0xFFFFFFFF, left >> 32 ^ x[3] ^ k[1],
             left & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return x


class Stream:
    def __init__(self, seed, purpose, index, sub_index=0):
        self.key, self.place = (seed % 2**32, seed >> 32), (sub_index, index, purpose)

    def word(self, number):
        return bijection((number // 4, *self.place), self.key)[number % 4]

    def uniform(self, number):
        return (self.word(2 * number) << 32 | self.word(2 * number + 1)) // 2**11 / 2**53

    def below(self, number, bound):
        return self.word(number) * bound >> 32


def order(seed, epoch):
    """Fisher and Yates's permutation, its numbers drawn as Lemire does."""
    stream, found, number = Stream(seed, SHUFFLE, epoch), list(range(COUNT)), 0
    for last in range(COUNT - 1, 0, -1):
        bound = last + 1
        while True:
            product = stream.word(number) * bound
            number += 1
            if product % 2**32 >= 2**32 % bound:
                break
        place = product >> 32
        found[last], found[place] = found[place], found[last]
    return found


def cos_pi(x):
    """ExactMath.cosPi: Taylor series, since no library's cosine has to be the same."""
    if x > 0.5:
        return -cos_pi(1 - x)
    if x > 0.25:
        angle = math.pi * (0.5 - x)
        return angle * series(angle, (272, 210, 156, 110, 72, 42, 20, 6))
    return series(math.pi * x, (240, 182, 132, 90, 56, 30, 12, 2))


def series(angle, divisors):
    total = 1.0
    for divisor in divisors:
        total = 1 - angle * angle / divisor * total
    return total


def warped(image, padding, augment, stream):
    """Rotated, scaled and shifted, in a frame of background."""
    v = [(2 * stream.word(i) + 1) / 2**32 - 1 for i in range(4)]
    degrees = augment.get("rotate", 0) * v[0]
    size = max(1 + augment.get("scale", 0) * v[1], 2.0**-10)
    cosine = cos_pi(abs(degrees) / 180) / size
    sine = math.copysign(cos_pi(abs(0.5 - abs(degrees) / 180)), degrees) / size
    height, width = image.shape
    shift = augment.get("shift", 0)
    right = (width - 1) / 2 + padding + shift * v[2]
    down = (height - 1) / 2 + padding + shift * v[3]
    framed = numpy.pad(image.astype(int), 1)
    result = numpy.zeros((height + 2 * padding, width + 2 * padding), int)
    for row in range(len(result)):
        x = fixed((width - 1) / 2 + (cosine * -right - sine * (row - down)))
        y = fixed((height - 1) / 2 + (sine * -right + cosine * (row - down)))
        for column in range(len(result[0])):
            result[row, column] = mean(framed, x, y)
            x, y = x + fixed(cosine), y + fixed(sine)
    return result


def fixed(pixels):
    """Whole 65536ths, halves rounded away from 0."""
    return int(math.copysign(math.floor(abs(pixels) * 65536 + 0.5), pixels))


def mean(framed, x, y):
    """The bilinear mean of four bytes of an image that has a frame of background."""
    left, top = (x >> 16) + 1, (y >> 16) + 1
    f, g = x >> 8 & 255, y >> 8 & 255
    if not (0 <= top < len(framed) - 1 and 0 <= left < len(framed[0]) - 1):
        return 0
    a, b = framed[top, left:left + 2], framed[top + 1, left:left + 2]
    columns = 256 * a + (b - a) * g
    return int(columns[0] * (256 - f) + columns[1] * f + 32768) >> 16


def changed(image, augment, stream):
    """Flipped, cropped and covered."""
    height, width = image.shape
    flip, crop, side = augment.get("flip"), augment.get("crop", 0), augment.get("cutout", 0)
    if flip in ("horizontal", "both") and stream.word(4) >> 31:
        image = image[:, ::-1]
    if flip in ("vertical", "both") and stream.word(5) >> 31:
        image = image[::-1]
    right, down = stream.below(6, 2 * crop + 1), stream.below(7, 2 * crop + 1)
    image = numpy.pad(image, crop)[down:down + height, right:right + width].copy()
    if side:
        rows, columns = covered(stream.below(9, height), side, height), covered(
            stream.below(8, width), side, width)
        image[rows, columns] = 0
    return image


def covered(centre, length, size):
    start = centre - length // 2
    return slice(max(start, 0), min(max(start + length, 0), size))


def beta(alpha, stream):
    u, v = 1 - stream.uniform(6), stream.uniform(7)
    t = math.sqrt(math.exp(min(-math.log(u) / alpha, 700)) - 1) * math.cos(math.pi * v)
    return 0.5 + 0.5 * (t / math.sqrt(1 + t * t))


def mixed(own, partner, augment, stream):
    """The image and the share of the own label."""
    height, width = own.shape
    if "cutmix" not in augment or "mixup" in augment and not stream.word(10) >> 31:
        share = beta(augment["mixup"], stream)
        return share * own + (1 - share) * partner, share
    side = math.sqrt(1 - beta(augment["cutmix"], stream))
    box = (covered(stream.below(17, height), int(side * height), height),
           covered(stream.below(16, width), int(side * width), width))
    image = own.copy()
    image[box] = partner[box]
    return image, 1 - partner[box].size / own.size


class Twin:
    """The examples of a definition's epochs."""

    def __init__(self, definition):
        self.augment = definition["dataset"]["augment"]
        self.seed, self.batch = definition["seed"], definition["training"]["batch_size"]
        pixels, self.labels = digits("train")
        self.images = numpy.frombuffer(pixels, numpy.uint8)[:COUNT * 784].reshape(-1, 28, 28)
        self.padding = definition["dataset"]["padding"]

    def batches(self, epoch):
        """Inputs, labels, partners' labels and shares of each batch."""
        whole = order(self.seed, epoch)
        for start in range(0, COUNT, self.batch):
            batch = whole[start:start + self.batch]
            streams = [Stream(self.seed, AUGMENTATION, epoch, example) for example in batch]
            images = [
                changed(warped(self.images[example], self.padding, self.augment, stream) / 255,
                        self.augment, stream) for example, stream in zip(batch, streams)]
            shares, partners = [1.0] * len(batch), batch
            if "mixup" in self.augment or "cutmix" in self.augment:
                partners = batch[1:] + batch[:1]
                pairs = [mixed(own, partner, self.augment, stream) for own, partner, stream
                         in zip(images, images[1:] + images[:1], streams)]
                images, shares = zip(*pairs)
            yield (numpy.array([image.ravel() for image in images]), self.classes(batch),
                   self.classes(partners), numpy.array(shares))

    def classes(self, examples):
        return numpy.array([self.labels[example] for example in examples])


def one_label(logits, labels, loss):
    """The loss of each example, unreduced, and its gradient."""
    weights = numpy.array(loss.get("class_weights", [1.0] * CLASSES))
    smoothing = loss.get("label_smoothing", 0)
    targets = weights * ((1 - smoothing) * numpy.eye(CLASSES)[labels] + smoothing / CLASSES)
    logs = logits - logits.max(1, keepdims=True)
    logs -= numpy.log(numpy.exp(logs).sum(1, keepdims=True))
    return (-(targets * logs).sum(1),
            targets.sum(1, keepdims=True) * numpy.exp(logs) - targets)


def compare(program, run, definition):
    """Whether every step was saved; and the largest errors of a weight, of a step's loss, and of an
    epoch's right answers."""
    twin, loss = Twin(definition), definition["loss"]
    weights = numpy.array(loss.get("class_weights", [1.0] * CLASSES))
    states = [load_file(path) for path in program.checkpoints(run)]
    rows, epochs = program.rows(run, "steps.csv"), program.rows(run, "metrics.csv")
    rate, step, errors = definition["optimizer"]["learning_rate"], 0, [0, 0, 0]
    for epoch in range(1, EPOCHS + 1):
        right, near = 0, 0
        for x, labels, partners, shares in twin.batches(epoch):
            before, after = states[step], states[step + 1]
            names = [next(name for name in before if name.startswith("model.")
                          and name.endswith(kind)) for kind in (".weight", ".bias")]
            w, b = (before[name].astype(float) for name in names)
            logits = x @ w.T + b
            own, slope = one_label(logits, labels, loss)
            other, other_slope = one_label(logits, partners, loss)
            values = shares * own + (1 - shares) * other
            slope = shares[:, None] * slope + (1 - shares[:, None]) * other_slope
            if loss["reduction"] == "mean":
                slope /= weights[labels].sum()
            for name, old, change in zip(names, (w, b), (slope.T @ x, slope.sum(0))):
                errors[0] = max(errors[0], abs(after[name] - (old - rate * change)).max())
            told = float(rows[step]["train_loss"])
            # Probabilities are rounded relative to 1, however small the loss is.
            errors[1] = max(errors[1], abs(told - values.mean()) / max(values.mean(), 1))
            right += (logits.argmax(1) == labels).sum()
            # Of the two largest outputs float32 may take the other.
            second, first = numpy.sort(logits, 1)[:, -2:].T
            near += (first - second < 1e-5).sum()
            step += 1
        told = float(epochs[epoch - 1]["train_accuracy"])
        errors[2] = max(errors[2], round(abs(told * COUNT - right)) - near)
    return step == len(rows) == len(states) - 1, errors


def check(program, tally, options):
    for number, (augment, dataset, loss, batch) in enumerate(CASES):
        layers = [{"type": "flatten"}, {"type": "linear", "out_features": CLASSES}]
        if loss.get("type") == "nll":
            layers.append({"type": "softmax"})
        definition = {
            "description": "changed images", "seed": options.seed + number,
            "dataset": {"name": "mnist", "subset": {"train": [0, COUNT], "test": [0, 50]},
                        "padding": 0, "augment": augment, **dataset},
            "architecture": layers,
            "loss": {"type": "softmax_cross_entropy", "reduction": "mean", **loss},
            "optimizer": {"type": "sgd",
                          "learning_rate": 0.002 if loss.get("reduction") == "sum" else 0.1},
            "training": {"epochs": EPOCHS, "batch_size": batch, "log_every_steps": 1},
            "checkpoint": {"every_steps": 1, "keep_last": 1000},
        }
        name = f"changed-{number}"
        (program.experiments / f"{name}.json").write_text(json.dumps(definition))
        program.expect("run", name, "--quiet", "--name", name)
        complete, errors = compare(program, name, definition)
        found = ", ".join(f"{error:.1e}" for error in errors)
        tally.check(
            f"steps of {json.dumps(augment)} with {json.dumps(loss)} are NumPy's",
            complete and errors[0] < TOLERANCE and errors[1] < TOLERANCE and errors[2] == 0,
            f"weights, losses and right answers differ by {found}")
