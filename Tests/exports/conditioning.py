"""How far float32's roundings inside a network may move its answers, for trained.py."""

import copy
import importlib.util
from unittest import mock

import numpy
import torch

# Half of float32's last digit, as a share of a number.
ROUNDING = 2.0**-24
ULPS = 4
DRAWS = 5
BLOCK = 1024  # Terms of a chain.


def of_rounding(network):
    """The largest change of a network's answers, in float64, when what each layer gives is off by what
    float32 may lose there, in directions drawn anew; as a share of the largest answer, if that is more
    than 1. Answers are well conditioned where this is small."""
    folder = network.program.workspace / f"{network.run}-exact"
    network.program.expect("export", network.run, "--to", "pytorch", "-o", folder)
    spec = importlib.util.spec_from_file_location("exact", folder / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model, x = module.load().double(), torch.from_numpy(numpy.array(network.x))
    with torch.no_grad(), mock.patch.object(torch.Tensor, "float", torch.Tensor.double):
        exact = model(x)
        for layer in model.layers.children():
            layer.register_forward_hook(_rounded)
        torch.manual_seed(0)
        changes = [float((model(x) - exact).abs().max()) for _ in range(DRAWS)]
    return max(changes) / max(1, float(exact.abs().max()))


def _rounded(layer, inputs, outputs):
    """What a layer gives in float32, as like as not."""
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
    """The layer that adds the sizes of what the given one adds: terms that cancel are rounded too."""
    sizes = copy.deepcopy(layer)
    sizes._forward_hooks.clear()
    for parameter in sizes.parameters():
        parameter.abs_()
    return sizes


def _moved(norm, x, outputs):
    """What a norm gives whose mean of each part is off in a drawn direction. A sum of n alike numbers
    is rounded n times, perhaps all one way: by n ÷ 2 roundings of their mean. Values that are nearly
    alike are divided by their small deviation, which magnifies it."""
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
