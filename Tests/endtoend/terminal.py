"""The program as a person sees it, on a terminal of its own."""

import os
import pty
import struct
import termios
from fcntl import ioctl


def on_terminal(program, *arguments, columns=100, act=lambda process: None, **environment):
    """Runs bench in a window of so many columns; `act` is given its process. Returns the exit code
    and all it drew."""
    process, terminal = pty.fork()
    if process == 0:
        # Before the program asks for it.
        ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.chdir(program.workspace)
        os.execve(program.path, [str(program.path), *map(str, arguments)],
                  program.environment(TERM="xterm", LANG="C.UTF-8", **environment))
    act(process)
    drawn = b""
    while part := _read(terminal):
        drawn += part
    os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return code, drawn.decode(errors="replace")


def _read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # The other end is closed.
        return b""
