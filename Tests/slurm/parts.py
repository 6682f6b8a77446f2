"""What happens to the workers of a sweep, one function a part."""

import os
import shutil
import signal
import subprocess
import tempfile
import time

import grids

# Short, so that a worker that is stopped is replaced soon.
LEASE = 3


def requeue(checks):
    """24 points, with modules and variables from a preamble, and a requeue in the middle."""
    run, cluster, tally = checks.program, checks.cluster, checks.tally
    name = grids.add(run, "requeued", grids.GRID)
    checks.preamble(name, "#SBATCH --comment=from-the-preamble\nexport FROM_PREAMBLE='a b'\n"
                          "module() { echo \"module $*\"; }\nmodule load compiler\n")
    start = time.monotonic()
    # What an enclosing job would say is not for this one.
    job = checks.submit(name, 3, "--sbatch=--time=50", SLURM_CPUS_PER_TASK="9",
                        SBATCH_PARTITION="nowhere", SLURM_JOB_ID="12345")
    seconds = time.monotonic() - start
    tally.check("bench submits and leaves", seconds < 10, f"{seconds:.1f} s")
    script = (checks.folder(name) / "job.sh").read_text()
    tally.check("job.sh has the preamble and starts a worker by its path from the root",
                "module load compiler" in script
                and f"exec {run.path} sweep {name} --worker" in script, script)
    checks.wait_until_trained(name)
    tasks = cluster.tasks(job)
    fields = tasks[min(tasks)].fields
    tally.check("Slurm has what sbatch was given, and what the preamble asks for",
                fields["TimeLimit"] == "00:50:00" and fields["Comment"] == "from-the-preamble"
                and fields["Requeue"] == "1",
                f"{fields['TimeLimit']} {fields.get('Comment')} {fields['Requeue']}")
    status = checks.bench("sweep", "status", name)
    tally.check("another process tells the status meanwhile",
                status.returncode == 0 and "running" in status.stdout, status.stdout[-300:])
    number = next(number for number, task in sorted(tasks.items()) if task.state == "RUNNING")
    environment = open(f"/proc/{checks.workers(job, number)[0]}/environ", "rb").read().split(b"\0")
    tally.check("the worker has the preamble's variables and one processor",
                b"FROM_PREAMBLE=a b" in environment and b"SLURM_CPUS_PER_TASK=1" in environment)
    cluster.call("scontrol", "requeue", f"{job}_{number}")
    checks.wait("restart", lambda: checks.at_once(job)
                and cluster.tasks(job)[number].state == "RUNNING"
                and cluster.tasks(job)[number].restarts == 1)
    left = len(checks.expected) - checks.states(name).count("finished")
    tally.check("it is started again while runs are left", left > 0, f"{left} left")
    checks.wait_until_over(job)
    tasks = cluster.tasks(job)
    tally.check("the task was started again", tasks[number].restarts == 1,
                str({key: task.restarts for key, task in tasks.items()}))
    tally.check("the preamble's module was loaded", "module load compiler" in checks.logs(name))
    checks.check_done(name, checks.expected, "requeued in the middle")
    local = checks.bench("sweep", "local")
    again = checks.bench("sweep", name)
    tally.check("called again, nothing is left to train", again.returncode == 0,
                again.stderr[-300:])
    tally.check("the table is that of --jobs 1",
                again.stdout.replace(name, "local") == local.stdout,
                f"\n{again.stdout}\n{local.stdout}")
    copied(checks, name)


def copied(checks, name):
    """The status needs nothing but the folder."""
    with tempfile.TemporaryDirectory() as folder:
        grids.copy(checks.program, f"{folder}/copy")
        here = checks.bench("sweep", "status", name)
        there = subprocess.run(
            [checks.program.path, "sweep", "status", name], cwd=f"{folder}/copy", text=True,
            capture_output=True, env={"PATH": "/nowhere"}, stdin=subprocess.DEVNULL)
        checks.tally.check("the status of a copy, without Slurm, is the same",
                           there.returncode == 0 and there.stdout == here.stdout, there.stderr)


def cancelled(checks):
    """One worker is cancelled, one is killed; the last one does the rest."""
    expected = checks.some(grids.EIGHT)
    name = grids.add(checks.program, "cancelled", grids.EIGHT)
    job = checks.submit(name, 3)
    checks.wait_until_trained(name, 3)
    checks.cluster.call("scancel", f"{job}_0")
    checks.cluster.call("scancel", "--signal=KILL", "--full", f"{job}_1")
    checks.wait_until_over(job)
    states = {number: task.state for number, task in checks.cluster.tasks(job).items()}
    checks.tally.check("the last worker came to its end, the others did not",
                       states[2] == "COMPLETED" and {states[0], states[1]} <= {
                           "CANCELLED", "FAILED"}, str(states))
    checks.tally.check("the cancelled one saved", "SIGTERM" in checks.logs(name),
                       checks.logs(name)[-600:])
    checks.check_done(name, expected, "TERM and KILL")


def warned(checks):
    """What Slurm sends before the time is up: the worker saves and asks to be queued again."""
    expected = checks.some(grids.EIGHT)
    name = grids.add(checks.program, "warned", grids.EIGHT)
    job = checks.submit(name, 2)
    checks.wait_until_trained(name, 2)
    checks.cluster.call("scancel", "--signal=USR1", "--batch", f"{job}_0")
    checks.wait("restart", lambda: checks.at_once(job)
                and checks.cluster.tasks(job)[0].restarts == 1)
    checks.wait_until_over(job)
    checks.check_done(name, expected, "USR1")


def node_lost(checks):
    """A node loses its power, and comes back."""
    expected = checks.some(grids.EIGHT)
    name = grids.add(checks.program, "lost", grids.EIGHT)
    checks.preamble(name, f"export BENCH_LEASE_SECONDS={LEASE}\n")
    job = checks.submit(name, 4)
    checks.wait_until_trained(name, 3)
    lost = [number for number, task in checks.cluster.tasks(job).items()
            if task.state == "RUNNING" and task.node == "bench2"]
    checks.cluster.crash_node("bench2")
    checks.cluster.reap()
    # What Slurm itself finds out after SlurmdTimeout.
    checks.cluster.call("scontrol", "update", "NodeName=bench2", "State=DOWN", "Reason=power")
    time.sleep(2)
    checks.cluster.start_node("bench2")
    checks.wait("return of the node", lambda: checks.cluster.node_states()["bench2"] in (
        "idle", "mixed", "allocated"))
    checks.wait_until_over(job)
    tasks = checks.cluster.tasks(job)
    checks.tally.check("its tasks were started again",
                       lost and all(tasks[number].restarts >= 1 for number in lost),
                       f"{lost} {[(n, t.state, t.restarts) for n, t in tasks.items()]}")
    checks.check_done(name, expected, "a node down and back")


def stopped(checks):
    """A worker is stopped in mid-run, longer than its lease holds, and woken again."""
    expected = checks.some(grids.EIGHT)
    name = grids.add(checks.program, "stopped", grids.EIGHT)
    checks.preamble(name, f"export BENCH_LEASE_SECONDS={LEASE}\n")
    job = checks.submit(name, 2)
    checks.wait_until_trained(name, 2)
    processes = checks.workers(job, 0)
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        checks.wait("rest of the sweep by the other worker",
                    lambda: set(checks.states(name)) == {"finished"}
                    and len(checks.states(name)) == len(expected))
        checks.tally.check("the folder of the stopped worker was put aside",
                           any((checks.program.runs / ".trash").glob(f"{name}-*")))
        checks.check_done(name, expected, "while the worker is stopped")
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)
    checks.wait_until_over(job)
    states = {number: task.state for number, task in checks.cluster.tasks(job).items()}
    checks.tally.check("both workers come to their end", set(states.values()) == {"COMPLETED"},
                       str(states))
    checks.tally.check("the woken one says that its run was taken over",
                       "taken over" in checks.logs(name), checks.logs(name)[-600:])
    checks.check_done(name, expected, "after it is woken")


def two_arrays(checks):
    expected = checks.some(grids.EIGHT)
    name = grids.add(checks.program, "twice", grids.EIGHT)
    jobs = [checks.submit(name, 2), checks.submit(name, 2)]
    for job in jobs:
        checks.wait_until_over(job)
    checks.check_done(name, expected, "two arrays")


def cancel(checks):
    """`bench sweep cancel` ends the job; the sweep goes on here."""
    expected = checks.some(grids.FOUR)
    name = grids.add(checks.program, "ended", grids.FOUR)
    job = checks.submit(name, 2)
    checks.wait_until_trained(name)
    done = checks.bench("sweep", "cancel", name)
    checks.tally.check("bench cancels", done.returncode == 0, done.stderr)
    checks.wait_until_over(job)
    states = {task.state for task in checks.cluster.tasks(job).values()}
    checks.tally.check("Slurm ended the tasks", "CANCELLED" in states, str(states))
    checks.tally.check("no run is lost", "interrupted" in checks.states(name),
                       str(checks.states(name)))
    done = checks.bench("sweep", name, "--jobs", 2)
    checks.tally.check("the sweep is finished here", done.returncode == 0, done.stderr[-300:])
    checks.check_done(name, expected, "cancelled and finished here")


def refusals(checks):
    tally = checks.tally
    name = grids.add(checks.program, "refused", grids.FOUR)
    done = checks.bench("sweep", name, "--slurm", "--workers", 2, PATH="/nowhere")
    tally.check("without Slurm bench says so and shows the script",
                done.returncode == 1 and "sbatch" in done.stderr
                and "#SBATCH --array=0-1" in done.stdout + done.stderr,
                f"{done.returncode}\n{done.stderr}")
    done = checks.bench("sweep", name, "--slurm", "--sbatch=--no-such-option")
    tally.check("an option that sbatch does not know is refused in its own words",
                done.returncode == 1 and "no-such-option" in done.stderr, done.stderr)
    tally.check("nothing of it was trained", not grids.runs(checks.program, name))
    odd = tempfile.mkdtemp(prefix="bench slurm's \"odd\" 100%A #1 ")
    try:
        folder = f"{odd}/work"
        grids.copy(checks.program, folder)
        done = subprocess.run(
            [checks.program.path, "sweep", name, "--slurm", "--workers", "1"], cwd=folder,
            text=True, capture_output=True, stdin=subprocess.DEVNULL,
            env=checks.cluster.environment())
        tally.check("a folder with blanks, quotes and % does", done.returncode == 0, done.stderr)
        runs = os.path.join(folder, "runs")
        checks.wait("sweep in an odd folder", lambda: sum(
            '"finished"' in open(f"{runs}/{run}/run.json").read()
            for run in os.listdir(runs)
            if run.startswith(f"{name}-") and os.path.exists(f"{runs}/{run}/run.json")) == 4)
        tally.check("and its sweep is trained", True)
    finally:
        shutil.rmtree(odd)


PARTS = {"requeue": requeue, "cancelled": cancelled, "warned": warned, "node": node_lost,
         "stopped": stopped, "arrays": two_arrays, "cancel": cancel, "refusals": refusals}
