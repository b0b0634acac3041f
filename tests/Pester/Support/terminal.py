"""A PowerShell on a terminal: waits for texts on its screen and presses keys. Prints the screen without its escapes.

The argument is a JSON file: Program, Columns, TimeoutSec, and Steps, each [text to wait for, keys to press then].
"""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

with open(sys.argv[1], encoding="utf-8-sig") as file:
    job = json.load(file)

child, terminal = pty.fork()
if child == 0:
    # Whoever started the tests may ignore these, and that is inherited.
    for name in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(name, signal.SIG_DFL)
    # Keys reach the shell as they are pressed; PSReadLine asks the terminal questions that nobody here answers.
    os.environ.update(TERM="xterm", NO_COLOR="1", POWERSHELL_UPDATECHECK="Off")
    os.execvp(job["Program"][0], job["Program"])

fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, job["Columns"], 0, 0))
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07]*\x07|\x1b[=>]")
seen = ""
asked = 0
end = time.monotonic() + job["TimeoutSec"]


def read():
    """Reads what there is; False if the shell has ended."""
    global seen, asked
    if not select.select([terminal], [], [], 0.2)[0]:
        return True
    try:
        data = os.read(terminal, 65536)
    except OSError:
        return False
    seen += data.decode("utf-8", "replace")
    # "Where is the cursor?": a terminal answers.
    for _ in range(seen.count("\x1b[6n") - asked):
        os.write(terminal, b"\x1b[1;1R")
    asked = seen.count("\x1b[6n")
    return bool(data)


def show(code):
    print(ESCAPES.sub("", seen).replace("\r", ""))
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(child, 0)
    sys.exit(code)


start = 0
for text, keys in job["Steps"]:
    while not (match := re.search(text, ESCAPES.sub("", seen[start:]))):
        if time.monotonic() > end or not read():
            print(f"Waited for: {text}")
            show(1)
    start = len(seen)
    os.write(terminal, keys.encode())
while time.monotonic() < end:
    if not read():
        show(0)
print("The shell did not end.")
show(1)
