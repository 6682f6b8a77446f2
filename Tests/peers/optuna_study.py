"""A process of the peer Optuna with PyTorch: it takes points of a grid until none is left, and
trains each as Optuna's users write it.

It is run with a job as JSON: study (a name), seed, storage (null: in memory), n_jobs, threads
(PyTorch's, of each training), loader (whether batches come from a DataLoader), grid, base (a
resolved definition). Data are read once and are in memory as one normalised tensor. Only the
validation part is judged, once, after the last epoch. Prints the finished points as JSON: values,
accuracy, and steps.
"""

import json
import math
import sys

import optuna
import torch
from optuna.trial import TrialState
from torch.utils.data import DataLoader, TensorDataset

import torch_work
from workloads import examples


def storage(path):
    """What Optuna's guide advises for several processes on one machine without a server."""
    if path is None:
        return None
    journal = optuna.storages.journal
    return optuna.storages.JournalStorage(journal.JournalFileBackend(path))


class Grid:
    """The objective of a study."""

    def __init__(self, job):
        self.loader = job["loader"]
        self.base, self.grid = job["base"], job["grid"]
        self.train, self.validation = (
            tuple(map(torch.from_numpy, examples(self.base, part)))
            for part in ("train", "validation"))

    def batches(self, size):
        x, targets = self.train
        if self.loader:
            yield from DataLoader(TensorDataset(x, targets), batch_size=size, shuffle=True)
            return
        for chosen in torch.randperm(len(x)).split(size):
            yield x[chosen], targets[chosen]

    def model(self):
        """PyTorch's first weights are drawn as bench's here; its biases are not."""
        model = torch_work.network(self.base, self.train[0].shape[1:])
        for layer in model:
            if hasattr(layer, "bias"):
                torch.nn.init.zeros_(layer.bias)
        return model

    def __call__(self, trial):
        size = trial.suggest_categorical("training.batch_size", self.grid["training.batch_size"])
        settings = {name: trial.suggest_categorical(f"optimizer.{name}",
                                                    self.grid[f"optimizer.{name}"])
                    for name in ("learning_rate", "momentum")}
        model = self.model()
        optimizer = torch_work.optimizer({"type": "sgd"} | settings, model.parameters())
        steps = 0
        for _ in range(self.base["training"]["epochs"]):
            for x, targets in self.batches(size):
                optimizer.zero_grad()
                torch_work.loss(self.base["loss"], model(x), targets).backward()
                optimizer.step()
                steps += 1
        trial.set_user_attr("steps", steps)
        x, targets = self.validation
        with torch.no_grad():
            return (model(x).argmax(1) == targets).float().mean().item()


def main():
    job = json.loads(sys.argv[1])
    torch.set_num_threads(job["threads"])
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        study_name=job["study"], storage=storage(job["storage"]), load_if_exists=True,
        direction="maximize", sampler=optuna.samplers.GridSampler(job["grid"], seed=job["seed"]))
    # Counted over all processes. Left to itself the sampler trains the last points again while
    # another process is at them.
    count = math.prod(map(len, job["grid"].values()))
    enough = optuna.study.MaxTrialsCallback(
        count, states=(TrialState.COMPLETE, TrialState.RUNNING))
    study.optimize(Grid(job), n_trials=count, n_jobs=job["n_jobs"], callbacks=[enough])
    print(json.dumps([{"values": trial.params, "accuracy": trial.value,
                       "steps": trial.user_attrs["steps"]}
                      for trial in study.trials if trial.value is not None]))


main()
