"""A definition's network and its training step in PyTorch, as its users write them."""

import functools
import pathlib
import sys

import torch
import torch.nn.functional as F

from graphs import with_layers_in_a_row
from served import EVALUATION_BATCH
from workloads import examples

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "pytorch"))

import reference  # noqa: E402


def network(definition, shape):
    """Layers as in the checks against PyTorch, but with PyTorch's own dropout."""
    layers = reference.sequential(definition["architecture"], shape, 0, torch.float32)
    return reference.Graph(
        (torch.nn.Dropout(layer.p) if isinstance(layer, reference.Dropout) else layer
         for layer in layers), layers.takes)


def loss(definition, z, targets):
    kind, reduction = definition["type"], definition["reduction"]
    if kind == "softmax_cross_entropy":
        return F.cross_entropy(z, targets, reduction=reduction)
    if kind == "nll":
        return F.nll_loss(z.clamp(min=1e-9).log(), targets, reduction=reduction)
    if kind == "mse":
        return definition.get("scale", 1) * F.mse_loss(z, targets, reduction=reduction)
    values = F.one_hot(targets, z.shape[1]).float()
    if kind == "softmax_binary_cross_entropy":
        z = z.softmax(1)
    total = F.binary_cross_entropy(z, values, reduction="sum")
    return total / (len(z) if reduction == "mean" else 1)


def optimizer(definition, parameters):
    """Fused, the fastest that PyTorch has on a CPU; a schedule costs nothing and is left out."""
    values = {"lr" if name == "learning_rate" else name: value
              for name, value in definition.items() if name != "type"}
    if definition["type"] == "sgd":
        return torch.optim.SGD(parameters, fused=True, **values)
    return torch.optim.AdamW(parameters, values["lr"], fused=True)


class Work:
    """Passes over a job's examples, which are in memory as one tensor."""

    def __init__(self, job, compiled):
        torch.set_num_threads(job["threads"])
        definition = self.definition = with_layers_in_a_row(job["definition"])
        self.epochs = job["pass_epochs"]
        x, targets = examples(definition, job["part"])
        self.x, self.targets = torch.from_numpy(x), torch.from_numpy(targets)
        self.model = network(definition, x.shape[1:])
        if job["form"] == "channels last":
            self.x = self.x.contiguous(memory_format=torch.channels_last)
            self.model = self.model.to(memory_format=torch.channels_last)
        self.optimizer = optimizer(definition["optimizer"], self.model.parameters())
        self.run = self.train if job["part"] == "train" else self.evaluate
        self.model.train(job["part"] == "train")
        compiled = functools.partial(torch.compile, dynamic=False) if compiled else lambda one: one
        self.loss = compiled(self.loss_of)
        self.judged = compiled(self.judge)
        self.sums = (0, 0)

    def loss_of(self, x, targets):
        return loss(self.definition["loss"], self.model(x), targets)

    def judge(self, x, targets):
        """The sum of the losses and the number of right answers."""
        z = self.model(x)
        right = (z.argmax(1) == targets).sum()
        return loss(self.definition["loss"] | {"reduction": "sum"}, z, targets), right

    def batches(self):
        """Those of an epoch: drawn from the examples, or in their order, without a copy."""
        size = self.definition["training"]["batch_size"]
        if self.definition["training"]["shuffle"]:
            for chosen in torch.randperm(len(self.x)).split(size):
                yield self.x[chosen], self.targets[chosen]
        else:
            yield from zip(self.x.split(size), self.targets.split(size), strict=True)

    def train(self):
        for _ in range(self.epochs):
            for x, targets in self.batches():
                self.optimizer.zero_grad()
                self.loss(x, targets).backward()
                self.optimizer.step()

    @torch.no_grad()
    def evaluate(self):
        sums = [self.judged(x, targets) for x, targets in zip(
            self.x.split(EVALUATION_BATCH), self.targets.split(EVALUATION_BATCH), strict=True)]
        self.sums = (sum(float(loss) for loss, _ in sums), sum(int(right) for _, right in sums))

    def result(self):
        """The last evaluation's sum of losses and right answers."""
        return self.sums

    def restore(self, tensors):
        reference.load(self.model, tensors)

    def tensors(self):
        return reference.weights(self.model)
