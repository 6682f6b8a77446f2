"""How far float32's roundings inside a network may move its answers, for trained.py."""

import copy
from unittest import mock

import numpy
import torch

# The largest relative error of rounding to float32.
ROUNDING = 2.0**-24
ULPS = 4
DRAWS = 5
BLOCK = 1024  # Terms of a chain.


def of_rounding(model, x):
    """How far rounding may move the answers of an exported module for x[N, …].

    The module computes in float64. It computes again DRAWS times with an error added to the output
    of every layer: as large as float32's may be there, in a drawn direction. Returns the largest
    change of an answer, divided by the largest answer if that is above 1."""
    model, x = model.double(), torch.from_numpy(numpy.array(x))
    with torch.no_grad(), mock.patch.object(torch.Tensor, "float", torch.Tensor.double):
        exact = model(x)
        for layer in model.layers.children():
            layer.register_forward_hook(_rounded)
        torch.manual_seed(0)
        changes = [float((model(x) - exact).abs().max()) for _ in range(DRAWS)]
    return max(changes) / max(1, float(exact.abs().max()))


def _rounded(layer, inputs, outputs):
    """A layer's outputs with an error such as float32 makes."""
    x = inputs[0]
    match layer:
        case torch.nn.GroupNorm() | torch.nn.LayerNorm():
            return _moved(layer, x, outputs)
        case torch.nn.Linear() | torch.nn.modules.conv._ConvNd():
            size = _sizes(layer)(x.abs())
        case torch.nn.modules.batchnorm._BatchNorm():
            sizes = _sizes(layer)
            sizes.running_mean.abs_().neg_()
            size = sizes(x.abs())
        case _:
            size = outputs.abs()
    return outputs + ULPS * ROUNDING * size * (2 * torch.rand_like(outputs) - 1)


def _sizes(layer):
    """The layer with the sizes of its weights. Of the sizes of its inputs it gives the sum of all
    terms' sizes, which is what their rounding depends on, even if they cancel."""
    sizes = copy.deepcopy(layer)
    sizes._forward_hooks.clear()
    for parameter in sizes.parameters():
        parameter.abs_()
    return sizes


def _moved(norm, x, outputs):
    """A norm's outputs with an error in the mean of each part.

    If n numbers that are added in order are alike, all n roundings may go one way, and the mean is
    off by n ÷ 2 of its own roundings. The norm then divides by the deviation, which is small if the
    numbers are nearly alike."""
    rows = x.reshape(len(x), getattr(norm, "num_groups", 1), -1)
    count = rows.shape[2]
    roundings = min(count, BLOCK) / 2 + count / BLOCK / 2
    deviation = (rows.var(-1, correction=0) + norm.eps).sqrt()
    offset = roundings * ROUNDING * rows.mean(-1) / deviation
    offset *= torch.randn_like(offset).sign()
    moved = offset[..., None].expand(rows.shape).reshape(x.shape)
    if norm.weight is None:
        return outputs + moved
    inner = x.dim() - 1 - norm.weight.dim()
    return outputs + moved * norm.weight.reshape(norm.weight.shape + (1,) * inner)
