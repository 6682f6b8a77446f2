"""Section 4 of the page “Numerics, version 1”: layers joined to a network."""

import math

import numpy

from arithmetic import float32
from layers import TYPES

JOINS = ("add", "multiply", "concat")


class Network:
    """Nodes in the definition's order; node −1 is the network's input."""

    def __init__(self, definition, shape):
        self.nodes, self.inputs, shapes, found = [], [], {-1: shape}, []
        _expand(definition["architecture"], {"input": -1}, -1, found)
        for position, (settings, inputs) in enumerate(found):
            node, given = settings["type"], [shapes[i] for i in inputs]
            if node in JOINS:
                shapes[position] = _joined(node, given)
            else:
                node = TYPES[node](settings, given[0], position, definition["seed"])
                shapes[position] = node.output
            self.nodes.append(node)
            self.inputs.append(inputs)

    @property
    def layers(self):
        return [node for node in self.nodes if not isinstance(node, str)]

    def forward(self, x, training=False, step=0):
        self.values = {-1: x}
        for position, (node, inputs) in enumerate(zip(self.nodes, self.inputs)):
            given = [self.values[i] for i in inputs]
            if isinstance(node, str):
                self.values[position] = _join(node, given)
            else:
                node.step = step
                self.values[position] = node.forward(given[0], training)
        return self.values[len(self.nodes) - 1]

    def backward(self, gradient):
        arrived = {len(self.nodes) - 1: [gradient]}
        for position in reversed(range(len(self.nodes))):
            node, inputs = self.nodes[position], self.inputs[position]
            # The last consumer came first.
            dy = _added(arrived.pop(position)[::-1])
            if isinstance(node, str):
                given = [self.values[i] for i in inputs]
                gradients = [_join_backward(node, given, n, dy) for n in range(len(inputs))]
            else:
                gradients = [node.backward(dy)]
            for source, dx in reversed(list(zip(inputs, gradients))):
                arrived.setdefault(source, []).append(dx)

    def tensors(self):
        """{"0.weight": …} in the layers' order."""
        return {f"{layer.position}.{name}": tensor for layer in self.layers
                for name, tensor in (layer.parameters | layer.untrained).items()}

    def replace(self, tensors):
        for layer in self.layers:
            for own in (layer.parameters, layer.untrained):
                for name in own:
                    own[name] = tensors[f"{layer.position}.{name}"]


def _expand(layers, names, last, found):
    """Appends (settings, inputs) of every layer, with copies of repeated ones; returns the last
    layer's position. `names` are those that are seen here."""
    for layer in layers:
        if "repeat" in layer:
            for _ in range(layer["repeat"]):
                last = _expand(layer["layers"], names | {"block_input": last}, last, found)
            continue
        others = layer.get("with", [])
        inputs = [names[layer["input"]] if "input" in layer else last]
        inputs += [names[name] for name in ([others] if isinstance(others, str) else others)]
        last = len(found)
        found.append((layer, inputs))
        if "name" in layer:
            names[layer["name"]] = last
    return last


def _joined(kind, shapes):
    if kind == "concat":
        return (sum(shape[0] for shape in shapes), *shapes[0][1:])
    return max(shapes, key=math.prod)


def _added(arrays):
    total = arrays[0]
    for array in arrays[1:]:
        total = total + array
    return total


def _product(arrays):
    total = arrays[0]
    for array in arrays[1:]:
        total = total * array
    return total


def _join(kind, given):
    if kind == "concat":
        return numpy.concatenate(given, 1)
    return _added(given) if kind == "add" else _product(given)


def _join_backward(kind, given, number, dy):
    if kind == "add":
        return dy
    if kind == "concat":
        start = sum(array.shape[1] for array in given[:number])
        return numpy.ascontiguousarray(dy[:, start:start + given[number].shape[1]])
    product = _product([dy, *given[:number], *given[number + 1:]])
    if given[number].shape == product.shape:
        return product
    channels = product.reshape(*product.shape[:2], -1)
    total = numpy.zeros(channels.shape[:2], float32)
    for position in range(channels.shape[2]):
        total = total + channels[:, :, position]
    return total.reshape(given[number].shape)
