"""Types a line into a program that asks for a password at a terminal; prints what the terminal showed."""
import json, os, pty, sys

typed, program = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(program[0], program)
shown = b""
while b"Password: " not in shown:
    shown += os.read(terminal, 1024)
os.write(terminal, typed.encode() + b"\r")
try:
    while more := os.read(terminal, 1024):
        shown += more
except OSError:  # Linux: the other side is gone.
    pass
_, status = os.waitpid(pid, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "shown": shown.decode()}))
