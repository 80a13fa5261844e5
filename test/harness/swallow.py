"""A TCP proxy whose lines vanish: from a line `swallow` on standard input on, nothing more is said, and
nothing acknowledged, to the server, as by a phone that has left its network. Linux: a filter of the
kernel drops what comes for those sockets before TCP sees it."""

import contextlib
import ctypes
import socket
import struct
import sys
import threading

SO_ATTACH_FILTER = 26
RETURN_NOTHING = struct.pack("HBBI", 0x06, 0, 0, 0)

program = ctypes.create_string_buffer(RETURN_NOTHING)
swallowing = struct.pack("HL", 1, ctypes.addressof(program))
far_sockets: list[socket.socket] = []


def passed_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def joined(near: socket.socket, port: int) -> None:
    far = socket.create_connection(("127.0.0.1", port))
    far_sockets.append(far)
    for pair in ((near, far), (far, near)):
        threading.Thread(target=passed_on, args=pair, daemon=True).start()


def listening(server: socket.socket, port: int) -> None:
    while True:
        near, _ = server.accept()
        joined(near, port)


server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
threading.Thread(target=listening, args=(server, int(sys.argv[1])), daemon=True).start()
for line in sys.stdin:
    if line.strip() == "swallow":
        for far in far_sockets:
            far.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, swallowing)
        print("swallowing", flush=True)
