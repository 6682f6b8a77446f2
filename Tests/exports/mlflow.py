#!/usr/bin/env python3
"""Runs exported to a real MLflow server, and to servers that are away, slow, full or no servers.

    python3 Tests/exports/mlflow.py .build/release/bench

Needs the Python package mlflow and curl. The last line says how many checks passed and failed; the
exit code is 1 if any failed.
"""

import base64
import http.server
import json
import math
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

# This file has the name of the package, which is looked for first.
HERE = str(pathlib.Path(__file__).resolve().parent)
sys.path = [path for path in sys.path if os.path.realpath(path) != HERE] + [HERE]

from mlflow import MlflowClient  # noqa: E402
from mlflow.entities import ViewType  # noqa: E402

from workspace import SMALL, Program, Tally, finish  # noqa: E402


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Server:
    """The real server, with a database and artifacts in a folder of its own."""

    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory(prefix="bench-mlflow-")
        self.options = options
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        root = self.folder.name
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port",
             str(self.port), "--backend-store-uri", f"sqlite:///{root}/db",
             *(self.options or ("--artifacts-destination", f"{root}/artifacts")), "--workers", "1"],
            cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        end = time.monotonic() + 600
        while True:
            try:
                with urllib.request.urlopen(f"{self.uri}/health", timeout=5):
                    break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
        self.client = MlflowClient(self.uri)
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, 15)
        self.process.wait()
        self.folder.cleanup()

    def runs(self, name="lenet5-sgd"):
        experiment = self.client.get_experiment_by_name(name)
        return self.client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL)


def export(program, server, *arguments):
    return program.run("export", *arguments, "--to", "mlflow", "--uri", server.uri)


def history(server, run, key):
    points = server.client.get_metric_history(run.info.run_id, key)
    return sorted((point.step, point.value) for point in points)


def contents(server, run):
    """Everything that the server has of a run."""
    keys = sorted(run.data.metrics)
    return {
        "params": run.data.params, "tags": run.data.tags, "status": run.info.status,
        "times": (run.info.start_time, run.info.end_time),
        "histories": {
            key: sorted((point.step, str(point.value), point.timestamp)
                        for point in server.client.get_metric_history(run.info.run_id, key))
            for key in keys},
        "files": sorted(file.path for file in server.client.list_artifacts(run.info.run_id)),
    }


def whole(tally, program):
    with Server() as server:
        program.expect("run", *SMALL, "--epochs", 3, "--quiet", "--name", "a",
                       "--set", "training.log_every_steps=4")
        program.expect("note", "a", "a note: with ünïcode")
        program.expect("tag", "a", "--add", "base:line")
        done = export(program, server, "a")
        tally.check("a run is logged", done.returncode == 0 and "a logged" in done.stdout,
                    done.stdout + done.stderr)
        run, = server.runs()
        record = program.record("a")
        tally.check("its name and state", (run.info.run_name, run.info.status) == ("a", "FINISHED"))
        tally.check("its settings are params",
                    run.data.params["optimizer.learning_rate"] == "0.01"
                    and run.data.params["architecture.0.out_channels"] == "6"
                    and run.data.params["seed"] == "42", len(run.data.params))
        for name in ("train_loss", "test_accuracy"):
            wanted = [(int(row["step"]), float(row[name])) for row in program.rows("a", "metrics.csv")]
            tally.check(f"the history of {name}", history(server, run, name) == wanted)
        tally.check("the history of the steps", history(server, run, "steps/train_loss") == [
            (int(row["step"]), float(row["train_loss"])) for row in program.rows("a", "steps.csv")])
        best = record["summary"]["metrics"]["test_accuracy"]["best"]
        tally.check("the best value beside the last", run.data.metrics["best_test_accuracy"] == best)
        tags = run.data.tags
        tally.check("its tags", tags["bench.run_key"] == record["run_key"]
                    and tags["bench.weights_sha256"] == record["weights_sha256"]
                    and tags["mlflow.note.content"] == "a note: with ünïcode"
                    and tags["bench.tag.base-line"] == "true"
                    and tags["bench.export"] == "complete", sorted(tags))
        with tempfile.TemporaryDirectory() as folder:
            for name in ("definition.json", "metrics.csv", "predictions.csv", "run.json"):
                path = server.client.download_artifacts(run.info.run_id, name, folder)
                tally.check(f"{name} is an artifact, byte for byte",
                            pathlib.Path(path).read_bytes() == (program.runs / "a" / name).read_bytes())
        before = contents(server, run)
        done = export(program, server, "a")
        tally.check("exporting again updates", done.returncode == 0 and "a updated" in done.stdout,
                    done.stdout)
        again, = server.runs()
        tally.check("and changes nothing", contents(server, again) == before
                    and again.info.run_id == run.info.run_id)
        goes_on(tally, program, server)
        many(tally, program, server)
        deleted(tally, program, server)


def goes_on(tally, program, server):
    """Exported while it is interrupted, and again when it has gone on."""
    program.stopped_after(2, 2, "run", *SMALL, "--epochs", 400, "--name", "cut")
    done = export(program, server, "cut")
    run = [one for one in server.runs() if one.info.run_name == "cut"][0]
    epochs = len(program.rows("cut", "metrics.csv"))
    tally.check("an interrupted run is KILLED there", done.returncode == 0
                and run.info.status == "KILLED", done.stderr)
    tally.check("with its epochs", len(history(server, run, "train_loss")) == epochs, epochs)
    program.expect("resume", "cut", "--quiet")
    done = export(program, server, "cut", "--checkpoint", "latest")
    run = [one for one in server.runs() if one.info.run_name == "cut"][0]
    points = history(server, run, "train_loss")
    tally.check("and FINISHED when it has gone on, with every epoch once",
                run.info.status == "FINISHED" and len(points) == 400
                and len(set(points)) == 400, len(points))
    names = [file.path for file in server.client.list_artifacts(run.info.run_id, "checkpoints")]
    tally.check("its last checkpoint is an artifact", names == [
        f"checkpoints/{program.checkpoints('cut')[-1].name}"], names)


def many(tally, program, server):
    """Several at once, NaN, an imported run, names with blanks."""
    (program.workspace / "log.csv").write_text("epoch,loss,dice\n1,nan,0.5\n2,inf,0.75\n")
    program.expect("import", "log.csv", "--name", "foreign")
    program.expect("run", *SMALL, "--epochs", 1, "--quiet", "--seeds", "1..3")
    done = export(program, server, "--where", "epoch == 1")
    tally.check("--where exports several", done.returncode == 0 and done.stdout.count("logged") == 3,
                done.stdout + done.stderr)
    done = export(program, server, "foreign")
    run, = server.runs("imported")
    points = history(server, run, "dice")
    tally.check("an imported run is logged", points == [(1, 0.5), (2, 0.75)], done.stderr)
    losses = [value for _, value in history(server, run, run.data.tags and "train_loss"
                                            if "train_loss" in run.data.metrics else "loss")]
    tally.check("nan and inf are logged", len(losses) == 2 and math.isnan(losses[0]) or
                math.isnan(losses[1]), losses)


def deleted(tally, program, server):
    run = [one for one in server.runs() if one.info.run_name == "a"][0]
    server.client.delete_run(run.info.run_id)
    done = export(program, server, "a")
    tally.check("a run that was deleted there is logged anew",
                done.returncode == 0 and "a logged" in done.stdout, done.stderr)
    experiment = server.client.get_experiment_by_name("lenet5-sgd")
    server.client.delete_experiment(experiment.experiment_id)
    done = export(program, server, "a")
    tally.check("a deleted experiment is said, with the way out", done.returncode == 1
                and "mlflow experiments restore" in done.stderr, done.stderr)


def foreign_artifacts(tally, program):
    """A server that lets clients write to the files themselves."""
    with Server("--no-serve-artifacts", "--default-artifact-root", "/nowhere") as server:
        done = export(program, server, "a")
        tally.check("files that the server does not take are named, the rest is logged",
                    done.returncode == 0 and "the files are left out" in done.stderr
                    and len(server.runs()) == 1, done.stderr)


class Pretender:
    """A server that answers as it is told, and counts what is asked."""

    def __init__(self, answer):
        pretender = self
        self.asked, self.admissions = [], set()

        class Handler(http.server.BaseHTTPRequestHandler):
            def respond(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                pretender.asked.append((self.path, body))
                pretender.admissions.add(self.headers.get("Authorization"))
                status, text = answer(self.path, body)
                data = text.encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = respond

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.uri = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()


def mlflow_until(broken, status, message):
    """A server that is MLflow until a call, which it refuses."""
    def answer(path, body):
        if path == "/version":
            return 200, "3.17.0"
        if broken in path:
            return status, json.dumps({"error_code": "INTERNAL_ERROR", "message": message})
        if "get-by-name" in path:
            return 200, '{"experiment": {"experiment_id": "1", "lifecycle_stage": "active"}}'
        if "runs/create" in path:
            return 200, ('{"run": {"info": {"run_id": "r1", '
                         '"artifact_uri": "mlflow-artifacts:/1/r1/artifacts"}}}')
        return 200, "{}"
    return answer


def troubles(tally, program):
    def fails(sentence, uri, *words, code=1, options=()):
        done = program.run("export", "a", "--to", "mlflow", "--uri", uri, *options)
        tally.check(sentence, done.returncode == code and all(word in done.stderr for word in words)
                    and not done.stdout, f"exit {done.returncode}: {done.stderr.strip()[:400]}")

    fails("a server that is away", f"http://127.0.0.1:{free_port()}", "no server answers",
          "mlflow server")
    fails("a host that is not there", "http://no-such-host.invalid:5000", "no server answers")
    fails("no address", "mlruns", "expected the address of a server", code=2)
    fails("no address at all", "http://", "expected the address of a server", code=2)
    done = program.run("export", "a", "--to", "mlflow")
    tally.check("no --uri", done.returncode == 2 and "--uri" in done.stderr, done.stderr)
    with Pretender(lambda path, body: (404, "<html>not here</html>")) as web:
        fails("a web server that is no MLflow", web.uri, "no MLflow server")
    with Pretender(lambda path, body: (200, "1.30.0")) as old:
        fails("an MLflow that is too old", old.uri, "MLflow 1.30.0", "expected 2 or 3")
        tally.check("which is asked nothing else", len(old.asked) == 1)
    with Pretender(mlflow_until("log-batch", 500, "database or disk is full")) as full:
        fails("a server that is full", full.uri, "only partly logged", "database or disk is full",
              "incomplete", "export it again")
    with Pretender(mlflow_until("mlflow-artifacts", 507, "no space")) as full:
        fails("a server without room for files", full.uri, "only partly logged", "507", "no space")
    with Pretender(mlflow_until("runs/create", 403, "you may not")) as closed:
        fails("a server that refuses", closed.uri, "you may not")
    with Pretender(lambda path, body: (time.sleep(20), (200, "3.0.0"))[1]) as slow:
        start = time.monotonic()
        fails("a server that says nothing", slow.uri, "has not answered for 2 s", "--timeout",
              options=("--timeout", "2"))
        tally.check("is given up in time", time.monotonic() - start < 10)
    silent = socket.create_server(("127.0.0.1", 0))
    fails("a port that takes and says nothing", f"http://127.0.0.1:{silent.getsockname()[1]}",
          "has not answered for 2 s", options=("--timeout", "2"))
    silent.close()
    nowhere = {"PATH": "/nonexistent"}
    done = program.run("export", "a", "--to", "mlflow", "--uri", "http://127.0.0.1:1", **nowhere)
    tally.check("without curl", done.returncode == 1 and "no program curl" in done.stderr,
                done.stderr)


def command_lines():
    """What everyone can see of all processes."""
    lines = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_text(errors="replace"))
        except OSError:
            pass  # It has ended.
    return "\n".join(lines)


PASSWORD = 'p"a\\ss: wörd'


def credentials(tally, program):
    """Who one is comes from the environment, and is seen by the server alone."""
    words, arguments = mlflow_until("nothing", 0, ""), []

    def answer(path, body):
        arguments.append(command_lines())
        return words(path, body)

    def sent(**environment):
        with Pretender(answer) as server:
            done = program.run("export", "a", "--to", "mlflow", MLFLOW_TRACKING_URI=server.uri,
                               **environment)
        return done, server.admissions

    done, seen = sent(MLFLOW_TRACKING_TOKEN="t0p-secret")
    tally.check("a token, and the address from the environment",
                done.returncode == 0 and seen == {"Bearer t0p-secret"}, f"{done.stderr}{seen}")
    done, seen = sent(MLFLOW_TRACKING_USERNAME="me", MLFLOW_TRACKING_PASSWORD=PASSWORD,
                      MLFLOW_TRACKING_TOKEN="t0p-secret")
    basic = "Basic " + base64.b64encode(f"me:{PASSWORD}".encode()).decode()
    tally.check("a name and a password come first, as in MLflow's own client",
                done.returncode == 0 and seen == {basic}, f"{done.stderr}{seen}")
    done, seen = sent()
    tally.check("nothing is sent where nothing is set", done.returncode == 0 and seen == {None},
                f"{done.stderr}{seen}")
    tally.check("the list of processes shows curl, and no secret", "curl" in arguments[0] and not any(
        secret in text for text in arguments for secret in ("t0p-secret", PASSWORD, basic)))
    with Pretender(lambda path, body: (401, "You are not authenticated.")) as closed:
        for names, hint in (((), "set MLFLOW_TRACKING_USERNAME"),
                            (("TOKEN",), "does not know the token"),
                            (("USERNAME", "PASSWORD"), "MLFLOW_TRACKING_USERNAME with")):
            variables = {f"MLFLOW_TRACKING_{name}": "t0p-secret" for name in names}
            done = program.run("export", "a", "--to", "mlflow", "--uri", closed.uri, **variables)
            tally.check(f"a server that asks who it is, and gets {names}",
                        done.returncode == 1 and hint in done.stderr and "answers 401" in done.stderr
                        and "t0p-secret" not in done.stderr, done.stderr)
    for variables, options, hint in (
            ({"MLFLOW_TRACKING_TOKEN": "t0p-secret\nX: y"}, ("--uri", "http://localhost:1"),
             "MLFLOW_TRACKING_TOKEN: has a line"),
            ({}, ("--uri", "http://me:t0p-secret@localhost:1"), "MLFLOW_TRACKING_PASSWORD")):
        done = program.run("export", "a", "--to", "mlflow", *options, **variables)
        tally.check(f"refused without showing it: {hint}", done.returncode == 2
                    and hint in done.stderr and "t0p-secret" not in done.stderr, done.stderr)


def main():
    program = Program(sys.argv[1] if len(sys.argv) > 1 else ".build/release/bench")
    tally = Tally()
    for part in (whole, foreign_artifacts, troubles, credentials):
        with tally.part(part.__name__):
            part(tally, program)
    finish(tally)


if __name__ == "__main__":
    main()
