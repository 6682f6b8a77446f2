"""PyTorch's twin of a definition: the same layers, loss, optimizer and schedule, from the same
JSON objects, made of PyTorch's own modules. Only dropout's mask is bench's: it is drawn again here
by the rule in Sources/Engine/Layers/Dropout.swift.
"""

import math

import numpy
import torch
import torch.nn.functional as F

DROPOUT = 2  # RandomPurpose.dropout


def philox(counter, seed):
    """The four words of Philox4x32-10 for counters uint32[4, ...] (Salmon et al., 2011)."""
    x0, x1, x2, x3 = (word.astype(numpy.uint64) for word in counter)
    low = numpy.uint64(0xFFFFFFFF)
    half = numpy.uint64(32)
    key0, key1 = seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF
    for _ in range(10):
        left, right = x0 * numpy.uint64(0xD2511F53), x2 * numpy.uint64(0xCD9E8D57)
        x0 = (right >> half) ^ x1 ^ numpy.uint64(key0)
        x2 = (left >> half) ^ x3 ^ numpy.uint64(key1)
        x1, x3 = right & low, left & low
        key0, key1 = (key0 + 0x9E3779B9) & 0xFFFFFFFF, (key1 + 0xBB67AE85) & 0xFFFFFFFF
    return numpy.stack([x0, x1, x2, x3])


def living(p, features, examples, layer, step, seed):
    """bool[examples, features]: what dropout keeps in step `step`."""
    blocks = (features + 3) // 4
    example, block = numpy.meshgrid(numpy.arange(examples), numpy.arange(blocks), indexing="ij")
    constant = numpy.ones_like(block)
    words = philox(
        numpy.stack([block, layer << 16 | example, step * constant, DROPOUT * constant]), seed)
    words = words.transpose(1, 2, 0).reshape(examples, 4 * blocks)[:, :features]
    return words >= int(p * 2**32)


class Dropout(torch.nn.Module):
    """torch.nn.Dropout with bench's mask; `step` is set before each training step."""

    def __init__(self, p, layer, seed):
        super().__init__()
        self.p, self.layer, self.seed, self.step = p, layer, seed, 0

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        mask = living(self.p, x[0].numel(), len(x), self.layer, self.step, self.seed)
        return x * torch.from_numpy(mask).reshape(x.shape) / (1 - self.p)


class Join(torch.nn.Module):
    """A layer of several inputs."""

    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def forward(self, first, *others):
        if self.kind == "concat":
            return torch.cat([first, *others], dim=1)
        for other in others:
            first = first + other if self.kind == "add" else first * other
        return first


class Graph(torch.nn.Sequential):
    """Layers in the order of computation; `takes` has the positions whose outputs each takes, -1
    for the network's input."""

    def __init__(self, modules, takes):
        super().__init__(*modules)
        self.takes = takes

    def forward(self, x):
        outputs = []
        for layer, positions in zip(self, self.takes):
            outputs.append(layer(*(x if i < 0 else outputs[i] for i in positions)))
        return outputs[-1]


JOINS = ("add", "multiply", "concat")

POOLS = {
    "max_pool1d": torch.nn.MaxPool1d, "avg_pool1d": torch.nn.AvgPool1d,
    "max_pool2d": torch.nn.MaxPool2d, "avg_pool2d": torch.nn.AvgPool2d,
}


def module(layer, index, shape, seed):
    kind = layer["type"]
    if kind in ("conv1d", "conv2d"):
        convolution = torch.nn.Conv1d if kind == "conv1d" else torch.nn.Conv2d
        keys = {
            key: layer[key]
            for key in ("stride", "padding", "dilation", "groups", "bias") if key in layer}
        return convolution(shape[0], layer["out_channels"], layer["kernel_size"], **keys)
    if kind == "linear":
        return torch.nn.Linear(shape[0], layer["out_features"], bias=layer.get("bias", True))
    if kind in POOLS:
        return POOLS[kind](layer["kernel_size"], layer.get("stride"))
    if kind == "adaptive_avg_pool2d":
        return torch.nn.AdaptiveAvgPool2d(layer.get("output_size", 1))
    if kind == "batch_norm":
        normalization = torch.nn.BatchNorm2d if len(shape) == 3 else torch.nn.BatchNorm1d
        return normalization(
            shape[0], eps=layer.get("eps", 1e-5), momentum=layer.get("momentum", 0.1))
    if kind == "layer_norm":
        return torch.nn.LayerNorm(
            shape, eps=layer.get("eps", 1e-5), elementwise_affine=layer.get("affine", True))
    if kind == "group_norm":
        return torch.nn.GroupNorm(
            layer["num_groups"], shape[0], eps=layer.get("eps", 1e-5),
            affine=layer.get("affine", True))
    if kind == "dropout":
        return Dropout(layer.get("p", 0.5), index, seed)
    if kind == "softmax":
        return torch.nn.Softmax(dim=1)
    if kind in JOINS:
        return Join(kind)
    if kind == "leaky_relu":
        return torch.nn.LeakyReLU(layer.get("negative_slope", 0.01))
    if kind == "elu":
        return torch.nn.ELU(layer.get("alpha", 1))
    if kind == "gelu":
        return torch.nn.GELU(layer.get("approximate", "none"))
    return {
        "flatten": torch.nn.Flatten, "relu": torch.nn.ReLU, "tanh": torch.nn.Tanh,
        "sigmoid": torch.nn.Sigmoid, "silu": torch.nn.SiLU, "hard_swish": torch.nn.Hardswish,
    }[kind]()


def output_shape(layer, shape):
    """The shape of one example after a layer, or None where the layer does not fit."""
    kind = layer["type"]
    # Of groups of one value PyTorch refuses a single example.
    if kind == "group_norm" and (
            shape[0] % layer["num_groups"] or math.prod(shape) == layer["num_groups"]):
        return None
    if kind == "linear":
        return (layer["out_features"],)
    if kind == "flatten":
        return (math.prod(shape),)
    groups = layer.get("groups", 1)
    if kind in ("conv1d", "conv2d") and (shape[0] % groups or layer["out_channels"] % groups):
        return None
    if kind in ("conv1d", "conv2d") and layer.get("padding", 0) == "same":
        return (layer["out_channels"], *shape[1:])
    if kind == "adaptive_avg_pool2d":
        return (shape[0], *sides(layer.get("output_size", 1), 2))
    if kind in ("conv1d", "conv2d") or kind in POOLS:
        count = len(shape) - 1
        kernel = sides(layer["kernel_size"], count)
        stride = sides(layer.get("stride", kernel if kind in POOLS else 1), count)
        padding = sides(layer.get("padding", 0), count)
        dilation = sides(layer.get("dilation", 1), count)
        room = [
            size + 2 * pad - apart * (length - 1) - 1
            for size, pad, apart, length in zip(shape[1:], padding, dilation, kernel)]
        if min(room) < 0:
            return None
        return (
            layer.get("out_channels", shape[0]),
            *(size // step + 1 for size, step in zip(room, stride)))
    return shape


def sides(size, count):
    """A size along each axis: the same on all, or as given."""
    return size if isinstance(size, (list, tuple)) else [size] * count


def joined_shape(kind, shapes):
    """The shape of one example after a join, or None where the inputs do not fit."""
    if kind == "concat":
        if len({shape[1:] for shape in shapes}) > 1:
            return None
        return (sum(shape[0] for shape in shapes), *shapes[0][1:])
    largest = max(shapes, key=math.prod)
    channel = (largest[0], 1, 1) if kind == "multiply" and len(largest) == 3 else largest
    return largest if all(shape in (largest, channel) for shape in shapes) else None


def inputs_of(layer, index, names):
    """The positions whose outputs a layer takes; `names` are the positions of named layers."""
    first = names[layer["input"]] if "input" in layer else index - 1
    others = layer.get("with", [])
    return [first, *(names[name] for name in ([others] if isinstance(others, str) else others))]


def sequential(architecture, shape, seed, dtype):
    """The layers for one example's shape as a network, to be given its weights."""
    modules, takes, shapes, names = [], [], {-1: shape}, {"input": -1}
    for index, layer in enumerate(architecture):
        positions = inputs_of(layer, index, names)
        inputs = [shapes[position] for position in positions]
        modules.append(module(layer, index, inputs[0], seed))
        takes.append(positions)
        shapes[index] = joined_shape(layer["type"], inputs) if layer["type"] in JOINS \
            else output_shape(layer, inputs[0])
        names[layer.get("name")] = index
    return Graph(modules, takes).to(dtype)


def load(model, tensors):
    """Gives a Sequential the weights {"0.weight": array}; every one of its own must be there."""
    state = {
        name: torch.from_numpy(numpy.asarray(value, dtype=numpy.float64).copy())
        for name, value in tensors.items()
    }
    missing, unexpected = model.load_state_dict(state, strict=False)
    wrong = [name for name in missing if not name.endswith("num_batches_tracked")] + unexpected
    assert not wrong, f"not in both state dicts: {wrong}"


def weights(model):
    """{"0.weight": array} of all weights and running statistics."""
    return {
        name: value.detach().numpy().copy() for name, value in model.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }


def freeze(model, architecture):
    """Keeps the parameters of frozen layers, and the running statistics of a frozen batch_norm. To
    be called after `model.train()`."""
    for layer, definition in zip(model, architecture):
        if definition.get("frozen"):
            layer.eval()
            layer.requires_grad_(False)


def set_step(model, step):
    for layer in model:
        if isinstance(layer, Dropout):
            layer.step = step


def softmax_binary_cross_entropy(z, labels):
    """−Σ t·log p + (1 − t)·log(1 − p) of p = softmax(z) for each example. log(1 − p) is the
    log of the sum of all other classes' exponentials: nothing cancels. The logs' floor, log(1e-9),
    is in the value but not in the gradient."""
    own = torch.eye(z.shape[1], dtype=torch.bool)
    others = z[:, None, :].masked_fill(own, -math.inf).logsumexp(2)
    logs = torch.where(own[labels], z, others) - z.logsumexp(1, keepdim=True)
    floored = logs + (logs.clamp(min=math.log(1e-9)) - logs).detach()
    return -floored.sum(1)


def loss(definition, outputs, labels, values, reduction=None):
    """The training loss of a batch; with reduction "none" each example's, as metrics average
    them. `values` are the one-hot labels where the targets are classes."""
    kind = definition["type"]
    asked = reduction or definition.get("reduction", "mean")
    if kind == "softmax_cross_entropy":
        weights = definition.get("class_weights")
        return F.cross_entropy(
            outputs, labels, reduction=asked,
            weight=None if weights is None else torch.tensor(weights, dtype=outputs.dtype),
            label_smoothing=definition.get("label_smoothing", 0))
    if kind == "nll":
        return F.nll_loss(torch.log(outputs), labels, reduction=asked)
    if kind == "softmax_binary_cross_entropy":
        each = softmax_binary_cross_entropy(outputs, labels)
        return {"none": lambda: each, "mean": each.mean, "sum": each.sum}[asked]()
    values = values.to(outputs.dtype)
    if kind == "mse":
        result = F.mse_loss(outputs, values, reduction=asked) * definition.get("scale", 1)
    elif kind == "l1":
        result = F.l1_loss(outputs, values, reduction=asked)
    elif kind == "huber":
        result = F.huber_loss(outputs, values, reduction=asked, delta=definition.get("delta", 1))
    elif kind == "binary_cross_entropy_with_logits":
        weight = torch.full((values.shape[1],), definition.get("pos_weight", 1)).to(outputs.dtype)
        result = F.binary_cross_entropy_with_logits(
            outputs, values, reduction=asked, pos_weight=weight)
    else:
        result = F.binary_cross_entropy(outputs, values, reduction=asked)
    if asked != "none":
        return result
    return result.mean(1) if definition.get("reduction", "mean") == "mean" else result.sum(1)


# Where the derivative of a layer jumps.
KINKS = {"relu": (0,), "leaky_relu": (0,), "elu": (0,), "hard_swish": (-3, 3)}


# bench's names of the optimizers' state tensors and PyTorch's.
SLOTS = {
    "sgd": {"momentum": "momentum_buffer"},
    "adam": {"exp_avg": "exp_avg", "exp_avg_sq": "exp_avg_sq"},
    "adamw": {"exp_avg": "exp_avg", "exp_avg_sq": "exp_avg_sq"},
    "rmsprop": {"square_avg": "square_avg", "momentum": "momentum_buffer"},
}


def optimizer(definition, parameters, rate=None):
    """PyTorch's optimizer; keys left out are left to PyTorch's defaults."""
    settings = {
        "lr": definition["learning_rate"] if rate is None else rate, "foreach": False,
    }
    for key in ("momentum", "nesterov", "weight_decay", "betas", "alpha", "eps"):
        if key in definition:
            settings[key] = definition[key]
    rule = {
        "sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW,
        "rmsprop": torch.optim.RMSprop,
    }[definition["type"]]
    return rule(parameters, **settings)


def clip(definition, parameters):
    if "clip_norm" in definition:
        torch.nn.utils.clip_grad_norm_(parameters, definition["clip_norm"])


def scheduler(definition, optimizer, steps):
    """PyTorch's scheduler of a training of so many steps, warmup included: that is one more
    LambdaLR, whose factor multiplies the rate."""
    kind = definition.get("type", "constant")
    rules = torch.optim.lr_scheduler
    if kind == "constant":
        return rules.LambdaLR(optimizer, lambda step: 1)
    if kind == "step":
        return rules.StepLR(optimizer, definition["step_size"], definition.get("gamma", 0.1))
    if kind == "multi_step":
        return rules.MultiStepLR(optimizer, definition["milestones"], definition.get("gamma", 0.1))
    if kind == "linear":
        base = optimizer.param_groups[0]["lr"]
        return rules.LinearLR(optimizer, 1, definition.get("end_rate", 0) / base, total_iters=steps)
    if kind == "exponential":
        return rules.ExponentialLR(optimizer, definition["gamma"])
    if kind == "cosine":
        return rules.CosineAnnealingLR(optimizer, steps, definition.get("min_rate", 0))
    return rules.OneCycleLR(
        optimizer, definition["max_rate"], total_steps=steps,
        pct_start=definition.get("start_fraction", 0.3), cycle_momentum=False)


def plateau(definition, base, metrics, an_epoch):
    """The rate of every step of a training whose metric was `metrics` after its epochs."""
    scratch = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
        scratch, "min", definition.get("factor", 0.1), definition.get("patience", 10),
        min_lr=definition.get("min_rate", 0))
    found = []
    for metric in metrics:
        found += [scratch.param_groups[0]["lr"]] * an_epoch
        scratch.step()
        schedule.step(metric)
    return found


def average(decay, averages, weights):
    """The moving averages {name: array} after the weights have moved, or their first copy."""
    if averages is None:
        return {name: value.copy() for name, value in weights.items()}
    names = list(weights)
    kept, new = ([torch.tensor(value[name]) for name in names] for value in (averages, weights))
    torch.optim.swa_utils.get_ema_multi_avg_fn(decay)(kept, new, 1)
    return {name: value.numpy() for name, value in zip(names, kept)}


def rates(definition, base, steps, metrics=()):
    """The learning rate of every step of a training; `metrics` are those that a plateau watches,
    one an epoch."""
    def run(make):
        scratch = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base)
        schedule = make(scratch)
        found = []
        for _ in range(steps):
            found.append(scratch.param_groups[0]["lr"])
            scratch.step()
            if len(found) < steps:
                schedule.step()
        return found

    warmup = definition.get("warmup_steps", 0)
    if definition.get("type") == "plateau":
        plain = plateau(definition, base, metrics, steps // len(metrics))
    else:
        plain = run(lambda scratch: scheduler(definition, scratch, steps))
    factor = run(lambda scratch: torch.optim.lr_scheduler.LambdaLR(
        scratch, lambda step: min(1, (step + 1) / warmup) if warmup else 1))
    return [rate * warm / base for rate, warm in zip(plain, factor)]
