"""Decisions: the plan before the first training, the same answer however it is reached, and refusals.

The network is a small one on MNIST, so that a decision of a dozen trainings takes seconds.
"""

import json
import random
import shutil
import signal
import time

from program import SIGNALS

KILLS = 4
SETTINGS = ["--against", "optimizer.learning_rate=0.01", "--set", "optimizer.learning_rate=0.2"]
DECIDE = ["decide", "quick", *SETTINGS]


def check(program, tally, options):
    generator = random.Random(options.seed)
    (program.experiments / "quick.json").write_text(json.dumps({
        "extends": "mlp-sgd", "training": {"epochs": 2, "batch_size": 50},
        "checkpoint": {"every_steps": 5},
        "dataset": {"subset": {"train": [0, 1000], "test": [0, 500]}}}))
    start = time.monotonic()
    expected = program.expect(*DECIDE, "--format", "json")
    seconds = time.monotonic() - start
    plan(program, tally, json.loads(expected))
    again(program, tally, expected)
    parallel(program, tally, expected)
    for _ in range(KILLS):
        stopped(program, tally, generator, seconds, expected, signal.SIGKILL)
    for number in SIGNALS.values():
        stopped(program, tally, generator, seconds, expected, number)
    used(program, tally, expected)
    power_loss(program, tally)
    second(program, tally)
    margins(program, tally)
    diverged(program, tally)
    without_maximum(program, tally)
    refusals(program, tally)
    housekeeping(program, tally)


def plans(program):
    return sorted((program.runs / ".decisions").glob("*.json"))


def fresh(program):
    """A workspace without runs and plans."""
    shutil.rmtree(program.runs, ignore_errors=True)


def answer(text):
    """What must not depend on how the decision came about: all but the ids of runs and the time."""
    decision = json.loads(text)
    for look in decision["looks"]:
        del look["base_run"], look["other_run"]
    del decision["plan"]["created_at"]
    return decision


def plan(program, tally, decision):
    written = plans(program)
    tally.check("one plan is written", len(written) == 1, [path.name for path in written])
    found = json.loads(written[0].read_text())
    tally.check("it is the one that the answer names",
                found == decision["plan"] and found["id"] == written[0].stem == decision["decision"])
    tally.check("it says the rules", (found["alpha"], found["minimum_pairs"], found["maximum_pairs"],
                found["spending"], found["metric"], found["margin"])
                == (0.05, 3, 20, "alpha*n/N", "test_accuracy", None))
    rates = [found[side]["definition"]["optimizer"]["learning_rate"] for side in ("base", "other")]
    tally.check("and both definitions, without a seed", rates == [0.01, 0.2]
                and "seed" not in found["base"]["definition"], rates)
    tally.check("and a seed for each pair", found["seeds"] == list(range(1, 21)))
    started = min(program.record(path.parent.name)["created_at"]
                  for path in program.runs.glob("*/run.json"))
    tally.check("it is older than the first run", found["created_at"] <= started)
    runs = [path.parent.name for path in program.runs.glob("*/run.json")]
    looks = decision["looks"]
    tally.check("a clear difference ends soon", decision["outcome"] == "other_better"
                and 3 <= decision["pairs"] <= 6 and len(runs) == 2 * decision["pairs"],
                decision["conclusion"])
    rates = [f'optimizer={{"type":"sgd","learning_rate":{rate}}}' for rate in (0.3, 0.2)]
    dry = program.expect("decide", "quick", "--against", rates[0], "--set", rates[1], "--dry-run")
    tally.check("the sides are called by the values in which they differ",
                ": learning_rate 0.3 and learning_rate 0.2 by" in dry, dry)
    for look in looks:
        seeds = {program.record(look[side])["seed"] for side in ("base_run", "other_run")}
        tally.check(f"both runs of pair {look['pair']} have its seed", seeds == {look["seed"]})


def again(program, tally, expected):
    before = program.listing()
    tally.check("the same command gives the same bytes again",
                program.expect(*DECIDE, "--format", "json") == expected)
    tally.check("and writes nothing", program.listing() == before)
    dry = program.expect(*DECIDE, "--dry-run")
    tally.check("a dry run finds the plan", "by the plan of" in dry and program.listing() == before,
                dry)
    text = program.expect(*DECIDE)
    sentence = " ".join(text[text.index("\n\n"):].split())
    tally.check("the table ends with the sentence", sentence == json.loads(expected)["conclusion"],
                sentence)
    rows = program.expect(*DECIDE, "--format", "csv").splitlines()
    tally.check("CSV has a row for each pair", len(rows) == 1 + json.loads(expected)["pairs"])


def parallel(program, tally, expected):
    for jobs in (2, 3, 4):
        fresh(program)
        found = program.expect(*DECIDE, "--format", "json", "--jobs", jobs)
        tally.check(f"{jobs} jobs give the same answer", answer(found) == answer(expected))
        if jobs == 2:
            tally.check("and the same runs", json.loads(found)["looks"]
                        == json.loads(expected)["looks"])
            tally.check("of which none is left over", all(
                program.record(path.parent.name)["state"] == "finished"
                for path in program.runs.glob("*/run.json")))


def stopped(program, tally, generator, seconds, expected, number):
    fresh(program)
    jobs = generator.choice((1, 2))
    moments = sorted(generator.uniform(0, seconds) for _ in range(3))
    for moment in moments:
        code, messages = program.stopped_after(moment, number, *DECIDE, "--jobs", jobs)
        if number != signal.SIGKILL:
            tally.check(f"{signal.Signals(number).name} after {moment:.2f} s ends it as it should",
                        code in (0, -number, 128 + number), f"{code} {messages[-200:]}")
    found = program.expect(*DECIDE, "--format", "json")
    name = signal.Signals(number).name
    tally.check(f"{name} at {', '.join(f'{m:.2f}' for m in moments)} s, {jobs} jobs: the same answer",
                answer(found) == answer(expected), json.loads(found)["conclusion"][:60])
    states = [program.record(path.parent.name)["state"] for path in program.runs.glob("*/run.json")]
    tally.check("no pair was trained twice, none is left over",
                states == ["finished"] * 2 * json.loads(expected)["pairs"], states)


def used(program, tally, expected):
    """Finished runs of the right key are used: here all of one side, trained after the plan."""
    fresh(program)
    for seconds in (0.02, 0.1, 0.3, 1, 3):
        if not plans(program):
            program.stopped_after(seconds, signal.SIGKILL, *DECIDE)
    program.expect("run", "quick", "--seeds", "1..6", "--needed", "--resume", "--quiet", "--set",
                   "optimizer.learning_rate=0.01")
    before = {path.parent.name for path in program.runs.glob("*/run.json")}
    found = json.loads(program.expect(*DECIDE, "--format", "json"))
    tally.check("finished runs are used", answer(json.dumps(found)) == answer(expected)
                and all(look["base_run"] in before for look in found["looks"]))
    fresh(program)
    program.expect("run", "quick", "--seeds", "1..3", "--quiet", "--set",
                   "optimizer.learning_rate=0.2")
    other = json.loads(program.expect(*DECIDE, "--format", "json"))
    tally.check("seeds that had runs before the plan are not fresh",
                other["plan"]["first_seed"] == 4 and other["plan"]["seen_seeds"] == [], other["plan"]
                ["seeds"])
    seen = json.loads(program.expect(*DECIDE, "--format", "json", "--seeds", "2..21"))
    tally.check("they can be asked for, which is said", seen["plan"]["seen_seeds"][:2] == [2, 3]
                and "had runs before this plan" in " ".join(seen["notes"]), seen["notes"])


def power_loss(program, tally):
    """A plan that is not whole is refused; it is never overwritten."""
    path = plans(program)[0]
    text = path.read_text()
    for damaged in (text[:100], text.replace('"alpha": 0.05', '"alpha": 0.5'), "{}"):
        path.write_text(damaged)
        results = [program.run(*DECIDE), program.run(*DECIDE, "--seeds", "2..21")]
        codes = sorted(done.returncode for done in results)
        tally.check("a damaged plan is refused, and named", codes == [0, 1] and any(
            str(path.name) in done.stderr for done in results), results[0].stderr[-200:])
        tally.check("it stays as it is", path.read_text() == damaged)
    path.write_text(text)


def second(program, tally):
    fresh(program)
    first = json.loads(program.expect(*DECIDE, "--format", "json"))
    done = program.run(*DECIDE, "--metric", "test_loss")
    tally.check("a second decision says that it spends another 5%", done.returncode == 0
                and f"decision 2 between these two settings, after {first['decision']}"
                in " ".join(done.stderr.split()), done.stderr[-300:])
    tally.check("in its sentence too", "together up to 10%" in " ".join(done.stdout.split()),
                done.stdout[-300:])
    turned = ["--against", "optimizer.learning_rate=0.2", "--set", "optimizer.learning_rate=0.01"]
    third = json.loads(program.expect("decide", "quick", *turned, "--format", "json"))
    tally.check("whichever is the base", len(third["earlier_decisions"]) == 2
                and third["outcome"] == "base_better", third["earlier_decisions"])
    seeds = [set(json.loads(path.read_text())["seeds"]) for path in plans(program)]
    looked = {look["seed"] for look in first["looks"]}
    tally.check("with seeds that no run had", all(not looked & other for other in seeds
                if not looked <= other))


def margins(program, tally):
    close = ["decide", "quick", "--set", "optimizer.learning_rate=0.1001", "--format", "json"]
    equal = json.loads(program.expect(*close, "--margin", 20))
    tally.check("a margin ends a decision without a difference", equal["outcome"]
                == "equal_within_margin" and equal["margin"] == 0.2
                and -0.2 <= equal["difference"]["low"] <= equal["difference"]["high"] <= 0.2,
                equal["conclusion"])
    far = json.loads(program.expect(*DECIDE, "--margin", 0.5, "--format", "json"))
    tally.check("a difference beyond the margin is said to be", far["outcome"] == "other_better"
                and (far["difference"]["low"] <= 0.005 or "by more than 0.50 points"
                     in far["conclusion"]), far["conclusion"])


def diverged(program, tally):
    wild = ["decide", "linear-regression", "--set", "optimizer.learning_rate=1e30", "--epochs", 2,
            "--format", "json"]
    found = json.loads(program.expect(*wild))
    last = found["looks"][-1]
    tally.check("runs that diverge lose seven pairs", found["outcome"] == "base_better"
                and found["pairs"] == 7 and last["signs"]["losses"] == 7 and last["mean"] is None,
                found["conclusion"])
    before = program.listing()
    tally.check("and are not trained again", json.loads(program.expect(*wild)) == found
                and program.listing() == before)


def without_maximum(program, tally):
    found = json.loads(program.expect(*DECIDE, "--no-maximum", "--format", "json"))
    last = found["looks"][-1]
    tally.check("without a maximum the evidence decides", found["outcome"] == "other_better"
                and found["maximum_pairs"] is None and last["evidence"] >= 20
                and all((look["evidence"] or 0) < 20 for look in found["looks"][:-1]), last["evidence"])


def refusals(program, tally):
    drawn = 'dataset.subset={"train": {"count": 500}, "test": [0, 500]}'
    for words, code, text in [
            (["quick"], 2, "both sides are the same definition"),
            (["quick", "--set", "optimizer.learning_rate=0.1"], 2, "the same definition"),
            (["quick", *SETTINGS[2:], "--metric", "test_accurcy"], 2, "test_accuracy"),
            (["quick", "--set", drawn, "--against", drawn, *SETTINGS[2:]], 2,
             "the seed draws the examples"),
            (["quick", "--set", "dataset.subset.test=[500,1000]"], 2, "not tested on the same"),
            (["quick", "--set", 'loss.reduction="sum"', "--metric", "test_loss"], 2, "losses"),
            (["quick", "--set", "seed=3"], 2, "--seeds"),
            (["quick", *SETTINGS, "--max-seeds", 2], 2, "3 to 200"),
            (["quick", *SETTINGS, "--max", 201], 2, "3 to 200"),
            (["quick", *SETTINGS, "--seeds", "1..2"], 2, "3 to 200 seeds"),
            (["quick", *SETTINGS, "--seeds", "1..9", "--max-seeds", 8], 2, "exclude each other"),
            (["quick", *SETTINGS, "--no-maximum", "--max-seeds", 9], 2, "exclude each other"),
            (["quick", *SETTINGS, "--margin", 0], 2, "a number above 0"),
            (["quick", "--against", "mlp-sgd", "--against", "xor-mlp"], 2, "two experiments"),
            (["nothing", *SETTINGS[2:]], 2, "no experiment 'nothing'")]:
        before = program.listing()
        done = program.run("decide", *words)
        said = " ".join(done.stderr.split())
        tally.check(f"refused: {' '.join(map(str, words))}", done.returncode == code and text in said
                    and program.listing() == before, f"{done.returncode} {said[-200:]}")


def housekeeping(program, tally):
    """gc, rm, runs and the others take no notice of the plans."""
    before = {path: path.read_bytes() for path in plans(program)}
    for words in (["gc", "--yes"], ["runs"], ["compare", "--where", "experiment == quick",
                  "--group-by", "optimizer.learning_rate"]):
        done = program.run(*words)
        tally.check(f"bench {words[0]} works beside plans", done.returncode == 0, done.stderr[-200:])
    newest = program.expect("runs", "--limit", 1, "--format", "json")
    program.expect("rm", json.loads(newest)[0]["run"], "--yes")
    tally.check("the plans are still there",
                {path: path.read_bytes() for path in plans(program)} == before)
