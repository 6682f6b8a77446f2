"""Trains a resolved definition by the rules of the page “Numerics, version 1”."""

import hashlib
import math

import numpy

import examples
import metrics
from arithmetic import float32, fma
from losses import Loss
from network import Network
from optimizers import Optimizer, Schedule, clip


class Diverged(Exception):
    """The training ends here; `steps` are those before."""

    def __init__(self, steps):
        super().__init__(f"diverged after {len(steps)} steps")
        self.steps = steps


class Outcome:
    """`tensors` as a checkpoint names them, `rows` as in metrics.csv, `steps` as in steps.csv, and
    `answers` of the test part with its `indices`, `labels` and `units`."""


def train(definition, folder):
    """Returns an Outcome; the files of the data are in the folder."""
    training = definition["training"]
    train_part, validation, test = examples.parts(definition, folder)
    network = Network(definition, train_part.x.shape[1:])
    is_classification = train_part.targets.ndim == 1
    loss = Loss(definition["loss"], math.prod(network.layers[-1].output),
                train_part.targets if is_classification else None)
    optimizer = Optimizer(definition["optimizer"])
    count, size = len(train_part.x), training["batch_size"]
    starts = range(0, count - (count % size if training.get("drop_last") else 0), size)
    schedule = Schedule(definition["schedule"], definition["optimizer"]["learning_rate"],
                        len(starts) * training["epochs"])
    step, averages, rows, steps = 0, {}, [], []
    stopping = EarlyStopping(training.get("early_stopping"))
    for epoch in range(1, training["epochs"] + 1):
        order = examples.epoch_order(definition, count, epoch)
        sums = Sums(definition["loss"], train_part)
        for start in starts:
            batch = examples.Batch(
                train_part, numpy.array(order[start:start + size]), definition, epoch)
            rate = schedule.rate(step)
            o = network.forward(batch.x, training=True, step=step)
            losses, gradient = loss(o, batch.targets)
            if batch.partners is not None:
                losses, gradient = _mixed(batch, loss, o, losses, gradient)
            sums.add(losses, loss.answers(o)[0], batch.targets, o)
            network.backward(gradient)
            norm = _move(network, optimizer, step, rate)
            _average(averages, network, training.get("ema"), step == 0)
            step += 1
            if not math.isfinite(sums.loss) or (
                    "clip_norm" in definition["optimizer"] and not math.isfinite(norm)):
                raise Diverged(steps)
            of_step = Sums(definition["loss"], train_part)
            of_step.add(losses, loss.answers(o)[0], batch.targets, o)
            steps.append({"step": step, "learning_rate": float(float32(rate)),
                          "train_loss": of_step.loss / of_step.count, "gradient_norm": float(norm)})
        weights = network.tensors()
        if not all(numpy.isfinite(tensor).all() for tensor in weights.values()):
            raise Diverged(steps)
        if averages:
            network.replace(averages)
        row = {"epoch": epoch, "step": step, "learning_rate": float(float32(rate)),
               **sums.metrics("train", is_classification)}
        for name, part in (("validation", validation), ("test", test)):
            if part:
                found = _evaluated(network, loss, part)
                row |= found.metrics(name, is_classification)
                for kind in training.get("metrics", []):
                    row[f"{name}_{kind}"] = metrics.value(kind, found, part, loss.outputs)
        last = _evaluated(network, loss, test)
        network.replace(weights)
        row["weights_digest"] = _digest(weights)[:16]
        rows.append(row)
        schedule.finish_epoch(row)
        if stopping.ends(row):
            break
    outcome = Outcome()
    outcome.tensors = {f"model.{name}": value for name, value in weights.items()}
    for slot, tensors in optimizer.slots.items():
        outcome.tensors |= {f"optimizer.{slot}.{name}": value for name, value in tensors.items()}
    outcome.tensors |= {f"ema.{name}": value for name, value in averages.items()}
    outcome.rows, outcome.steps = rows, steps
    outcome.digest, outcome.answers = _digest(weights), last
    outcome.indices, outcome.labels, outcome.units = test.indices, test.targets, test.units
    return outcome


def _mixed(batch, loss, o, losses, gradient):
    """The loss of mixed examples. A mean divides by the weights of their own labels."""
    others, other_gradient = loss(o, batch.partners, scale_of=batch.targets)
    rest = float32(1) - batch.shares
    return (fma(batch.shares, losses, rest * others),
            fma(batch.shares[:, None], gradient, rest[:, None] * other_gradient))


class EarlyStopping:
    def __init__(self, settings):
        self.settings, self.best, self.epoch = settings, None, 0

    def ends(self, row):
        """Whether training ends after an epoch."""
        if not self.settings:
            return False
        value, delta = row[self.settings["metric"]], self.settings.get("min_delta", 0)
        if math.isfinite(value) and (self.best is None or (
                value - delta > self.best if self.settings["mode"] == "max"
                else value + delta < self.best)):
            self.best, self.epoch = value, row["epoch"]
        return row["epoch"] - self.epoch >= self.settings["patience"]


class Sums:
    """Of an epoch or a part: losses in float64, one after the other, and right answers."""

    def __init__(self, loss, part):
        self.loss, self.correct, self.count, self.settings = 0.0, 0, 0, loss
        self.factors = []
        if part.units:
            deviations = part.units.deviations.tolist()
            self.factors = [d if loss["type"] == "l1" else d * d for d in deviations]

    def add(self, losses, answers, targets, o):
        for value, outputs, t in zip(losses.tolist(), o, targets):
            if len(self.factors) > 1 and math.isfinite(value):
                value = self._in_file_units((outputs - t).tolist())
            elif len(self.factors) == 1:
                value *= self.factors[0]
            self.loss += value
        self.count += len(losses)
        if targets.ndim == 1:
            self.correct += int(((answers == targets) & ~numpy.isnan(losses)).sum())

    def _in_file_units(self, errors):
        """The loss of an example of several values, from their errors in float32."""
        kind, total = self.settings["type"], 0.0
        for e, factor in zip(errors, self.factors):
            m = min(abs(e), self.settings.get("delta", 1.0))
            term = {"l1": abs(e), "huber": m * (abs(e) - m / 2)}.get(kind, e * e)
            total += term * factor
        scale = self.settings.get("scale", 1.0) if kind == "mse" else 1.0
        is_mean = self.settings.get("reduction", "mean") == "mean"
        return total * (scale / len(errors) if is_mean else scale)

    def metrics(self, part, is_classification):
        found = {f"{part}_loss": self.loss / self.count}
        if is_classification:
            found[f"{part}_accuracy"] = self.correct / self.count
        return found


def _evaluated(network, loss, part):
    outputs, sums = network.forward(part.x), Sums(loss.settings, part)
    losses, (winners, values) = loss(outputs, part.targets)[0], loss.answers(outputs)
    sums.add(losses, winners, part.targets, outputs)
    sums.winners, sums.outputs = winners, outputs
    sums.values = numpy.where(numpy.isnan(losses), float32(numpy.nan), values)
    return sums


def _move(network, optimizer, step, rate):
    """Moves the weights; returns the gradient's norm before it is clipped."""
    settings = optimizer.settings
    moved = [layer for layer in network.layers if layer.parameters and not layer.frozen]
    # Running statistics and frozen layers have zeros in the block, which make its blocks.
    gradients = []
    for layer in network.layers:
        for name, tensor in (layer.parameters | layer.untrained).items():
            is_moved = layer in moved and name in layer.parameters
            gradients.append(layer.gradients[name] if is_moved else numpy.zeros_like(tensor))
    norm = clip(gradients, settings.get("clip_norm", numpy.inf))
    for layer in moved:
        for name, weight in layer.parameters.items():
            own_rate = rate * layer.settings.get("learning_rate_scale", 1)
            decays = settings.get("weight_decay_on", "all") == "all" or not (
                layer.is_norm or name == "bias")
            layer.parameters[name] = optimizer.move(
                f"{layer.position}.{name}", weight, layer.gradients[name], step, own_rate, decays)
    return norm


def _average(averages, network, settings, is_first):
    if settings is None:
        return
    share = float32(1 - settings["decay"])
    for layer in network.layers:
        for name, value in (layer.parameters | layer.untrained).items():
            key = f"{layer.position}.{name}"
            is_copied = is_first or layer.frozen or name in layer.untrained
            averages[key] = value if is_copied else fma(
                share, value - averages[key], averages[key])


def _digest(tensors):
    found = hashlib.sha256()
    for name in sorted(tensors, key=lambda name: name.encode()):
        found.update(tensors[name].astype("<f4").tobytes())
    return found.hexdigest()
