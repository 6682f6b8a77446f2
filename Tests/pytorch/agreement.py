"""How far bench may be from PyTorch, and how far it is.

Every step is compared by itself: PyTorch starts from the checkpoint that bench wrote before the
step, weights and optimizer slots, so errors do not add up and a slot that is wrong shows. The
truth is PyTorch in float64. What float32 may differ from it by is measured, not chosen: FACTOR
times what PyTorch's own float32 differs here, since another order of summation may be unluckier
than PyTorch's, and ULPS roundings of the tensor's largest value. PyTorch's error is the largest of
eight: as things are, and seven times with the last bits of the weights drawn anew, so that a sum
exact by luck does not make it 0. (Tests/pytorch/fixtures.py has the same rule.) Half of them
normalise, pool and take a softmax in bench's order too, see with_chains.

A gradient that is a sum of terms which cancel, as a bias's before batch_norm, whose terms add up to
0, may be off by what its terms are off by: ULPS roundings of each, and as much as PyTorch's terms
are (Step.terms). A mean of what cancels may be off by roundings of the largest, a logarithm of a
probability by roundings of 1, where it is nearly 0.

Two things are not smooth, and are followed, not tolerated:

* Adam and RMSprop divide by the gradient's own size, so that a gradient which is all rounding (a
  bias before batch_norm) moves a weight by the whole rate. What the gradient may differ by is taken
  through PyTorch's optimizer in float64, element by element, and the new weight and slots have to
  lie among what comes out.
* A relu's input, another kink's, or the largest of a max_pool2d's window may be nearer to each other
  than rounding. Only where a step does not agree, PyTorch takes it again with each such element on its
  other side (moved by no more than rounding), and keeps what brings it nearer to bench.
"""

import functools
import math

import numpy
import torch

import reference

FACTOR = 8
ULPS = 4
ROUNDING = 2**-24
BLOCK = 1024  # Terms of a chain.
# Shares of what a gradient may be off by. The ratio (a + g) ÷ √(b + g²), Adam's, is largest
# somewhere among them, by less than BETWEEN more than at the nearest one.
HALVES = 2.0 ** -numpy.arange(0, 24, 0.5)
AROUND = numpy.array([*-HALVES, 0, *HALVES[::-1]])
BETWEEN = 0.01
KINKS = 256  # Elements tried on their other side, nearest first.
UPON = 1e-6  # Of what rounding decides, as near as this is on the kink itself.


def chain(rows):
    """sums[m] of rows[m, parts, n]: the values of each part are added one after the other in blocks
    of BLOCK, and then the parts."""
    blocks = [
        numpy.add.accumulate(rows[..., start : start + BLOCK], axis=-1)[..., -1]
        for start in range(0, rows.shape[-1], BLOCK)]
    return numpy.add.accumulate(blocks, axis=0)[-1].sum(-1, dtype=rows.dtype)


class Sum(torch.autograd.Function):
    """rows[m, parts, n] -> sums[m], by `chain`."""

    @staticmethod
    def forward(context, rows):
        context.shape = rows.shape
        return torch.from_numpy(chain(rows.numpy()))

    @staticmethod
    def backward(context, slopes):
        return slopes[:, None, None].expand(context.shape)


class Spread(torch.autograd.Function):
    """values[m] -> rows[m, parts, n]; gradients are added by `chain`."""

    @staticmethod
    def forward(context, values, shape):
        return values[:, None, None].expand(shape).clone()

    @staticmethod
    def backward(context, slopes):
        return torch.from_numpy(chain(slopes.numpy())), None


def in_chains(rows, eps, noise):
    """(rows[m, parts, n] normalised, means[m], variances[m]) in float32's operations alone, added in
    an order like bench's. PyTorch's norms compute with float64 inside, or in a better order, and do
    not show what float32 differs by where values are alike, as at an image's border: there a chain
    rounds all the same way. With `noise` the last bits of the rows are drawn anew, as the weights'
    are: among a few values that are nearly equal, a last bit decides how far their mean is off,
    compared with their differences."""
    if noise:
        rows = with_other_last_bits(rows, noise)
    count = rows.shape[1] * rows.shape[2]
    mean = Sum.apply(rows) / count
    offset = rows - Spread.apply(mean, rows.shape)
    variance = Sum.apply(offset.square()) / count
    return offset * Spread.apply((variance + eps).rsqrt(), rows.shape), mean, variance


def with_other_last_bits(values, noise):
    """The values, each up to two roundings smaller or larger."""
    shares = 2 * torch.rand(values.shape, generator=noise).double() - 1
    return (values.double() * (1 + 2 * ROUNDING * shares)).to(values.dtype)


class AdaptivePool(torch.nn.Module):
    """torch.nn.AdaptiveAvgPool2d with each window's cells added one after the other, as bench adds
    them: where they are alike, as at an image's border, they are rounded all the same way."""

    def __init__(self, size):
        super().__init__()
        self.size = reference.sides(size, 2)

    def forward(self, x):
        rows, columns = (
            [(i * length // count, -(-(i + 1) * length // count)) for i in range(count)]
            for length, count in zip(x.shape[2:], self.size))
        means = [
            sum(x[:, :, top:bottom, left:right].flatten(2).unbind(2))
            / ((bottom - top) * (right - left))
            for top, bottom in rows for left, right in columns]
        return torch.stack(means, 2).view(*x.shape[:2], *self.size)


def affine(normal, norm):
    """normal[N, C, …] with the weight and the bias of each channel."""
    shape = [-1, *[1] * (normal.ndim - 2)]
    return normal * norm.weight.view(shape) + norm.bias.view(shape)


class BatchNorm(torch.nn.modules.batchnorm._BatchNorm):
    """torch.nn.BatchNorm1d and 2d in chains."""

    def __init__(self, norm, noise):
        super().__init__(norm.num_features, norm.eps, norm.momentum)
        self.noise = noise

    def _check_input_dim(self, x):
        pass

    def forward(self, x):
        if not self.training:
            return super().forward(x)
        channels = x.transpose(0, 1)
        # bench adds the positions of each example by themselves.
        rows = channels.reshape(*channels.shape[:2], -1)
        normal, mean, variance = in_chains(rows, self.eps, self.noise)
        with torch.no_grad():
            count = x.numel() / x.shape[1]
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance * (count / (count - 1)), self.momentum)
        return affine(normal.view(channels.shape).transpose(0, 1), self)


class GroupNorm(torch.nn.GroupNorm):
    """torch.nn.GroupNorm in chains."""

    def __init__(self, norm, noise):
        super().__init__(norm.num_groups, norm.num_channels, norm.eps, norm.affine)
        self.noise = noise

    def forward(self, x):
        groups = x.reshape(len(x) * self.num_groups, 1, -1)
        normal = in_chains(groups, self.eps, self.noise)[0].view(x.shape)
        return affine(normal, self) if self.affine else normal


class LayerNorm(torch.nn.LayerNorm):
    """torch.nn.LayerNorm in chains."""

    def __init__(self, norm, noise):
        super().__init__(norm.normalized_shape, norm.eps, norm.elementwise_affine)
        self.noise = noise

    def forward(self, x):
        normal = in_chains(x.flatten(1)[:, None], self.eps, self.noise)[0].view(x.shape)
        return normal * self.weight + self.bias if self.elementwise_affine else normal


class Softmax(torch.nn.Module):
    """torch.nn.Softmax with its sums in chains: past the largest term, which is 1, small ones are
    lost."""

    def forward(self, x):
        terms = (x - x.detach().amax(1, keepdim=True)).exp()
        sums = Sum.apply(terms[:, None])
        return terms / Spread.apply(sums, (len(x), 1, x.shape[1]))[:, 0]


def with_chains(layer, noise):
    """The twin of a layer that adds in bench's order, or the layer itself."""
    match layer:
        case torch.nn.modules.batchnorm._BatchNorm():
            return BatchNorm(layer, noise)
        case torch.nn.GroupNorm():
            return GroupNorm(layer, noise)
        case torch.nn.LayerNorm():
            return LayerNorm(layer, noise)
        case torch.nn.AdaptiveAvgPool2d():
            return AdaptivePool(layer.output_size)
        case torch.nn.Softmax():
            return Softmax()
    return layer


def allowed(exact, *rounded):
    """What float32 may differ by, one number for the tensor."""
    error = max(float(numpy.abs(other - exact).max()) for other in rounded)
    return FACTOR * error + ULPS * ROUNDING * float(numpy.abs(exact).max())


class Pass:
    """One forward and backward pass of a training step from a checkpoint's tensors."""

    def __init__(self, twins, model, batch, nudges=None):
        self.inputs, outputs = [], []
        inputs, labels, values = batch
        model.train()
        reference.freeze(model, twins.definition["architecture"])
        x = inputs.to(next(model.parameters()).dtype, copy=True).requires_grad_()
        start = x
        for index, (layer, positions) in enumerate(zip(model, model.takes)):
            x, *others = (start if i < 0 else outputs[i] for i in positions)
            if nudges and index in nudges:
                x = x + nudges[index]
            self.inputs.append(x.detach().double())
            x = layer(x, *others)
            x.retain_grad()
            outputs.append(x)
        definition = twins.definition["loss"]
        self.losses = reference.loss(definition, x, labels, values, "none").detach().numpy()
        self.neighbours = [
            reference.loss(definition, other, labels, values, "none").detach().numpy()
            for other in neighbours(definition, x)]
        model.zero_grad()
        reference.loss(definition, x, labels, values).backward()
        self.slopes = [output.grad.double() for output in outputs]
        learning = {name: value for name, value in model.named_parameters() if value.requires_grad}
        names = list(learning)
        gradients = [parameter.grad for parameter in learning.values()]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        self.unclipped = flat.double().numpy().copy()
        self.norm = float(flat.double().norm())
        reference.clip(twins.definition["optimizer"], list(learning.values()))
        self.gradients = {
            name: gradient.double().numpy().copy() for name, gradient in zip(names, gradients)}
        self.running = {
            name: value for name, value in reference.weights(model).items() if "running" in name}


class Twins:
    """PyTorch's networks of a definition: float64's, and those of float32."""

    def __init__(self, definition, shape, seed):
        self.definition = definition
        self.noise = torch.Generator().manual_seed(seed)
        self.exact, *self.rounded = (
            reference.sequential(definition["architecture"], shape, definition["seed"], dtype)
            for dtype in (torch.float64, *[torch.float32] * 8))
        # Half of the chains keep values that are alike, so that they round all the same way.
        for model, noise in zip(self.rounded[1::2], (None, self.noise) * 2):
            for index, layer in enumerate(model):
                model[index] = with_chains(layer, noise)

    def load(self, tensors, step=0):
        """Gives all the weights of a checkpoint."""
        for number, model in enumerate((self.exact, *self.rounded)):
            reference.load(model, tensors)
            reference.set_step(model, step)
            if number < 2:
                continue
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter.copy_(with_other_last_bits(parameter, self.noise))

    def passes(self, tensors, batch, step):
        self.load(tensors, step)
        return [Pass(self, model, batch) for model in (self.exact, *self.rounded)]

    def nudged(self, tensors, batch, step, nudges):
        reference.load(self.exact, tensors)
        return Pass(self, self.exact, batch, nudges)

    def outputs(self, tensors, inputs):
        """What each network makes of examples when it is not trained."""
        self.load(tensors)
        with torch.no_grad():
            return [
                model.eval()(inputs.to(next(model.parameters()).dtype))
                for model in (self.exact, *self.rounded)]


class Step:
    """The judgement of one step: error as a share of what is allowed, for each quantity."""

    def __init__(self, twins, before, after, batch, step, rate, exact_rate):
        self.twins, self.before, self.after, self.batch = twins, before, after, batch
        self.step, self.rate, self.exact_rate = step, rate, exact_rate
        self.model = {name: value for name, value in before["model"].items()}
        self.exact, *self.rounded = twins.passes(self.model, batch, step)
        self.tolerances = {
            name: allowed(value, *(other.gradients[name] for other in self.rounded))
            + self.norm_share * self.is_clipped * float(numpy.abs(value).max())
            + self.terms[name]
            for name, value in self.exact.gradients.items()}

    @functools.cached_property
    def terms(self):
        """{"0.weight": what each element may be off by as all of its terms are, clipped or not}."""
        found = {}
        for index, layer in enumerate(self.twins.exact):
            if not any(parameter.requires_grad for parameter in layer.parameters()):
                continue
            factor, *factors = (
                factor_of(layer, one.inputs[index]) for one in (self.exact, *self.rounded))
            slope, *slopes = (one.slopes[index] for one in (self.exact, *self.rounded))
            of_slopes = summed(
                layer, factor.abs(), largest_error(slope, slopes) + ULPS * ROUNDING * slope.abs())
            of_factors = summed(layer, largest_error(factor, factors), slope.abs())
            found |= {
                f"{index}.{name}": (of_slopes[name] + of_factors[name] * (name == "weight")).numpy()
                for name in of_slopes}
        return found

    @property
    def norm_share(self):
        """bench adds squares in chains of 1,024, one rounding each, all the same way where the
        squares are equal, as at an image's border; the root halves it."""
        return (ULPS + min(1024, self.exact.unclipped.size) / 2) * ROUNDING

    @property
    def is_clipped(self):
        return self.exact.norm > self.twins.definition["optimizer"].get("clip_norm", math.inf)

    def ratios(self, row):
        """{quantity: share}; more than 1 is wrong. `row` is the step's of steps.csv."""
        found = {
            "train loss": ratio(
                float(row["train_loss"]) - self.exact.losses.mean(),
                allowed(
                    self.exact.losses, *(other.losses for other in self.rounded),
                    *self.exact.neighbours)
                + log_rounding(self.twins.definition))}
        self.told_norm = float(row["gradient_norm"])
        found["frozen weights"] = self.moved_frozen()
        if "ema" in self.after:
            found["averages"] = self.average_ratio()
        for name, value in self.exact.running.items():
            limit = allowed(value, *(other.running[name] for other in self.rounded))
            found[f"running statistics {name}"] = ratio(
                self.after["model"][name] - value, limit + self.mean_rounding(name))
        shares = self.shares(self.exact)
        if worst(shares) > 1:
            shares = self.settled(shares)
        return found | {name: float(share.max()) for name, share in shares.items()}

    def moved_frozen(self):
        """0 if frozen weights and statistics are the bits they were."""
        kept = [
            numpy.array_equal(self.before["model"][name], value)
            for name, value in self.after["model"].items()
            if self.layer_of(name).get("frozen")]
        return 0 if all(kept) else math.inf

    def layer_of(self, name):
        """The definition of the layer that a tensor belongs to."""
        return self.twins.definition["architecture"][int(name.split(".")[0])]

    def average_ratio(self):
        """The averages of what is trained are PyTorch's but for rounding; the rest is copied."""
        decay = self.twins.definition["training"]["ema"]["decay"]
        before = self.before["ema"] if self.step else None
        expected = reference.average(decay, before, self.after["model"])
        worst = 0
        for name, value in expected.items():
            told = self.after["ema"][name]
            if not self.step or name not in self.exact.gradients:
                copied = numpy.array_equal(told, self.after["model"][name])
                worst = max(worst, 0 if copied else math.inf)
                continue
            size = max(numpy.abs(one).max() for one in (
                value, self.after["model"][name], self.before["ema"][name]))
            worst = max(worst, ratio(told - value, ULPS * ROUNDING * float(size)))
        return worst

    def mean_rounding(self, name):
        """Roundings of the largest of what a running mean is the mean of."""
        if not name.endswith("mean"):
            return 0
        index = int(name.split(".")[0])
        momentum = self.twins.definition["architecture"][index].get("momentum", 0.1)
        return momentum * ULPS * ROUNDING * float(self.exact.inputs[index].abs().max())

    def norm_ratio(self, taken):
        """Two gradients' norms differ by no more than the norm of their difference."""
        error = max(
            float(numpy.linalg.norm(other.unclipped - self.exact.unclipped))
            for other in self.rounded)
        error = FACTOR * error + math.sqrt(
            sum(float((value**2).sum()) for value in self.terms.values()))
        return ratio(self.told_norm - taken.norm, error + self.norm_share * taken.norm)

    def shares(self, taken):
        """{"weights 0.weight" or "slots exp_avg 0.weight" or "gradient norm": share[…]} of a
        pass's gradients."""
        found = {"gradient norm": numpy.array([self.norm_ratio(taken)])}
        for name, gradient in taken.gradients.items():
            slots = {slot: value[name] for slot, value in self.before["slots"].items()}
            moved = self.moved(name, gradient, slots)
            found[f"weights {name}"] = among(self.after["model"][name], *moved["weight"])
            for slot in slots:
                found[f"slots {slot} {name}"] = among(self.after["slots"][slot][name], *moved[slot])
        return found

    def moved(self, name, gradient, slots):
        """PyTorch's new weight and slots: of the gradient, of others that float32 may have in its
        place, and from float32's optimizer."""
        rule, weight = self.rule_of(name), self.model[name]
        scale = self.layer_of(name).get("learning_rate_scale", 1)
        rate = self.rate if scale == 1 else float(numpy.float32(self.exact_rate * scale))
        around = AROUND.reshape(-1, *[1] * gradient.ndim)
        several = gradient + around * self.tolerances[name]
        exact = optimized(
            rule, rate, self.step, weight, slots, several, torch.float64)
        rounded = optimized(
            rule, rate, self.step, weight, slots, gradient[None], torch.float32)
        return {key: (exact[key], rounded[key]) for key in exact}

    def rule_of(self, name):
        """The optimizer as it treats a tensor: biases and norms may be left without decay."""
        rule = self.twins.definition["optimizer"]
        is_weight = name.endswith("weight") and "norm" not in self.layer_of(name)["type"]
        if rule.get("weight_decay_on") != "weights" or is_weight:
            return rule
        return rule | {"weight_decay": 0}

    def settled(self, shares):
        """The shares once each element at a kink is on the side that agrees with bench. Of all
        kinks the one that helps most comes first: another one may help a little by chance."""
        nudges, kinks = {}, self.kinks()[:KINKS]
        while True:
            best, best_nudges = shares, None
            for layer, moves in kinks:
                trial = {key: value.clone() for key, value in nudges.items()}
                trial.setdefault(layer, torch.zeros_like(self.exact.inputs[layer]))
                for place, offset in moves:
                    trial[layer].view(-1)[place] += offset
                tried = self.shares(self.twins.nudged(self.model, self.batch, self.step, trial))
                if worst(tried) <= 1:
                    return tried
                if total(tried) < total(best):
                    best, best_nudges = tried, trial
            if best_nudges is None:
                return shares
            shares, nudges = best, best_nudges

    def kinks(self):
        """(layer, [(place in its input, offset to the other side)]) where rounding decides, the
        nearest first. What lies on a kink but for float64's rounding, as a feature that
        batch_norm finds constant, goes over together: all of it is on one side in float32."""
        found, upon = [], {}
        for index, layer in enumerate(self.twins.definition["architecture"]):
            x = self.exact.inputs[index]
            margin = allowed(x.numpy(), *(other.inputs[index].numpy() for other in self.rounded))
            for kink in reference.KINKS.get(layer["type"], ()):
                values = x.flatten() - kink
                near = ((values.abs() <= margin) & (values != 0)).nonzero().flatten()
                found += [
                    (abs(float(values[i])) / margin, index, int(i), -2 * float(values[i]))
                    for i in near]
            if layer["type"] == "max_pool2d":
                found += [
                    (gap / margin, index, place, gap + margin / 16)
                    for gap, place in rivals(layer, x) if 0 < gap <= 2 * margin]
        for share, layer, place, offset in sorted(found):
            if share < UPON:
                upon.setdefault(layer, []).append((place, offset))
        return [*upon.items(), *(
            (layer, [(place, offset)])
            for share, layer, place, offset in sorted(found) if share >= UPON)]


def largest_error(exact, rounded):
    return torch.stack([(other - exact).abs() for other in rounded]).amax(0)


def factor_of(layer, x):
    """What the slopes of a layer's output are multiplied by for the gradient of its weight."""
    if isinstance(layer, torch.nn.modules.batchnorm._BatchNorm):
        return torch.nn.functional.batch_norm(x, None, None, training=True, eps=layer.eps)
    if isinstance(layer, torch.nn.LayerNorm):
        return torch.nn.functional.layer_norm(x, layer.normalized_shape, eps=layer.eps)
    if isinstance(layer, torch.nn.GroupNorm):
        return torch.nn.functional.group_norm(x, layer.num_groups, eps=layer.eps)
    return x


def summed(layer, factor, slopes):
    """{"weight": Σ factor · slope, "bias": Σ slope} over what a layer adds up."""
    over = None
    if isinstance(layer, (torch.nn.modules.batchnorm._BatchNorm, torch.nn.GroupNorm)):
        over = [0, *range(2, factor.ndim)]
    elif isinstance(layer, torch.nn.LayerNorm):
        over = [0]
    if over is not None:
        return {"weight": (slopes * factor).sum(over), "bias": slopes.sum(over)}
    parameters = dict(layer.named_parameters())
    return dict(zip(
        parameters, torch.autograd.grad(layer(factor), list(parameters.values()), slopes)))


def neighbours(definition, outputs):
    """Outputs one rounding smaller and larger, if they are probabilities: the logarithm of 1 − p
    may be off by far more than rounding where p is nearly 1."""
    if definition["type"] != "binary_cross_entropy":
        return []
    return [outputs * (1 - ROUNDING), (outputs * (1 + ROUNDING)).clamp(max=1)]


def log_rounding(definition):
    """What the loss of an example may be off by for the rounding of probabilities near 1."""
    return 0 if definition["loss"]["type"] in ("mse", "l1", "huber") else ULPS * ROUNDING


def rivals(layer, x):
    """(distance from the largest, place in x) of all others of each window."""
    kernel, stride = layer["kernel_size"], layer.get("stride", layer["kernel_size"])
    places = torch.arange(x.numel(), dtype=x.dtype).reshape(x.shape)
    kernel, stride = (tuple(reference.sides(size, 2)) for size in (kernel, stride))
    windows, at = (
        torch.nn.functional.unfold(part.flatten(0, 1)[:, None], kernel, stride=stride)
        for part in (x, places))
    values, order = windows.sort(dim=1, descending=True)
    gaps = (values[:, :1] - values[:, 1:]).flatten()
    where = at.gather(1, order[:, 1:]).flatten()
    return zip(gaps.tolist(), where.long().tolist())


def optimized(rule, rate, step, weight, slots, gradients, dtype):
    """{"weight" or slot: value[G, …]} after PyTorch's step `step`, from 0, for each gradient."""
    def stacked(value):
        return torch.tensor(numpy.broadcast_to(value, gradients.shape).copy(), dtype=dtype)

    parameter = torch.nn.Parameter(stacked(weight))
    parameter.grad = torch.tensor(gradients, dtype=dtype)
    optimizer = reference.optimizer(rule, [parameter], rate)
    names = reference.SLOTS[rule["type"]]
    state = {names[slot]: stacked(value) for slot, value in slots.items()}
    if rule["type"] != "sgd":
        state["step"] = torch.tensor(float(step))
    optimizer.state[parameter] = state
    optimizer.step()
    state = optimizer.state[parameter]
    found = {slot: state[names[slot]] for slot in slots} | {"weight": parameter.detach()}
    return {key: value.double().numpy() for key, value in found.items()}


def among(told, several, rounded):
    """The error of each element as a share of how far it may be from the middle one of several."""
    middle = several[len(several) // 2]
    spread = (1 + BETWEEN) * numpy.abs(several - middle).max(0)
    return numpy.abs(told - middle) / least(spread + allowed(middle, rounded[0]))


def ratio(error, limit):
    return float((numpy.abs(error) / least(limit)).max())


def least(limit):
    """Where nothing at all may differ, what differs is infinitely wrong."""
    return numpy.maximum(limit, 1e-300)


def total(shares):
    return sum(float((share**2).sum()) for share in shares.values())


def worst(shares):
    return max((float(share.max()) for share in shares.values()), default=0)
