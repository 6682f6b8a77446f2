"""A real Slurm on the loopback of this machine: munged, one controller, two nodes.

As root, in a temporary folder, with ports, keys and sockets of its own, so that it neither finds nor
disturbs another Slurm. Ending it ends every process that it started, whatever happened before: the
daemons and what they started share a mark in their environment, and what carries the mark is killed.
"""

import ctypes
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "scontrol", "scancel", "sinfo", "squeue"]
MARK = "BENCH_TEST_CLUSTER"
PR_SET_CHILD_SUBREAPER = 36

CONFIGURATION = """\
ClusterName=bench
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
SlurmctldParameters=enable_configless
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=200000,sched_interval=1,batch_sched_delay=0,bf_interval=1,requeue_delay=1
MinJobAge=3600
JobRequeue=1
KillWait=5
SlurmdTimeout=20
SlurmctldTimeout=20
ReturnToService=2
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
{nodes}
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def missing():
    """The programs of Slurm that are not on the path."""
    search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    return [name for name in PROGRAMS if shutil.which(name, path=search) is None]


def free_ports(count):
    """Ports that nobody listens on, chosen by the system."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """Use it in a `with`. `folder` must be one that any program may enter."""

    def __init__(self, nodes=2, processors=2):
        self.names = [f"bench{number}" for number in range(1, nodes + 1)]
        self.processors = processors
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-slurm-"))
        self.mark = self.folder.name
        self.daemons = {}

    def __enter__(self):
        # What a killed daemon leaves becomes a child of this process, which can then reap it.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # The daemons first, or they would report what is killed and start it again.
        for name in list(self.daemons):
            self.stop(name, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while (left := self._marked()) and time.monotonic() < deadline:
            for process in left:
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.1)
            self.reap()
        shutil.rmtree(self.folder, ignore_errors=True)

    def reap(self):
        """Takes note of the ends of processes whose parents are gone."""
        known = {process.pid for process in self.daemons.values()}
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) in known:
                continue
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)
                if fields[0].split("(", 1)[1].startswith(("slurm", "munge", "bench")):
                    if fields[1].split()[:2] == ["Z", str(os.getpid())]:
                        os.waitpid(int(entry.name), os.WNOHANG)
            except (OSError, IndexError):
                continue

    def _marked(self):
        """The processes whose environment has the mark, but for this one."""
        found = []
        wanted = f"{MARK}={self.mark}".encode()
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                variables = (entry / "environ").read_bytes().split(b"\0")
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            if wanted in variables and state != "Z":
                found.append(int(entry.name))
        return found

    def environment(self, **changes):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("BENCH_", "SLURM_", "SBATCH_", "SQUEUE_", "SCANCEL_"))}
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        return kept | {"PATH": path, "SLURM_CONF": str(self.folder / "slurm.conf"),
                       MARK: self.mark, "SWIFT_BACKTRACE": "enable=no"} | changes

    def _start(self):
        if os.geteuid() != 0:
            raise RuntimeError("Slurm's daemons are started as root")
        os.chmod(self.folder, 0o755)
        (self.folder / "state").mkdir()
        for name in self.names:
            (self.folder / f"spool.{name}").mkdir()
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        controller, *ports = free_ports(1 + len(self.names))
        nodes = "\n".join(
            f"NodeName={name} NodeHostname={socket.gethostname()} NodeAddr=127.0.0.1 Port={port} "
            f"CPUs={self.processors} Sockets=1 CoresPerSocket={self.processors} ThreadsPerCore=1 "
            f"RealMemory=500 State=UNKNOWN"
            for name, port in zip(self.names, ports))
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=socket.gethostname(), controller=controller, folder=self.folder, nodes=nodes))
        self._spawn("munged", ["munged", "--foreground", "--force",
                               f"--key-file={key}", f"--socket={self.folder}/munge.socket",
                               f"--pid-file={self.folder}/munged.pid",
                               f"--log-file={self.folder}/munged.log",
                               f"--seed-file={self.folder}/munged.seed", "--num-threads=2"])
        self.wait("munge's socket", lambda: (self.folder / "munge.socket").exists())
        self._spawn("slurmctld", ["slurmctld", "-D", "-i", "-f", f"{self.folder}/slurm.conf"])
        for name in self.names:
            self.start_node(name)
        self.wait("idle nodes", lambda: self.node_states() == dict.fromkeys(self.names, "idle"), 60)

    def _spawn(self, name, arguments):
        log = (self.folder / f"{name}.out").open("ab")
        self.daemons[name] = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment(),
            cwd=self.folder, start_new_session=True)

    def start_node(self, name):
        self._spawn(name, ["slurmd", "-D", "-N", name, "-f", f"{self.folder}/slurm.conf"])

    def stop(self, name, number=signal.SIGTERM):
        """Ends a daemon, and waits."""
        process = self.daemons.pop(name)
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def crash_node(self, name):
        """What a power cut does to a node: its daemon and all that runs on it are gone at once."""
        processes = [self.daemons[name].pid, *self.processes(name)]
        # Stopped first, or those that are left would report the ends of the others.
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in processes:
                try:
                    os.kill(process, number)
                except ProcessLookupError:
                    pass
        self.stop(name, signal.SIGKILL)

    def processes(self, node):
        """The processes of jobs on a node: slurmstepd and what it started."""
        found = []
        wanted = f"SLURMD_NODENAME={node}".encode()
        spool = f"{self.folder}/spool.{node}".encode()
        for process in self._marked():
            try:
                variables = pathlib.Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
                command = pathlib.Path(f"/proc/{process}/cmdline").read_bytes()
            except OSError:
                continue
            if wanted in variables or spool in command:
                found.append(process)
        return sorted({*found, *filter(None, map(guard, found))})

    def wait(self, what, condition, seconds=30):
        deadline = time.monotonic() + seconds
        while not condition():
            for name, process in self.daemons.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended with {process.returncode}:\n" + self.logs())
            if time.monotonic() > deadline:
                raise RuntimeError(f"no {what} after {seconds} s:\n" + self.logs())
            time.sleep(0.1)

    def logs(self):
        """The last lines of every daemon."""
        text = ""
        for log in sorted([*self.folder.glob("*.log"), *self.folder.glob("*.out")]):
            text += f"== {log.name}\n" + "\n".join(
                log.read_text(errors="replace").splitlines()[-15:]) + "\n"
        return text

    def call(self, *arguments):
        done = subprocess.run(list(map(str, arguments)), env=self.environment(), text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, arguments))}: {done.stderr.strip()}")
        return done.stdout

    def node_states(self):
        lines = subprocess.run(["sinfo", "-h", "-N", "-o", "%N %T"], env=self.environment(),
                               text=True, capture_output=True, timeout=60).stdout.split("\n")
        return dict(line.split() for line in lines if line.strip())

    def tasks(self, job):
        """The tasks of an array by their number in it. One that waits with others of its array has
        no entry of its own yet."""
        done = subprocess.run(["scontrol", "-o", "show", "job", str(job)], text=True, timeout=60,
                              env=self.environment(), capture_output=True)
        tasks = {}
        for line in done.stdout.splitlines():
            fields = dict(re.findall(r"(\w+)=(\S*)", line))
            if fields.get("ArrayTaskId", "").isdigit():
                tasks[int(fields["ArrayTaskId"])] = Task(
                    fields["JobId"], fields["JobState"], fields.get("BatchHost"),
                    int(fields["Restarts"]), fields)
        return tasks

    def is_over(self, job):
        tasks = self.tasks(job)
        return bool(tasks) and all(task.is_over for task in tasks.values())


class Task:
    """A task of an array, as `scontrol` knows it."""

    def __init__(self, job, state, node, restarts, fields):
        self.job = job
        self.state = state
        self.node = node
        self.restarts = restarts
        self.fields = fields

    @property
    def is_over(self):
        return self.state in ("COMPLETED", "CANCELLED", "FAILED", "TIMEOUT", "NODE_FAIL",
                              "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE", "PREEMPTED")


def guard(process):
    """The slurmstepd that started a process, which has neither its node's name nor its folder; None
    if there is none."""
    try:
        parent = int(pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        name = pathlib.Path(f"/proc/{parent}/comm").read_text()
    except (OSError, ValueError, IndexError):
        return None
    return parent if name.startswith("slurmstepd") else None
