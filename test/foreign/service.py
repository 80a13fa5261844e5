"""A service in Python with nats-py alone. Takes orders as JSON lines, says what came of each as one."""

import asyncio
import json
import sys

import nats

URL, SERVICE, SECRET = sys.argv[1:4]


class Player:
    """One service; its connection is dialled and closed as it is told."""

    def __init__(self):
        self.nc = None
        self.violation = asyncio.Queue()
        self.alive = None

    async def dial(self, _):
        self.nc = await nats.connect(
            URL,
            user=SERVICE,
            password=SECRET,
            inbox_prefix=f"_INBOX_{SERVICE}",
            allow_reconnect=False,
            error_cb=self.violation.put,
        )
        return {}

    async def ask(self, order):
        said = await self.request(order["verb"], order["body"])
        if order["verb"] == "connect" and "leaseMs" in said:
            self.alive = asyncio.ensure_future(self.keep(order["body"]["connection"]))
        return said

    async def request(self, verb, body):
        subject = f"liaison.service.{SERVICE}.{verb}"
        reply = await self.nc.request(subject, json.dumps(body).encode(), timeout=10)
        return json.loads(reply.data)

    async def keep(self, connection):
        """The lease, until it is over or the line is closed."""
        while True:
            await asyncio.sleep(3)
            if "error" in await self.request("alive", {"connection": connection}):
                return

    async def emit(self, order):
        """Where the event is stored, or what the broker has against it."""
        subject = f"liaison.events.in.{order.get('sender', SERVICE)}.{order['event']['type']}"
        body = json.dumps(order["event"]).encode()
        stored = asyncio.ensure_future(self.nc.jetstream().publish(subject, body, timeout=10))
        forbidden = asyncio.ensure_future(self.violation.get())
        done, left = await asyncio.wait(
            {stored, forbidden}, return_when=asyncio.FIRST_COMPLETED
        )
        for task in left:
            task.cancel()
        if stored in done:
            return {"stream": stored.result().stream, "sequence": stored.result().seq}
        return {"forbidden": str(forbidden.result())}

    async def fetch(self, order):
        """Notifications until there are so many, or none for some seconds; each is acknowledged."""
        bound = await self.nc.jetstream().pull_subscribe_bind(order["durable"], order["stream"])
        events = []
        try:
            while len(events) < order["max"]:
                for message in await bound.fetch(1, timeout=order.get("within", 5)):
                    events.append(json.loads(message.data))
                    await message.ack()
        except nats.errors.TimeoutError:
            pass
        await bound.unsubscribe()
        return {"events": events}

    async def answer(self, order):
        """Answers calls from now on: with what it was asked, or with an error where told so."""

        async def hear(call):
            if not call.reply:
                return
            asked = json.loads(call.data)
            said = {"payload": {"asked": asked}}
            if asked["operation"] == order.get("fails"):
                said = {"error": {"code": "no-ink", "message": "the pen is dry"}}
            await call.respond(json.dumps(said).encode())

        await self.nc.subscribe(order["calls"], queue=SERVICE, cb=hear)
        await self.nc.flush()
        return {}

    async def close(self, _):
        if self.alive is not None:
            self.alive.cancel()
        await self.nc.close()
        return {}


async def main():
    player = Player()
    loop = asyncio.get_running_loop()
    while True:
        line = await loop.run_in_executor(None, sys.stdin.readline)
        if line == "":
            break
        order = json.loads(line)
        try:
            said = {"done": await getattr(player, order["do"])(order)}
        except Exception as error:  # pylint: disable=broad-except
            said = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(said), flush=True)
    if player.nc is not None:
        await player.nc.close()


asyncio.run(main())
