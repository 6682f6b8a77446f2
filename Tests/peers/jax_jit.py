"""The peer JAX jit: a whole step in one jit with donated buffers, or, where there are no
convolutions, a pass of steps in one jit by lax.scan if that is faster; the batch is gathered
inside. XLA has as many threads as the process may use processors, which train_speed.py limits."""

import functools
import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy  # noqa: E402

import jax_network as network  # noqa: E402
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

    def orders(self):
        """The order of each epoch of a pass."""
        count = len(self.x)
        shuffled = self.definition["training"]["shuffle"]
        return [(self.draw.permutation(count) if shuffled else numpy.arange(count))
                .astype(numpy.int32) for _ in range(self.epochs)]

    def by_steps(self):
        size = self.definition["training"]["batch_size"]
        for order in self.orders():
            for start in range(0, len(order), size):
                self.state = self.step(
                    self.x, self.targets, self.state, order[start:start + size])
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

    def by_scan(self):
        self.state = self.steps(self.x, self.targets, self.state, numpy.stack(self.orders()))
        jax.block_until_ready(self.state)


def evaluation(definition, x, targets):
    """A function that returns the sum of the losses and the number of right answers."""
    weights, statistics = network.initial(definition, x.shape[1:])
    rule = definition["loss"] | {"reduction": "sum"}

    @jax.jit
    def judge(weights, statistics, x, targets):
        z, _ = network.outputs(definition, weights, statistics, x, jax.random.key(0), False)
        return network.loss(rule, z, targets), (z.argmax(1) == targets).sum()

    batches = [(x[start:start + EVALUATION_BATCH], targets[start:start + EVALUATION_BATCH])
               for start in range(0, len(x), EVALUATION_BATCH)]

    def run_pass():
        sums = [judge(weights, statistics, *batch) for batch in batches]
        return sum(float(loss) for loss, _ in sums), sum(int(right) for _, right in sums)

    return run_pass


def prepare(job):
    x, targets = examples(job["definition"], "test" if job["evaluates"] else "train")
    if x.ndim == 4:
        x = x.transpose(0, 2, 3, 1)
    x, targets = jnp.asarray(x), jnp.asarray(targets)
    if job["evaluates"]:
        return {"batches": evaluation(job["definition"], x, targets)}
    forms = {"a step a jit": Training(job, x, targets).by_steps}
    # In a loop XLA's convolutions on a CPU are several times slower.
    if not any(layer["type"] == "conv2d" for layer in job["definition"]["architecture"]):
        forms["a pass a jit"] = Training(job, x, targets).by_scan
    return forms


serve(prepare, jax.__version__)
