"""A definition's network, loss and optimizer as functions of JAX. Images are x[N, H, W, C]
and series x[N, T, C], the layouts that XLA takes on a CPU."""

import math

import jax
import jax.numpy as jnp
import numpy

CONVOLUTIONS = ("conv1d", "conv2d")
POOLS = ("max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d")
OPTIMIZER_DEFAULTS = {"momentum": 0, "nesterov": False, "weight_decay": 0}


def initial(definition, shape):
    """[{name: array}] of each layer's weights and of its running statistics, for examples[..., C];
    any first values will do."""
    weights, statistics, graph = [], [], Graph(jnp.zeros((2, *shape)))
    for layer in definition["architecture"]:
        own, running = first_values(layer, graph.inputs(layer)[0].shape[1:])
        weights.append(own)
        statistics.append(running)
        graph.take(layer, own, running, jax.random.key(0), False)
    return weights, statistics


def first_values(layer, example):
    """A layer's weights and running statistics for the shape of its input, without N."""
    own, running, draw = {}, {}, numpy.random.default_rng(0)
    *sides, channels = example
    if layer["type"] in (*CONVOLUTIONS, "linear"):
        kernel = [layer["kernel_size"]] * len(sides) if "kernel_size" in layer else []
        shape = (*kernel, channels // layer.get("groups", 1),
                 layer["out_channels"] if kernel else layer["out_features"])
        bound = math.prod(shape[:-1]) ** -0.5
        own["weight"] = jnp.asarray(draw.uniform(-bound, bound, shape), jnp.float32)
        if layer.get("bias", True):
            own["bias"] = jnp.zeros(shape[-1])
    if layer["type"] in ("batch_norm", "layer_norm"):
        own = {"weight": jnp.ones(channels), "bias": jnp.zeros(channels)}
    if layer["type"] == "batch_norm":
        running = {"mean": jnp.zeros(channels), "variance": jnp.ones(channels)}
    return own, running


class Graph:
    """The outputs of layers in the order of computation."""

    def __init__(self, x):
        self.last, self.named = x, {"input": x}

    def inputs(self, layer):
        first = self.named[layer["input"]] if "input" in layer else self.last
        return [first, *(self.named[name] for name in layer.get("with", []))]

    def take(self, layer, own, running, key, trains):
        """Computes the next layer; returns its new running statistics."""
        first, *others = self.inputs(layer)
        if others:
            first = joined(layer["type"], [first, *others])
        else:
            first, running = layer_outputs(layer, own, running, first, key, trains)
        self.last = first
        if "name" in layer:
            self.named[layer["name"]] = first
        return running


def joined(kind, inputs):
    if kind == "concat":
        return jnp.concatenate(inputs, -1)
    first, *others = inputs
    for other in others:
        first = first + other if kind == "add" else first * other
    return first


def layer_outputs(layer, own, running, x, key, trains):
    """The outputs and the new running statistics."""
    match layer["type"]:
        case kind if kind in CONVOLUTIONS:
            return convolution(layer, own, x), running
        case "linear":
            return biased(x @ own["weight"], own), running
        case kind if kind in POOLS:
            return pooled(layer, x), running
        case "adaptive_avg_pool2d":
            return x.mean((1, 2), keepdims=True), running
        case "layer_norm":
            return layer_normalized(layer, own, x), running
        case "gelu":
            return jax.nn.gelu(x, approximate=False), running
        case "batch_norm":
            return normalized(layer, own, running, x, trains)
        case "dropout" if trains:
            kept = 1.0 - layer.get("p", 0.5)
            return jnp.where(jax.random.bernoulli(key, kept, x.shape), x / kept, 0), running
        case "dropout":
            return x, running
        case kind:
            return {"flatten": lambda x: x.reshape(len(x), -1), "relu": jax.nn.relu,
                    "tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid,
                    "softmax": jax.nn.softmax}[kind](x), running


def biased(x, own):
    return x + own["bias"] if "bias" in own else x


def convolution(layer, own, x):
    padding, stride = layer.get("padding", 0), layer.get("stride", 1)
    sides = "HW"[:x.ndim - 2]
    if padding != "same":
        padding = [(padding, padding)] * len(sides)
    return biased(jax.lax.conv_general_dilated(
        x, own["weight"], [stride] * len(sides), padding,
        dimension_numbers=(f"N{sides}C", f"{sides}IO", f"N{sides}C"),
        feature_group_count=layer.get("groups", 1)), own)


def pooled(layer, x):
    size = layer["kernel_size"]
    stride = layer.get("stride") or size
    count = x.ndim - 2
    window, strides = (1, *[size] * count, 1), (1, *[stride] * count, 1)
    if layer["type"].startswith("max"):
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, strides, "VALID")
    return jax.lax.reduce_window(x, 0.0, jax.lax.add, window, strides, "VALID") / size**count


def normalized(layer, own, running, x, trains):
    mean, variance, next_running = running["mean"], running["variance"], running
    if trains:
        axes = tuple(range(x.ndim - 1))
        mean, variance = x.mean(axes), x.var(axes)
        count, share = x.size // x.shape[-1], layer.get("momentum", 0.1)
        next_running = {
            "mean": (1 - share) * running["mean"] + share * mean,
            "variance": (1 - share) * running["variance"] + share * variance * count / (count - 1)}
    scale = own["weight"] * jax.lax.rsqrt(variance + layer.get("eps", 1e-5))
    return (x - mean) * scale + own["bias"], next_running


def layer_normalized(layer, own, x):
    """Of rows of features, as all timed networks have it."""
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + layer.get("eps", 1e-5)) * own["weight"] \
        + own["bias"]


def outputs(definition, weights, statistics, x, key, trains):
    """The last layer's outputs and the new running statistics."""
    found, graph = [], Graph(x)
    for number, layer in enumerate(definition["architecture"]):
        found.append(graph.take(layer, weights[number], statistics[number],
                                jax.random.fold_in(key, number), trains))
    return graph.last, found


def loss(definition, z, targets):
    """The sum over a batch, or its mean as the definition reduces it."""
    kind = definition["type"]
    if kind == "mse":
        losses = definition.get("scale", 1) * (z - targets) ** 2
        return losses.mean() if definition["reduction"] == "mean" else losses.sum()
    one_hot = jax.nn.one_hot(targets, z.shape[1])
    if kind == "softmax_cross_entropy":
        losses = -(one_hot * jax.nn.log_softmax(z)).sum(1)
    elif kind == "nll":
        losses = -(one_hot * jnp.log(jnp.maximum(z, 1e-9))).sum(1)
    elif kind == "softmax_binary_cross_entropy":
        losses = -complemented(z, one_hot).sum(1)
    else:
        losses = -(one_hot * jnp.log(jnp.maximum(z, 1e-9))
                   + (1 - one_hot) * jnp.log(jnp.maximum(1 - z, 1e-9))).sum(1)
    return losses.mean() if definition["reduction"] == "mean" else losses.sum()


def complemented(z, one_hot):
    """log p of the right class and log(1 - p) of the others, of p = softmax(z), from z: 1 - p is
    the sum of all other classes'. The logs' floor is in the value and not in the gradient."""
    others = jnp.where(jnp.eye(z.shape[1], dtype=bool), -jnp.inf, z[:, None, :])
    logs = jnp.where(one_hot == 1, z, jax.nn.logsumexp(others, 2))
    logs -= jax.nn.logsumexp(z, 1, keepdims=True)
    return logs + jax.lax.stop_gradient(jnp.maximum(logs, jnp.log(1e-9)) - logs)


def first_slots(definition, weights):
    """The optimizer's state."""
    def zeros():
        return jax.tree.map(jnp.zeros_like, weights)
    if definition["type"] == "adamw":
        return zeros(), zeros(), jnp.zeros(())
    return (zeros(),) if definition["momentum"] else ()


def updated(definition, weights, gradients, slots):
    rule = OPTIMIZER_DEFAULTS | definition
    rate, decay = rule["learning_rate"], rule["weight_decay"]
    if rule["type"] == "adamw":
        step = slots[2] + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, slots[0], gradients)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, slots[1], gradients)
        first, second = 1 - 0.9**step, 1 - 0.999**step
        return jax.tree.map(
            lambda w, m, v: w * (1 - rate * decay)
            - rate * (m / first) / (jnp.sqrt(v / second) + 1e-8), weights, m, v), (m, v, step)
    if decay:
        gradients = jax.tree.map(lambda g, w: g + decay * w, gradients, weights)
    if slots:
        velocity = jax.tree.map(lambda v, g: rule["momentum"] * v + g, slots[0], gradients)
        slots = (velocity,)
        if rule["nesterov"]:
            gradients = jax.tree.map(
                lambda g, v: g + rule["momentum"] * v, gradients, velocity)
        else:
            gradients = velocity
    return jax.tree.map(lambda w, g: w - rate * g, weights, gradients), slots
