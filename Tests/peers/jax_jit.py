"""The peer JAX jit: a whole step in one jit with donated buffers, or a pass of steps in one jit by
lax.scan; the batch is gathered inside. XLA has as many threads as the process may use processors,
which train_speed.py limits."""

import functools
import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy  # noqa: E402

import jax_network as network  # noqa: E402
import jax_weights  # noqa: E402
from graphs import with_layers_in_a_row  # noqa: E402
from served import EVALUATION_BATCH, serve  # noqa: E402
from workloads import examples  # noqa: E402


def step(definition, x, targets, state, chosen):
    """The state after a step on the chosen examples."""
    weights, statistics, slots, key = state
    key, own_key = jax.random.split(key)

    def objective(weights):
        z, running = network.outputs(
            definition, weights, statistics, x[chosen], own_key, True)
        return network.loss(definition["loss"], z, targets[chosen]), running

    (_, statistics), gradients = jax.value_and_grad(objective, has_aux=True)(weights)
    weights, slots = network.updated(definition["optimizer"], weights, gradients, slots)
    return weights, statistics, slots, key


def first_state(definition, shape):
    weights, statistics = network.initial(definition, shape)
    slots = network.first_slots({"momentum": 0} | definition["optimizer"], weights)
    return weights, statistics, slots, jax.random.key(0)


class Training:
    def __init__(self, job, x, targets):
        self.definition, self.epochs = job["definition"], job["pass_epochs"]
        self.x, self.targets = x, targets
        self.state = first_state(self.definition, x.shape[1:])
        self.step = jax.jit(functools.partial(step, self.definition), donate_argnums=2)
        self.steps = jax.jit(self.scanned, donate_argnums=2)
        self.draw = numpy.random.default_rng(0)
        self.is_scanned = job["form"] == "a pass a jit"
        self.kept = None

    def orders(self):
        """What a pass hands over: the orders of its epochs, or each step's part of them. Without
        a shuffle they are always the same, and are handed over once."""
        if self.kept is not None:
            return self.kept
        count, size = len(self.x), self.definition["training"]["batch_size"]
        shuffled = self.definition["training"]["shuffle"]
        orders = numpy.stack([
            self.draw.permutation(count) if shuffled else numpy.arange(count)
            for _ in range(self.epochs)]).astype(numpy.int32)
        if not self.is_scanned:
            orders = [order[start:start + size]
                      for order in orders for start in range(0, count, size)]
        if not shuffled:
            orders = self.kept = jax.device_put(orders)
        return orders

    def run(self):
        if self.is_scanned:
            self.state = self.steps(self.x, self.targets, self.state, self.orders())
        else:
            for chosen in self.orders():
                self.state = self.step(self.x, self.targets, self.state, chosen)
        jax.block_until_ready(self.state)

    def scanned(self, x, targets, state, orders):
        def take(state, chosen):
            return step(self.definition, x, targets, state, chosen), None

        size = self.definition["training"]["batch_size"]
        whole = orders.shape[1] // size * size

        def epoch(state, order):
            state, _ = jax.lax.scan(take, state, order[:whole].reshape(-1, size))
            return (take(state, order[whole:])[0] if whole < len(order) else state), None

        if orders.shape[1] % size == 0:
            return jax.lax.scan(take, state, orders.reshape(-1, size))[0]
        return jax.lax.scan(epoch, state, orders)[0]

    def result(self):
        return 0, 0

    def restore(self, tensors):
        weights, statistics = jax_weights.from_torch(self.definition, self.x.shape[1:], tensors)
        self.state = (weights, statistics, *self.state[2:])

    def tensors(self):
        return jax_weights.to_torch(self.definition, self.x.shape[1:], *self.state[:2])


class Evaluation:
    def __init__(self, job, x, targets):
        definition = self.definition = job["definition"]
        self.shape = x.shape[1:]
        self.network = network.initial(definition, self.shape)
        self.batches = [
            (x[start:start + EVALUATION_BATCH], targets[start:start + EVALUATION_BATCH])
            for start in range(0, len(x), EVALUATION_BATCH)]
        self.sums = (0, 0)
        rule = definition["loss"] | {"reduction": "sum"}

        @jax.jit
        def judge(weights, statistics, x, targets):
            z, _ = network.outputs(definition, weights, statistics, x, jax.random.key(0), False)
            return network.loss(rule, z, targets), (z.argmax(1) == targets).sum()

        self.judge = judge

    def run(self):
        sums = [self.judge(*self.network, *batch) for batch in self.batches]
        self.sums = (sum(float(loss) for loss, _ in sums), sum(int(right) for _, right in sums))

    def result(self):
        """The sum of the losses and the number of right answers."""
        return self.sums

    def restore(self, tensors):
        self.network = jax_weights.from_torch(self.definition, self.shape, tensors)

    def tensors(self):
        return jax_weights.to_torch(self.definition, self.shape, *self.network)


def prepare(job):
    job = job | {"definition": with_layers_in_a_row(job["definition"])}
    x, targets = examples(job["definition"], job["part"])
    if x.ndim > 2:
        x = numpy.moveaxis(x, 1, -1)
    work = Training if job["part"] == "train" else Evaluation
    return work(job, jnp.asarray(x), jnp.asarray(targets))


serve(prepare, jax.__version__)
