"""A terminal with the package `websockets` alone: does what its standard input says, prints what it is told.

Each line of input is a request, `METHOD {params}`; each of output a message as it came, or `closed CODE`."""

import asyncio
import json
import sys

import websockets


async def main(url, login, password):
    async with websockets.connect(url, subprotocols=["liaison.v1"], compression=None) as line:
        asked = 0

        async def ask(method, params):
            nonlocal asked
            asked += 1
            request = {"jsonrpc": "2.0", "id": asked, "method": method, "params": params}
            await line.send(json.dumps(request))

        async def answer():
            return json.loads(await line.recv())["result"]

        await ask("auth.login", {"login": login, "password": password})
        token = (await answer())["token"]
        await ask("terminal.enrol", {"token": token, "kind": "softphone", "label": "Python"})
        await ask("terminal.connect", {"token": token, "terminal": (await answer())["terminal"]})

        async def obey():
            while said := await asyncio.to_thread(sys.stdin.readline):
                method, _, params = said.strip().partition(" ")
                await ask(method, json.loads(params or "{}"))

        obeying = asyncio.create_task(obey())
        try:
            async for message in line:
                print(message, flush=True)
        finally:
            obeying.cancel()
    print("closed", line.close_code, flush=True)


asyncio.run(main(*sys.argv[1:]))
