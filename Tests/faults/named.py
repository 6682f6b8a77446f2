"""Files that a person names, and file systems and machines that do not offer everything."""

import errno
import os
import shutil
import stat
import subprocess
import time

from places import EXPERIMENT, Place, is_crash

RUN = "r"
START = ("run", EXPERIMENT, "--name", RUN, "--quiet")


def check(options, tally):
    first = Place(options.bench, options.preload)
    first.expect(*START)
    devices(tally, first.copy())
    owners(tally, first.copy())
    notes(tally, first.copy())
    imports(tally, first.copy())
    no_folder_sync(options, tally)
    no_locks(tally, first.copy())
    layers(tally, first.copy())
    held_elsewhere(tally, first.copy())
    many(tally, first.copy())


def kind(path):
    return stat.S_IFMT(os.lstat(path).st_mode)


def piped(place, text, *arguments, limit=60):
    """Runs with standard input from a shell command's output."""
    words = " ".join(f"'{word}'" for word in (place.path, *arguments))
    return subprocess.run(["sh", "-c", f"{text} | {words}"], cwd=place.workspace, timeout=limit,
                          capture_output=True, text=True, env=place.environment())


def devices(tally, place):
    """A device or a pipe that is an output is written and stays."""
    if os.geteuid() == 0:
        node = place.workspace / "null"
        try:
            os.mknod(node, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        except PermissionError:
            print("no devices can be made here")
        else:
            for command in (("report", RUN, "-o", "null"),
                            ("evaluate", RUN, "--predictions", "null")):
                done = place.run(*command)
                tally.check(f"{command[0]} writes a device and leaves it", done.returncode == 0
                            and kind(node) == stat.S_IFCHR, done.stderr.strip())
    page = place.expect("report", RUN, "-o", "-")
    tally.check("/dev/stdout is standard output",
                place.expect("report", RUN, "-o", "/dev/stdout") == page)
    os.symlink("/dev/stdout", place.workspace / "out")
    tally.check("a link to it too", place.expect("report", RUN, "-o", "out") == page)
    rows = place.expect("evaluate", RUN, "--predictions", "-")
    tally.check("evaluate has the same rule",
                place.expect("evaluate", RUN, "--predictions", "/dev/stdout") == rows)
    (place.workspace / "web").mkdir()
    (place.workspace / "web" / "page.html").write_text("old")
    os.symlink("web/page.html", place.workspace / "page.html")
    place.expect("report", RUN, "-o", "page.html")
    tally.check("a link that is an output stays, and what it points to is replaced",
                kind(place.workspace / "page.html") == stat.S_IFLNK
                and (place.workspace / "web" / "page.html").read_text() == page)
    tally.check("and nothing unfinished is left", not place.scratch(), str(place.scratch()))


def owners(tally, place):
    """Who rewrites run.json leaves it to its owner."""
    record = place.runs / RUN / "run.json"
    other = (1234, 4321) if os.geteuid() == 0 else (os.getuid(), os.getgid())
    for command in (("tag", RUN, "--add", "x"), ("note", RUN, "hello"), ("verify", RUN)):
        os.chmod(record, 0o664)
        os.chown(record, *other)
        before = os.umask(0o077)
        done = place.run(*command)
        os.umask(before)
        found = os.stat(record)
        kept = (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid)
        tally.check(f"{command[0]} keeps mode, owner and group", done.returncode == 0
                    and kept == (0o664, *other), f"{kept} {done.stderr.strip()}")


def notes(tally, place):
    """Standard input has an end, or the old note stays."""
    place.expect("note", RUN, "old")
    for text in ("yes", "cat /dev/zero"):
        done = piped(place, text, "note", RUN, "-")
        tally.check(f"{text} is no note", done.returncode == 2 and not is_crash(done),
                    done.stderr.strip())
        tally.check("and the old one stays", place.expect("note", RUN) == "old\n")
    done = piped(place, "printf 'two\\nlines\\n'", "note", RUN, "-")
    tally.check("a note of two lines is taken", done.returncode == 0
                and place.record(RUN)["note"] == "two\nlines", done.stderr.strip())


def imports(tally, place):
    """What is read is found behind links and in pipes."""
    (place.workspace / "h.csv").write_text("epoch,loss\n0,0.9\n1,0.8\n")
    os.symlink("h.csv", place.workspace / "link.csv")
    os.mkfifo(place.workspace / "fifo")
    for number, (text, path) in enumerate((
            ("true", "link.csv"), ("cat h.csv", "-"), ("cat h.csv", "/dev/stdin"),
            ("cat h.csv >fifo & true", "fifo"))):
        done = piped(place, text, "import", path, "--name", f"i{number}", "--quiet")
        tally.check(f"import reads {path}", done.returncode == 0, done.stderr.strip())
    done = piped(place, "true", "import", "/dev/zero", "--name", "never")
    tally.check("import ends where a device does not", done.returncode == 1
                and "more than the" in done.stderr, done.stderr.strip())
    done = piped(place, f"cat experiments/{EXPERIMENT}.json", "validate", "-")
    tally.check("validate reads standard input", done.returncode == 0, done.stderr.strip())


def no_folder_sync(options, tally):
    """fsync of a folder answers EINVAL: no failure, and said once."""
    place = Place(options.bench, options.preload)
    for command in (START, ("tag", RUN, "--add", "y"), ("report", RUN, "-o", "r.html"),
                    ("rm", RUN, "--yes")):
        done = place.faulty(*command, lacks="sync")
        tally.check(f"{command[0]} goes on without the fsync of a folder", done.returncode == 0
                    and done.stderr.count("cannot force the names") == 1, done.stderr.strip())
    tally.check("and has done its work", not place.has_begun(RUN)
                and (place.workspace / "r.html").exists())


def no_locks(tally, place):
    """flock answers ENOLCK: leases hold the runs, which is said where one begins."""
    done = place.faulty("run", EXPERIMENT, "--quiet", lacks="locks")
    tally.check("run says that leases hold the runs", done.returncode == 0
                and done.stderr.count("runs are held by leases") == 1, done.stderr.strip())
    tally.check("and makes the same bits",
                place.record(done.stdout.strip())["weights_sha256"]
                == place.record(RUN)["weights_sha256"])
    done = place.faulty("tag", RUN, "--add", "z", lacks="locks")
    tally.check("tag works under a lease", done.returncode == 0, done.stderr.strip())
    done = place.faulty("runs", lacks="locks")
    tally.check("runs are listed", done.returncode == 0 and RUN in done.stdout
                and "leases" not in done.stderr, done.stderr.strip())


def layers(tally, place):
    """A rename that answers EXDEV: what to do is said, and works when pasted."""
    place.expect("run", EXPERIMENT, "--name", "other", "--quiet")
    before = place.end(RUN)
    done = place.faulty("rm", "other", RUN, "--yes", call="rename", nth=2, do=errno.EXDEV)
    tally.check("rm across file systems removes nothing and says what to do",
                done.returncode == 1 and "mv -T" in done.stderr and place.has_begun("other")
                and place.end(RUN) == before, done.stderr.strip())
    advice = done.stderr[done.stderr.index("mv -T"):].splitlines()[0]
    subprocess.run(["sh", "-c", advice], cwd=place.workspace, check=True)
    tally.check("and that does it", not place.has_begun(RUN)
                and (place.runs / ".trash" / RUN / "run.json").exists(), advice)


def held_elsewhere(tally, place):
    """A command to end a process is given on its own machine alone."""
    if os.geteuid() != 0 or subprocess.run(["unshare", "-u", "true"]).returncode:
        return print("no other host name can be had here")
    long = f"exec '{place.path}' run {EXPERIMENT} --set training.epochs=1000000 --name held"
    with subprocess.Popen(["unshare", "-u", "sh", "-c", f"hostname node7; {long}"],
                          cwd=place.workspace, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, env=place.environment()) as process:
        while not place.has_begun("held") and process.poll() is None:
            time.sleep(0.01)
        done = place.run("resume", "held")
        process.kill()
    tally.check("a process of another machine is not to be killed here",
                done.returncode == 4 and "take over: on node7: kill" in done.stderr,
                done.stderr.strip())


def many(tally, place):
    """A list that writes its index leaves what others are about to put in place."""
    text = (place.runs / RUN / "run.json").read_text()
    for number in range(300):
        folder = place.runs / f"c{number}"
        shutil.copytree(place.runs / RUN, folder)
        (folder / "run.json").write_text(text.replace(f'"id": "{RUN}"', f'"id": "c{number}"'))
    unfinished = [place.runs / name for name in (".tmp-1-aaaaaa", ".output-tmp-2-bbbbbb")]
    for path in unfinished:
        path.write_text("half")
    place.expect("runs", "--limit", "1")
    tally.check("an index is written", (place.runs / ".index").exists())
    tally.check("and others' unfinished files stay", all(path.exists() for path in unfinished))
