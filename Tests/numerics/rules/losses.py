"""Section 5 of the page “Numerics, version 1”: losses of a batch, their gradients, and answers."""

import numpy

from arithmetic import blocked_sums, float32, fma
from functions import exp, log, log1p, sigmoid
from layers import largest

ONE, ZERO = float32(1), float32(0)
OF_LABELS = ("softmax_cross_entropy", "softmax_binary_cross_entropy", "nll")


def blocked_chain(terms):
    """A blocked sum over features in each of which several terms follow one another; `terms` are
    pairs (a, b) of [N, K], of whose products a fused chain is made. A block has 1,024 features."""
    total = numpy.zeros(len(terms[0][0]), float32)
    for start in range(0, terms[0][0].shape[1], 1024):
        block = numpy.zeros_like(total)
        for k in range(start, min(start + 1024, terms[0][0].shape[1])):
            for a, b in terms:
                block = fma(a[:, k], b[:, k], block)
        total = total + block
    return total


class Loss:
    def __init__(self, settings, outputs, labels):
        """`labels` are those of the training examples, for balanced weights; None for values."""
        self.settings, self.kind, self.outputs = settings, settings["type"], outputs
        self.is_mean = settings["reduction"] == "mean"
        self.smoothing = settings.get("label_smoothing", 0)
        self.has_weights = "class_weights" in settings
        weights = settings.get("class_weights", [1] * outputs)
        if weights == "balanced":
            counts = [int((labels == k).sum()) for k in range(outputs)]
            weights = [len(labels) / (outputs * max(count, 1)) for count in counts]
        self.weights = numpy.array(weights, float32)

    def values(self, labels):
        """Targets t[N, K] of labels."""
        if self.outputs == 1:
            return labels.astype(float32)[:, None]
        return (labels[:, None] == numpy.arange(self.outputs)).astype(float32)

    def __call__(self, o, targets, scale_of=None):
        """The losses of examples and the gradient of o[N, K]; targets are labels[N], or t[N, K].
        `scale_of` are the labels whose weights a mean divides by, if not the targets."""
        with numpy.errstate(all="ignore"):
            if self.kind in OF_LABELS:
                self.factor = self.scale(targets if scale_of is None else scale_of)
                return getattr(self, self.kind)(o, targets, numpy.arange(len(o)))
            t = self.values(targets) if targets.ndim == 1 else targets
            share = self.settings.get("scale", 1) / (self.outputs if self.is_mean else 1)
            slope = 2 if self.kind == "mse" else 1
            examples = len(o) if self.is_mean else 1
            terms, slopes = getattr(self, self.kind)(o, t)
            return terms * float32(share), slopes * float32(slope * share / examples)

    def scale(self, labels):
        if not self.is_mean:
            return ONE
        if self.kind == "softmax_cross_entropy" and self.has_weights:
            total = 0.0
            for label in labels:
                total += float(self.weights[label])
            return float32(1 / total)
        return float32(1 / len(labels))

    def softmax_cross_entropy(self, z, labels, each):
        s = z - largest(z)[1][:, None]
        total = blocked_sums(exp(s))
        p, onehot = exp(s) / total[:, None], labels[:, None] == numpy.arange(self.outputs)
        if not self.has_weights and not self.smoothing:
            loss = log(total) - s[each, labels]
            return loss, (p - onehot.astype(float32)) * self.factor
        share, spread = float32(1 - self.smoothing), float32(self.smoothing / self.outputs)
        own, all_weights = self.weights[labels] * share, 0.0
        loss = own * (log(total) - s[each, labels])
        if spread > 0:
            weights = numpy.broadcast_to(self.weights, s.shape)
            loss = fma(spread, blocked_sums(weights, log(total)[:, None] - s), loss)
            for weight in self.weights:
                all_weights += float(weight)
        c = fma(spread, float32(all_weights), own)[:, None]
        goal = fma(spread, self.weights, numpy.where(onehot, own[:, None], ZERO))
        return loss, fma(p, c, -goal) * self.factor

    def softmax_binary_cross_entropy(self, z, labels, each):
        winner, m = largest(z)
        classes = numpy.arange(self.outputs)
        at_winner, at_label = winner[:, None] == classes, labels[:, None] == classes
        second = numpy.full(len(z), -numpy.inf, float32)
        for k in classes:
            wins = (winner != k) & (z[:, k] > second)
            second = numpy.where(wins, z[:, k], second)
        s, e = z - m[:, None], exp(z - m[:, None])
        ratio = numpy.where(at_winner, ZERO, exp(z - second[:, None]))
        total, rest = blocked_sums(e), blocked_sums(ratio)
        log_rest = log(rest) + (second - m)
        others = numpy.where(at_winner, log_rest[:, None], log(total[:, None] - e))
        terms = numpy.where(at_label, s, others) - log(total)[:, None]
        loss = -blocked_sums(numpy.where(terms < float32(-20.7232658), float32(-20.7232658), terms))
        odds_of = e / (total[:, None] - e)
        odds = blocked_sums(numpy.where(at_label | at_winner, ZERO, odds_of))[:, None]
        v = numpy.where(winner == labels, ZERO, ONE) / (rest * total)
        h, p = numpy.where(at_winner, ZERO, ratio * v[:, None]), e / total[:, None]
        left = numpy.where(
            at_winner, (rest * exp(second - m))[:, None], total[:, None] - e)
        at_own = -fma(p, odds, left / total[:, None]) - h
        other = fma(p, float32(2) - (odds - odds_of), -h)
        other = numpy.where(at_winner, p * (float32(2) - odds), other)
        return loss, numpy.where(at_label, at_own, other) * self.factor

    def nll(self, p, labels, each):
        own, gradient = p[each, labels], numpy.zeros_like(p)
        gradient[each, labels] = -self.factor / numpy.where(
            own < float32(1e-12), float32(1e-12), own)
        return -_log_at_least(own), gradient

    def mse(self, o, t):
        return blocked_sums(o - t, o - t), o - t

    def l1(self, o, t):
        error = o - t
        slope = numpy.where(error > 0, ONE, numpy.where(error < 0, -ONE, error))
        return blocked_sums(numpy.where(error < 0, -error, error)), slope

    def huber(self, o, t):
        error, delta = o - t, float32(self.settings["delta"])
        size = numpy.where(error < 0, -error, error)
        part = numpy.where(size > delta, delta, size)
        slope = numpy.where(error > delta, delta, error)
        slope = numpy.where(slope < -delta, -delta, slope)
        return blocked_sums(part, fma(part, float32(-0.5), size)), slope

    def binary_cross_entropy(self, p, t):
        terms = [(t, _log_at_least(p)), (ONE - t, _log_at_least(ONE - p))]
        spread = p * (ONE - p)
        spread = numpy.where(spread < float32(1e-12), float32(1e-12), spread)
        return -blocked_chain(terms), (p - t) / spread

    def binary_cross_entropy_with_logits(self, o, t):
        weight = float32(self.settings["pos_weight"])
        tail = log1p(exp(-numpy.where(o < 0, -o, o)))
        terms = [(weight * t, tail + numpy.where(o < 0, -o, ZERO)),
                 (ONE - t, tail + numpy.where(o > 0, o, ZERO))]
        slope = fma(ONE - t, sigmoid(o), -(weight * t * sigmoid(-o)))
        return blocked_chain(terms), slope

    def answers(self, o):
        """Of each example the class and its probability."""
        with numpy.errstate(all="ignore"):
            if self.kind.startswith("softmax"):
                winner, m = largest(o)
                total = blocked_sums(exp(o - m[:, None]))
                return winner, exp(o - m[:, None])[numpy.arange(len(o)), winner] / total
            is_logit = self.kind == "binary_cross_entropy_with_logits"
            if self.outputs == 1:
                winner = (o[:, 0] > (0 if is_logit else 0.5)).astype(int)
                value = sigmoid(o[:, 0]) if is_logit else o[:, 0]
                return winner, numpy.where(winner == 0, ONE - value, value)
            winner = numpy.zeros(len(o), int)
            value = o[:, 0].copy()
            for k in range(1, self.outputs):
                wins = o[:, k] > value
                winner[wins], value[wins] = k, o[wins, k]
            return winner, sigmoid(value) if is_logit else value


def _log_at_least(x):
    value = log(x)
    return numpy.where(value < -100, float32(-100), value)
