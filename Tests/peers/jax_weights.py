"""Weights of jax_network in PyTorch's names and shapes, and back. JAX's pictures have their
channels last, so that the rows of a linear layer after a flatten are in another order too."""

import jax
import jax.numpy as jnp
import numpy

from jax_network import Graph, initial

STATISTICS = {"mean": "running_mean", "variance": "running_var"}


def shapes(definition, shape):
    """The shape of one example before each layer."""
    found, graph = [], Graph(jnp.zeros((2, *shape)))
    for layer, own, running in zip(
            definition["architecture"], *initial(definition, shape), strict=True):
        found.append(graph.inputs(layer)[0].shape[1:])
        graph.take(layer, own, running, jax.random.key(0), False)
    return found


def from_torch(definition, shape, tensors):
    """Weights and statistics of {"0.weight": array}, in PyTorch's shapes."""
    weights, statistics = initial(definition, shape)
    before = shapes(definition, shape)
    for number, own in enumerate(weights):
        for name in own:
            value = tensors[f"{number}.{name}"]
            if value.ndim > 2:
                value = value.transpose(*range(2, value.ndim), 1, 0)
            if value.ndim == 2:
                value = reordered(value, flattened(definition, before, number)).T
            own[name] = jnp.array(value)
        for name in statistics[number]:
            statistics[number][name] = jnp.array(tensors[f"{number}.{STATISTICS[name]}"])
    return weights, statistics


def to_torch(definition, shape, weights, statistics):
    """The inverse of `from_torch`."""
    before = shapes(definition, shape)
    found = {}
    for number, own in enumerate(weights):
        for name, value in own.items():
            value = numpy.array(value)
            if value.ndim > 2:
                value = value.transpose(-1, -2, *range(value.ndim - 2))
            if value.ndim == 2:
                value = restored(value.T, flattened(definition, before, number))
            found[f"{number}.{name}"] = value
        for name, value in statistics[number].items():
            found[f"{number}.{STATISTICS[name]}"] = numpy.array(value)
    return found


def flattened(definition, before, number):
    """The picture [H, W, C] or series [T, C] whose values a linear layer takes, or None."""
    for earlier in range(number - 1, -1, -1):
        kind = definition["architecture"][earlier]["type"]
        if kind == "flatten":
            return before[earlier] if len(before[earlier]) > 1 else None
        if kind == "linear":
            return None
    return None


def reordered(weight, picture):
    """Columns in the order C, H, W to columns in the order H, W, C."""
    if picture is None:
        return weight
    *sides, channels = picture
    return numpy.moveaxis(weight.reshape(-1, channels, *sides), 1, -1).reshape(weight.shape)


def restored(weight, picture):
    """The inverse of `reordered`."""
    if picture is None:
        return weight
    return numpy.moveaxis(weight.reshape(-1, *picture), -1, 1).reshape(weight.shape)
