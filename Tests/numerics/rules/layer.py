"""What all layers share.

A layer takes x[N, …], the whole batch in its order, and keeps what backward needs. `parameters` and
`gradients` go by the names of a state dict.
"""

import math

from randomness import INITIALIZATION, Stream, initial


class Layer:
    is_norm = False

    def __init__(self, settings, shape, position, seed):
        self.settings, self.position, self.seed = settings, position, seed
        self.shape, self.output = tuple(shape), tuple(shape)
        self.frozen, self.step = settings.get("frozen", False), 0
        self.parameters, self.gradients, self.untrained = {}, {}, {}
        self.prepare()

    def prepare(self):
        """Sets the output's shape and the first parameters."""

    def draw(self, weight_shape, taps=1):
        """The first values of a weight and, if there is one, of a bias."""
        count, outputs = math.prod(weight_shape), weight_shape[0]
        fans = count // outputs, outputs * taps
        shapes = {"weight": weight_shape}
        if self.settings["bias"]:
            shapes["bias"] = (outputs,)
        for number, (name, shape) in enumerate(shapes.items()):
            stream = Stream(self.seed, INITIALIZATION, self.position, number)
            kind = self.settings["init" if name == "weight" else "bias_init"]
            self.parameters[name] = initial(kind, math.prod(shape), fans, stream).reshape(shape)
