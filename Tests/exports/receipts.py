#!/usr/bin/env python3
"""Receipts: made in one workspace, verified in another that has no run, and changed in every way.

    python3 Tests/exports/receipts.py .build/release/bench

The chain is also computed here from metrics.csv, by what the documentation says of it. The last line
says how many checks passed and failed; the exit code is 1 if any failed.
"""

import hashlib
import json
import sys

from workspace import SMALL, Program, Tally, finish


def chain(key, rows, first=1):
    """The links of every epoch."""
    link, links = bytes.fromhex(key), []
    for epoch, row in enumerate(rows, first):
        link = hashlib.sha256(
            link + bytes.fromhex(row["weights_digest"]) + epoch.to_bytes(8, "little")).digest()
        links.append(link.hex())
    return links


def verify(program, receipt, *arguments):
    path = program.workspace / "receipt.json"
    path.write_text(receipt if isinstance(receipt, str) else json.dumps(receipt))
    return program.run("verify", path, *arguments)


def whole(tally, here, there):
    here.expect("run", *SMALL, "--epochs", 3, "--quiet")
    text = here.expect("receipt", "latest")
    receipt = json.loads(text)
    tally.check("a receipt is small", len(text.encode()) < 8_000, f"{len(text.encode())} bytes")
    rows = here.rows("lenet5-sgd-001", "metrics.csv")
    tally.check("its chain follows from metrics.csv",
                receipt["chain"]["links"] == chain(receipt["run_key"], rows))
    metrics = (here.runs / "lenet5-sgd-001" / "metrics.csv").read_bytes()
    tally.check("it has the digest of metrics.csv",
                receipt["metrics_sha256"] == hashlib.sha256(metrics).hexdigest())
    tally.check("it has no time, host or path",
                not any(word in text for word in (str(here.workspace), "host", "created")))
    tally.check("making it again gives the same bytes", here.expect("receipt", "latest") == text)
    for threads in (1, 3):
        done = verify(there, text, "--threads", threads)
        tally.check(f"it holds without the run, with {threads} threads",
                    done.returncode == 0 and "holds" in done.stdout, done.stdout + done.stderr)
    told = json.loads(verify(there, text, "--format", "json").stdout)
    tally.check("as JSON", told["holds"] is True and told["parts_at_epoch"] is None)
    tally.check("nothing is written there", not list(there.runs.iterdir()))
    changes(tally, there, receipt)


def changes(tally, there, receipt):
    def changed(change):
        other = json.loads(json.dumps(receipt))
        change(other)
        return other

    def say(sentence, change, code, words):
        done = verify(there, changed(change))
        tally.check(sentence, done.returncode == code and words in done.stderr,
                    f"exit {done.returncode}: {done.stderr.strip()[:300]}")

    flipped = "0" * 64
    for epoch in (1, 2, 3):
        say(f"another link of epoch {epoch} is found there",
            lambda one, at=epoch: one["chain"]["links"].__setitem__(at - 1, flipped), 1,
            f"at epoch {epoch}: ")
    say("a better accuracy is found", lambda one: one["metrics"].update(test_accuracy=0.99), 1,
        "test_accuracy is")
    say("another digest of the metrics is found",
        lambda one: one.update(metrics_sha256=flipped), 1, "not all metrics")
    say("other predictions are found",
        lambda one: one.update(predictions_sha256=flipped), 1, "the predictions are others")
    say("other weights at the end are found",
        lambda one: one.update(weights_sha256=flipped), 1, "weights_sha256 is")
    say("a changed definition is found",
        lambda one: one["definition"]["optimizer"].update(learning_rate=0.02), 1, "run_key")
    say("other data are found",
        lambda one: one.update(data_sha256=flipped), 1, "run_key")
    say("another format is refused", lambda one: one.update(format="x"), 2, "not a receipt")
    say("a chain that is too short is refused",
        lambda one: one["chain"]["links"].pop(), 2, "chain.links: must be 3")
    say("epochs that are not there are found",
        lambda one: (one["chain"].update(end=4), one["chain"]["links"].append(flipped)), 1,
        "at epoch 4: ")

    def shorter(one):
        one["chain"].update(end=2)
        one["chain"]["links"].pop()

    say("a training that ended later is found", shorter, 1, "goes on")
    refused = verify(there, "{")
    tally.check("what is no JSON is refused", refused.returncode == 2, refused.stderr)
    none = there.run("verify", "no-such.json")
    tally.check("a missing file is said", none.returncode == 2 and "no-such.json" in none.stderr,
                none.stderr)


def unfinished(tally, here, there):
    here.expect("run", *SMALL, "--epochs", 40, "--quiet", "--name", "long",
                "--set", 'training.early_stopping={"metric":"train_loss","patience":2}')
    done = verify(there, here.expect("receipt", "long"))
    tally.check("early stopping is repeated", done.returncode == 0, done.stderr)
    code, _ = here.stopped_after(2, 2, "run", *SMALL, "--epochs", 100000, "--name", "cut")
    tally.check("a run is interrupted", code == 130, code)
    receipt = json.loads(here.expect("receipt", "cut"))
    links = receipt["chain"]["links"]
    tally.check("its epochs are certified", receipt["state"] == "interrupted" and len(links) > 1,
                f"{receipt['chain']['end']} epochs, {len(links)} links")
    tally.check("of many epochs there are at most 400 links", len(links) <= 400)
    done = verify(there, receipt)
    tally.check("and hold", done.returncode == 0, done.stderr)
    diverged = here.run("run", *SMALL, "--epochs", 3, "--quiet", "--name", "bad", "--set",
                        "optimizer.learning_rate=1e20", "--set",
                        'architecture=[{"type":"flatten"},{"type":"linear","out_features":10},'
                        '{"type":"linear","out_features":10}]')
    tally.check("a run diverges", diverged.returncode == 3, diverged.stderr[-200:])
    none = here.run("receipt", "bad")
    tally.check("without an epoch there is nothing to certify",
                none.returncode == 1 and "nothing to certify" in none.stderr, none.stderr)


def many_epochs(tally, here, there):
    here.expect("run", "xor-mlp", "--epochs", 3001, "--quiet", "--name", "many")
    text = here.expect("receipt", "many")
    receipt = json.loads(text)
    every = receipt["chain"]["every"]
    tally.check("3,001 epochs fit", len(text.encode()) <= 64_000 and every == 8,
                f"{len(text.encode())} bytes, every {every}")
    rows = here.rows("many", "metrics.csv")
    links = chain(receipt["run_key"], rows)
    wanted = [links[epoch - 1] for epoch in range(1, 3002) if epoch % every == 0 or epoch == 3001]
    tally.check("the links are those of the whole chain", receipt["chain"]["links"] == wanted)
    tally.check("and hold", verify(there, text).returncode == 0)
    tally.check("the marks are the first digits of all links",
                receipt["chain"]["marks"] == "".join(link[:4] for link in links))

    def parts(sentence, place, change):
        other = json.loads(text)
        change(other["chain"])
        done = verify(there, other)
        tally.check(sentence, done.returncode == 1 and place in done.stderr, done.stderr)

    def from_epoch_19(part):
        """As a training would leave it whose weights differ from epoch 19 on."""
        part["marks"] = part["marks"][:18 * 4] + "zzzz" * (3001 - 18)
        part["links"][2:] = ["0" * 64] * len(part["links"][2:])

    parts("the first epoch that differs is named among those without links", "at epoch 19: the weights",
          from_epoch_19)
    parts("a changed mark is found", "at epoch 19: the chain of the weights is the same, but not",
          lambda part: part.update(marks=part["marks"][:18 * 4] + "zzzz" + part["marks"][19 * 4:]))
    parts("a changed link is narrowed down", "at one of the epochs 17 to 24, which it does not tell",
          lambda part: part["links"].__setitem__(2, "0" * 64))
    receipt["chain"]["marks"] = "12"
    done = verify(there, receipt)
    tally.check("marks of another number are refused",
                done.returncode == 2 and "chain.marks: must be 12004 digits, not 2" in done.stderr,
                done.stderr)
    del receipt["chain"]["marks"]
    tally.check("a receipt without marks holds", verify(there, receipt).returncode == 0)


def large_definition(tally, here, there):
    """A definition of a thousand layers, which no receipt has room for."""
    file = here.experiments / "deep.json"
    definition = json.loads((here.experiments / "xor-mlp.json").read_text())
    definition["architecture"][1:1] = [
        {"type": "leaky_relu", "negative_slope": 0.5 + number / 1e6} for number in range(990)]
    file.write_text(json.dumps(definition))
    here.expect("run", "deep", "--epochs", 2, "--quiet")
    done = here.run("receipt", "deep")
    tally.check("a large definition is left out, and that is said", len(done.stdout) <= 64_000
                and json.loads(done.stdout)["definition"] is None
                and "--definition" in done.stderr, f"{len(done.stdout)} bytes, {done.stderr}")
    refused = verify(there, done.stdout)
    tally.check("without it nothing can be verified", refused.returncode == 2
                and "--definition FILE" in refused.stderr, refused.stderr)
    path = here.runs / "deep-001" / "definition.json"
    held = verify(there, done.stdout, "--definition", path)
    tally.check("with it the receipt holds", held.returncode == 0, held.stderr)
    other = here.runs / "lenet5-sgd-001" / "definition.json"
    wrong = verify(there, done.stdout, "--definition", other)
    tally.check("another definition is found", wrong.returncode == 1 and "run_key" in wrong.stderr,
                wrong.stderr)


def other_files(tally, here, there):
    here.expect("fork", "lenet5-sgd-001", "--epochs", 5, "--quiet", "--name", "fork")
    receipt = here.expect("receipt", "fork")
    done = verify(there, receipt)
    start = json.loads(receipt)["start"]
    tally.check("a fork's receipt says which file it needs",
                done.returncode == 5 and start["file"] in done.stderr, done.stderr)
    file = here.runs / "fork" / "checkpoints" / start["file"]
    done = verify(there, receipt, "--start", file)
    tally.check("and holds with it", done.returncode == 0, done.stderr)
    wrong = here.runs / "lenet5-sgd-001" / "checkpoints" / "step-00000000.safetensors"
    done = verify(there, receipt, "--start", wrong)
    tally.check("another file is refused", done.returncode == 5, done.stderr)
    here.expect("run", *SMALL, "--epochs", 2, "--quiet", "--name", "given", "--init",
                "lenet5-sgd-001")
    receipt = here.expect("receipt", "given")
    done = verify(there, receipt)
    tally.check("given weights that are not there are named",
                done.returncode == 5 and "given weights" in done.stderr, done.stderr)
    tally.check("they are found where the definition says",
                verify(here, receipt).returncode == 0)
    file = here.runs / "given" / "checkpoints" / "step-00000000.safetensors"
    done = verify(there, receipt, "--start", file)
    tally.check("or taken from the run's first checkpoint", done.returncode == 0, done.stderr)
    (here.workspace / "log.csv").write_text("epoch,loss\n1,2\n")
    here.expect("import", "log.csv", "--name", "foreign")
    tally.check("an imported run has no receipt", here.run("receipt", "foreign").returncode == 2)


def main():
    bench = sys.argv[1] if len(sys.argv) > 1 else ".build/release/bench"
    tally = Tally()
    here, there = Program(bench), Program(bench)
    for part in (whole, unfinished, many_epochs, large_definition, other_files):
        with tally.part(part.__name__):
            part(tally, here, there)
    finish(tally)


if __name__ == "__main__":
    main()
