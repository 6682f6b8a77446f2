#!/usr/bin/env python3
"""What bash, zsh and fish offer, asked in the real shells.

    python3 Tests/completions/run.py .build/release/bench

A workspace gets a few runs. `bench completions --for` is asked directly for every kind of value; then
the three scripts are loaded: bash by its function and on a terminal, zsh on a terminal, fish by
`complete -C`. Nothing may be written or printed on standard error, and the answer must come quickly.
The last line says how many checks passed and failed; the exit code is 1 if any failed.
"""

import argparse
import fcntl
import os
import pathlib
import pty
import re
import resource
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))
from program import Program  # noqa: E402
from tally import Tally  # noqa: E402

# The words of a command, and some of what is offered for the last, with a part of its sentence.
OFFERS = [
    (["ver"], {"verify": "train again", "version": ""}),
    (["run", "lenet5-s"], {"lenet5-sgd": "LeNet-5"}),
    (["run", "xor-mlp", "--ep"], {"--epochs": "short for"}),
    (["run", "mlp-sgd", "--set", "optimizer."],
     {"optimizer.learning_rate=": "now 0.1", "optimizer.momentum=": "momentum"}),
    (["run", "mlp-sgd", "--set", "architecture.1."], {"architecture.1.out_features=": "now"}),
    (["run", "mlp-sgd", "--set", "optimizer.type=a"],
     {"optimizer.type=adam": "", "optimizer.type=adamw": ""}),
    (["run", "mlp-sgd", "--set=dataset.normalize=st"],
     {"--set=dataset.normalize=standard": "Subtracts the mean"}),
    (["show", "xor-mlp-0"], {"xor-mlp-001": "finished, epoch 2"}),
    (["compare", "xor-mlp-001", "l"], {"latest": "newest"}),
    (["resume", "xor-mlp-001", "--from", "s"], {"step-0": "bytes"}),
    (["resume", "xor-mlp-001", "--from", "b"], {"best": "best epoch"}),
    (["runs", "--where", "state == finished and see"], {"state == finished and seed": "run"}),
    (["runs", "--where", "best:test_l"], {"best:test_loss": "best value"}),
    (["runs", "--sort", "experiment,-test_l"], {"experiment,-test_loss": "last value"}),
    (["runs", "--columns", "id,optimizer.mom"], {"id,optimizer.momentum": "momentum"}),
    (["runs", "--format", ""], {"table": "", "markdown": "", "csv": "", "json": ""}),
    (["compare", "--group-by", "optimizer.le"], {"optimizer.learning_rate": ""}),
    (["compare", "--group-by", "exp"], {"experiment": ""}),
    (["compare", "--metric", "best:train_l"], {"best:train_loss": ""}),
    (["evaluate", "latest", "--part", "t"], {"test": "", "train": ""}),
    (["evaluate", "latest", "--dataset", "fash"], {"fashion_mnist": ""}),
    (["tag", "xor-mlp-001", "--remove", "go"], {"good": "1 run"}),
    (["import", "log.csv", "--metric", "test_loss="], {"test_loss=lower": "lower values"}),
    (["data", "fe"], {"fetch": ""}),
    (["data", "fetch", "cifar10"], {"cifar10": "", "cifar100": ""}),
    (["help", "optimizer.ada"], {"optimizer.adam": "torch.optim.Adam"}),
    (["help", "file-f"], {"file-formats": ""}),
    (["completions", "z"], {"zsh": ""}),
]
# Words for which nothing of ours is offered.
NOTHING = [["run", "mlp-sgd", "--epochs", ""], ["nonsense", ""], ["rm", "no-such-run"],
           ["--workspace", "/no/such/folder", "show", ""], ["run", "--set", "no.such.path="]]


def asked(program, words):
    done = program.run("completions", "--for", "--", *words)
    lines = [line.partition("\t") for line in done.stdout.splitlines()]
    return done, {word: text for word, _, text in lines if word}, {
        text for word, _, text in lines if not word}


def answers(program, tally):
    before = program.listing()
    for words, expected in OFFERS:
        done, offers, _ = asked(program, words)
        wrong = [word for word, text in expected.items() if text not in offers.get(word, "\0")]
        tally.check(f"for {' '.join(words)!r}: {', '.join(expected)}",
                    not wrong and done.returncode == 0 and not done.stderr,
                    f"{list(offers)[:8]} {done.stderr}" if wrong or done.stderr else "")
        tally.check("and nothing that begins otherwise",
                    all(word.startswith(words[-1]) for word in offers))
    for words in NOTHING:
        done, offers, _ = asked(program, words)
        tally.check(f"for {' '.join(words)!r}: nothing", not offers and not done.stderr
                    and done.returncode == 0, str(list(offers)[:5]))
    for words, kind in ((["report", "latest", "-o", ""], "files"), (["init", ""], "folders"),
                        (["run", "--workspace", ""], "folders"), (["import", ""], "files")):
        tally.check(f"for {' '.join(words)!r}: {kind}", kind in asked(program, words)[2])
    tally.check("completing wrote nothing", program.listing() == before)


def speed(program):
    for words in (["run", "le"], ["run", "mlp-sgd", "--set", "opt"], ["show", ""], ["help", ""],
                  ["runs", "--where", ""], ["tag", "latest", "--remove", ""]):
        walls, cpus = [], []
        for _ in range(15):
            start, before = time.perf_counter(), processor()
            asked(program, words)
            walls.append((time.perf_counter() - start) * 1000)
            cpus.append((processor() - before) * 1000)
        print(f"{' '.join(words)!r}: {min(cpus):.0f} ms of the processor, {min(walls):.0f} ms in all, "
              f"median {statistics.median(walls):.0f}")


def processor():
    """The seconds that processes which have ended took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Shell:
    """A shell on a terminal of 120 columns."""

    def __init__(self, words, folder, environment):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            # Before the shell asks for it.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 120, 0, 0))
            os.chdir(folder)
            os.execvpe(words[0], words, environment)

    def read(self, seconds=2.0, until=None):
        text = b""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.1)[0]:
                try:
                    text += os.read(self.terminal, 65536)
                except OSError:
                    break
            if until and until in text.decode(errors="replace"):
                break
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text.decode(errors="replace"))

    def type(self, text, until=None, seconds=10.0):
        os.write(self.terminal, text.encode())
        return self.read(seconds if until else 1.0, until)

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.process, 0)


def bash(program, tally, folder, environment):
    script = folder / "bench.bash"
    script.write_text(program.expect("completions", "bash"))
    for line, expected in (
            (["bench", "ver"], ["verify", "version"]),
            (["bench", "verify", "--qui"], ["--quick", "--quiet"]),
            (["bench", "runs", "--format", "=", "c"], ["csv"]),
            (["bench", "run", "mlp-sgd", "--set", "optimizer.type", "=", "rms"], ["rmsprop"]),
            (["bench", "runs", "--where", "'best:test_l"], ["best:test_loss"]),
            (["bench", "compare", "--metric", "best", ":", "test_l"], ["test_loss"]),
            (["bench", "run", "lenet5-s"], ["lenet5-sgd"])):
        words = " ".join("'" + word.replace("'", "'\\''") + "'" for word in line)
        done = subprocess.run(
            ["bash", "--norc", "-c", f"source {script}; COMP_WORDS=({words}); "
             f"COMP_CWORD={len(line) - 1}; _bench bench; printf '%s\\n' \"${{COMPREPLY[@]}}\""],
            cwd=program.workspace, env=environment, text=True, capture_output=True, check=False)
        tally.check(f"bash, {' '.join(line)}", done.stdout.split() == expected and not done.stderr,
                    f"{done.stdout.split()} {done.stderr}")
    shell = Shell(["bash", "--norc", "--noprofile", "-i"], program.workspace, environment)
    shell.type(f"PS1='> '; bind 'set bell-style none'; source {script}\n", "> ")
    shell.read(1)
    text = shell.type("bench run xor\t", "xor-mlp")
    tally.check("bash on a terminal completes an experiment", "bench run xor-mlp" in text, repr(text))
    text = shell.type("--set optimizer.learn\t", "learning_rate=")
    tally.check("and a path, without a blank after it", "optimizer.learning_rate=" in text
                and "learning_rate= " not in text, repr(text))
    shell.type("\x15")
    text = shell.type("bench runs --fo\t=\t\t", "markdown")
    tally.check("and lists the values of an option", "markdown" in text, repr(text))
    shell.type("\x15")
    text = shell.type("bench ver\t\t\t", "numerics")
    tally.check("and says what each verb does", "train again from checkpoint" in text, repr(text))
    shell.close()


def zsh(program, tally, folder, environment):
    functions = folder / "functions"
    functions.mkdir()
    (functions / "_bench").write_text(program.expect("completions", "zsh"))
    (folder / ".zshrc").write_text(
        f"fpath=({functions} $fpath)\nautoload -U compinit\ncompinit -u -D\nPROMPT='> '\n"
        "unsetopt beep\nzstyle ':completion:*' list-prompt ''\nLISTMAX=1000\n")
    shell = Shell(["zsh", "-i"], program.workspace, environment | {"ZDOTDIR": str(folder)})
    shell.read(5, "> ")
    text = shell.type("bench run xor\t", "xor-mlp ")
    tally.check("zsh completes an experiment", "xor-mlp" in text, repr(text))
    text = shell.type("--set optimizer.learn\t", "learning_rate=")
    tally.check("and a path, without a blank after it", "learning_rate=" in text
                and "learning_rate= " not in text, repr(text))
    shell.type("\x15")
    text = shell.type("bench ver\t\t", "numerics")
    tally.check("and says what each verb does", "train again from checkpoint" in text, repr(text))
    shell.type("\x15")
    text = shell.type("bench runs --format=mark\t", "markdown")
    tally.check("and the value after an equals sign", "--format=markdown" in text
                or text.rstrip().endswith("down"), repr(text))
    shell.type("\x15")
    text = shell.type("bench show xor-mlp-00\t\t", "finished")
    tally.check("and a run", "xor-mlp-001  finished, epoch 2" in text, repr(text))
    shell.close()


def fish(program, tally, folder, environment):
    script = folder / "bench.fish"
    script.write_text(program.expect("completions", "fish"))
    for line, expected in (
            ("bench ver", {"verify": "train again", "version": ""}),
            ("bench run lenet5-s", {"lenet5-sgd": "LeNet-5"}),
            ("bench run mlp-sgd --set optimizer.learn", {"optimizer.learning_rate=": "now 0.1"}),
            ("bench run mlp-sgd --set optimizer.type=rms", {"optimizer.type=rmsprop": "torch"}),
            ("bench runs --format=mark", {"--format=markdown": ""}),
            ("bench verify --qui", {"--quick": "check only", "--quiet": ""}),
            ("bench init exp", {"experiments/": ""}),
            ("bench import experiments/xor", {"experiments/xor-mlp.json": ""})):
        done = subprocess.run(
            ["fish", "--no-config", "-c", f"source {script}; complete -C {line!r}"],
            cwd=program.workspace, env=environment, text=True, capture_output=True, check=False)
        offers = dict(entry.partition("\t")[::2] for entry in done.stdout.splitlines())
        wrong = [word for word, text in expected.items() if text not in offers.get(word, "\0")]
        tally.check(f"fish, {line}", not wrong and set(offers) == set(expected) and not done.stderr,
                    f"{offers} {done.stderr}" if wrong or done.stderr else "")


def main():
    parser = argparse.ArgumentParser(description="Checks the completions in the real shells.")
    parser.add_argument("bench")
    options = parser.parse_args()
    tally = Tally()
    program = Program(options.bench)
    program.expect("run", "xor-mlp", "--epochs", "2", "--quiet")
    program.expect("run", "xor-mlp", "--epochs", "2", "--seed", "7", "--quiet")
    program.expect("tag", "xor-mlp-002", "--add", "good")
    with tally.part("answers"):
        answers(program, tally)
    with tally.part("speed"):
        speed(program)
    for name, shell in {"bash": bash, "zsh": zsh, "fish": fish}.items():
        with tally.part(name), tempfile.TemporaryDirectory() as folder:
            if shutil.which(name) is None:
                tally.check(f"{name} is installed", False)
                continue
            folder = pathlib.Path(folder)
            (folder / "bin").mkdir()
            (folder / "bin" / "bench").symlink_to(program.path)
            environment = program.environment(HOME=str(folder), TERM="xterm", LC_ALL="C.UTF-8")
            environment["PATH"] = f"{folder / 'bin'}:/usr/bin:/bin"
            shell(program, tally, folder, environment)
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
