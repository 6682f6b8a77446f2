"""Runs killed and stopped at random moments end in the bits of an undisturbed one."""

import json
import random
import signal
import time

from program import SIGNALS, isas, outcome

# Every option whose state has to outlast a kill, and every way to join layers.
EVERYTHING = {
    "dataset": {"name": "mnist", "normalize": "standard", "augment": {"shift": 1},
                "subset": {"train": [0, 500], "validation": [500, 600], "test": [0, 150]}},
    "architecture": [
        {"type": "conv2d", "out_channels": 6, "kernel_size": 3, "stride": 2, "name": "stem"},
        {"type": "batch_norm", "frozen": True}, {"type": "gelu"},
        {"repeat": 2, "layers": [
            {"type": "conv2d", "out_channels": 6, "kernel_size": 3, "padding": "same", "groups": 3,
             "bias": False, "learning_rate_scale": 0.5},
            {"type": "batch_norm"}, {"type": "silu"}, {"type": "add", "with": "block_input"}]},
        {"type": "group_norm", "num_groups": 2, "name": "body"},
        {"type": "adaptive_avg_pool2d"}, {"type": "sigmoid", "name": "gate"},
        {"type": "multiply", "input": "body", "with": "gate"},
        {"type": "concat", "with": "stem"}, {"type": "max_pool2d", "kernel_size": 2},
        {"type": "flatten"}, {"type": "linear", "out_features": 24, "frozen": True},
        {"type": "layer_norm"}, {"type": "leaky_relu"}, {"type": "dropout", "p": 0.2},
        {"type": "linear", "out_features": 10, "learning_rate_scale": 2}],
    "loss": {"type": "softmax_cross_entropy", "label_smoothing": 0.1, "class_weights": "balanced"},
    "optimizer": {"type": "adamw", "learning_rate": 0.01, "weight_decay": 0.01,
                  "weight_decay_on": "weights", "clip_norm": 1},
    "schedule": {"type": "plateau", "metric": "validation_macro_f1", "patience": 0, "factor": 0.5,
                 "warmup_steps": 5},
    "training": {"epochs": 12, "batch_size": 32, "drop_last": True, "ema": {"decay": 0.9},
                 "log_every_steps": 3,
                 "metrics": ["macro_f1", "balanced_accuracy", "top5_accuracy"],
                 "early_stopping": {"metric": "validation_top5_accuracy", "patience": 12,
                                    "min_delta": 0.001}},
    "checkpoint": {"every_steps": 4, "best": "validation_balanced_accuracy"},
}

# Of each experiment: runs killed, and stopped by each signal.
KILLS, LONG_KILLS = 6, 24
STOPS, LONG_STOPS = 2, 8

# Lasts about a second, is warmed up by momentum, and saves inside epochs too.
JOBS = {
    "lenet5-sgd": ["--set", "dataset.subset.train=[0,1000]", "--set",
                   "dataset.subset.test=[0,200]", "--set", "training.batch_size=64", "--set",
                   "optimizer.momentum=0.9", "--set", "checkpoint.every_steps=5", "--epochs", "12"],
    "mlp-sgd": ["--set", "dataset.subset.train=[0,1500]", "--set", "dataset.subset.test=[0,300]",
                "--set", "dataset.subset.validation=[1500,1700]", "--set",
                "optimizer.weight_decay=0.001", "--set", "optimizer.momentum=0.5", "--set",
                "checkpoint.every_steps=7", "--epochs", "12"],
    "everything": ["--epochs", "12"],
    # Images that are changed in every way, and mixed with others of their batch.
    "lenet5-99": ["--set", "dataset.subset.train=[0,1000]", "--set", "dataset.subset.test=[0,200]",
                  "--set", 'dataset.augment={"shift":1,"flip":"both","crop":2,"cutout":7,'
                  '"mixup":0.4,"cutmix":1}', "--set", "loss.label_smoothing=0.1", "--set",
                  'schedule={"type":"constant"}', "--set", "checkpoint.every_steps=5", "--epochs",
                  "12"],
}


def check(program, tally, options):
    generator = random.Random(options.seed)
    sets = isas(program)
    (program.experiments / "everything.json").write_text(json.dumps(EVERYTHING))
    for experiment, settings in JOBS.items():
        start = time.monotonic()
        whole = program.expect("run", experiment, *settings, "--quiet").strip()
        seconds = time.monotonic() - start
        expected = outcome(program, whole)
        for i in range(LONG_KILLS if options.long else KILLS):
            # One goes on with the slowest kernels.
            isa = sets[0 if i == 0 else -1]
            killed(program, tally, experiment, settings, seconds, expected, generator, f"k{i}", isa)
        for name in SIGNALS:
            for i in range(LONG_STOPS if options.long else STOPS):
                stopped(program, tally, experiment, settings, seconds, expected, generator, name,
                        f"{name}{i}")
        forked(program, tally, experiment, settings, seconds, expected, generator)
    full_size(program, tally, generator)


def resumed(program, generator, run, **environment):
    """Goes on to the end, on another number of threads; returns what went wrong."""
    done = program.run(
        "resume", run, "--quiet", "--threads", generator.randint(1, 4), **environment)
    return "" if done.returncode == 0 else f"exit {done.returncode}: {done.stderr.strip()}"


def killed(program, tally, experiment, settings, seconds, expected, generator, name, isa):
    """Kills a run, kills its resumption, and lets the next go to the end."""
    run = f"{experiment}-{name}"
    moment = generator.uniform(0, seconds)
    program.stopped_after(moment, signal.SIGKILL, "run", experiment, *settings, "--name", run)
    moments = f"{moment:.3f} s"
    if not (program.runs / run / "run.json").exists():
        # Killed before there was a run.
        listed = program.run("runs")
        tally.check(f"{experiment}, killed before its run began, leaves nothing in the way",
                    listed.returncode == 0, moments)
        return
    if generator.random() < 0.5:
        moment = generator.uniform(0, seconds / 2)
        program.stopped_after(moment, signal.SIGKILL, "resume", run)
        moments += f", resumed and killed again after {moment:.3f} s"
    problem = resumed(program, generator, run, BENCH_ISA=isa)
    moments += f", resumed with {isa}"
    if problem:
        tally.check(f"{experiment}, killed, resumes", False, f"{moments}: {problem}")
        return
    tally.same(f"{experiment}, killed and resumed, ends in the same bits", outcome(program, run),
               expected, f"after {moments}")


def stopped(program, tally, experiment, settings, seconds, expected, generator, name, suffix):
    """Stops a run by a signal: it saves and leaves with 128 + the signal's number."""
    run = f"{experiment}-{suffix}"
    number = SIGNALS[name]
    moment = generator.uniform(0.1, seconds * 0.8)
    code, messages = program.stopped_after(
        moment, number, "run", experiment, *settings, "--name", run)
    if not (program.runs / run / "run.json").exists():
        tally.check(f"{experiment}, stopped by {name} before its run began, ends",
                    code in (128 + number, -number), f"{code} after {moment:.3f} s")
        return
    state = program.record(run)["state"]
    found = f"{code}, {state} after {moment:.3f} s"
    if code == 0 and state == "finished":
        tally.check(f"{experiment} was done before {name}", True, found)
        return
    if code == -number and moment < 0.3:
        # So early that it did not listen yet.
        problem = resumed(program, generator, run)
        tally.same(f"{experiment}, ended by {name} at its start, resumes to the same bits",
                   outcome(program, run), expected, f"{found} {problem}".strip())
        return
    tally.check(f"{experiment}, stopped by {name}, leaves with {128 + number}",
                code == 128 + number and state == "interrupted", found)
    step = program.record(run)["segments"][-1]["to_step"]
    saved = [int(path.stem.removeprefix("step-")) for path in program.checkpoints(run)]
    tally.check(f"{experiment}, stopped by {name}, has saved where it stopped",
                saved[-1] == step and f"resume {run}" in messages, f"step {step}")
    problem = resumed(program, generator, run)
    tally.same(f"{experiment}, stopped by {name} and resumed, ends in the same bits",
               outcome(program, run), expected, problem)


def forked(program, tally, experiment, settings, seconds, expected, generator):
    """Forks half a training for the rest of its epochs and kills the fork: the bits of the whole."""
    half, fork = f"{experiment}-half", f"{experiment}-fork"
    program.expect("run", experiment, *settings[:-1], "6", "--name", half)
    moment = generator.uniform(0, seconds / 2)
    program.stopped_after(moment, signal.SIGKILL, "fork", half, "--epochs", "12", "--name", fork)
    if not (program.runs / fork / "run.json").exists():
        # Killed before there was a run; its name is free.
        program.expect("fork", half, "--epochs", "12", "--name", fork)
    problem = resumed(program, generator, fork)
    # Another key, which its checkpoints tell too.
    parted = {"run_key", "last checkpoint"}
    same = {key: value for key, value in expected.items() if key not in parted}
    tally.same(f"{experiment}, half of it forked, the fork killed, ends in the bits of the whole",
               outcome(program, fork), same, f"after {moment:.3f} s {problem}".strip())
    verified = program.run("verify", fork)
    tally.check(f"{experiment}, forked, is verified", verified.returncode == 0, verified.stderr)


def full_size(program, tally, generator):
    """The shipped definition itself, undisturbed and killed."""
    start = time.monotonic()
    program.expect("run", "lenet5-sgd", "--quiet", "--name", "whole")
    seconds = time.monotonic() - start
    moment = generator.uniform(0.2, 0.9) * seconds
    program.stopped_after(moment, signal.SIGKILL, "run", "lenet5-sgd", "--name", "killed")
    problem = resumed(program, generator, "killed")
    tally.same("lenet5-sgd as shipped, killed and resumed, ends in the same bits",
               outcome(program, "killed"), outcome(program, "whole"),
               f"after {moment:.3f} of {seconds:.3f} s {problem}")
