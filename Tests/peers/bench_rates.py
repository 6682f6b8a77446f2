"""bench's own rates, from timing.csv of its runs: start-up, checkpoints and files are in none."""

import statistics

PROBE_EPOCHS = 4
MOST_EPOCHS = 50_000


class BenchRates:
    """Of one workload: examples/s in training, or in evaluation."""

    def __init__(self, program, workload, threads, seconds):
        self.program, self.workload, self.threads = program, workload, threads
        run = self.run(PROBE_EPOCHS)
        self.definition = program.definition(run)
        self.isa = program.record(run)["isa"]
        first, end = self.definition["dataset"]["subset"][workload.part]
        self.examples = end - first
        probe = self.rate_of(PROBE_EPOCHS)
        self.epochs = min(MOST_EPOCHS, max(3, round(seconds * probe / self.examples)))

    def run(self, epochs, examples=None):
        return self.program.expect(
            "run", self.workload.experiment, "--quiet", "--threads", self.threads,
            "--epochs", epochs, "--set", f"checkpoint.every_epochs={epochs}",
            *self.workload.words(self.program, examples)).strip()

    def rate(self):
        return self.rate_of(self.epochs)

    def rate_of(self, epochs):
        """Without the first epoch, which warms up."""
        if self.workload.evaluates:
            fewest = 16
            return (self.examples - fewest) / (
                self.evaluation_seconds(epochs + 1)
                - self.evaluation_seconds(epochs + 1, fewest))
        rows = self.program.rows(self.run(epochs + 1), "timing.csv")[1:]
        return len(rows) / sum(1 / float(row["examples_per_second"]) for row in rows)

    def evaluation_seconds(self, epochs, examples=None):
        """The median over epochs of what an epoch takes besides its training on 16 examples:
        the evaluation, the hash of the weights and little else."""
        rows = self.program.rows(self.run(epochs, examples), "timing.csv")[1:]
        return statistics.median(
            float(row["seconds"]) - 16 / float(row["examples_per_second"]) for row in rows)
