"""Reads $SRV.PING, INFO and STATS of every app with nats-py alone, as `nats micro ls` does."""

import asyncio
import json
import sys

import nats


async def gather(nc, subject):
    inbox = nc.new_inbox()
    answers = []

    async def hear(message):
        answers.append(json.loads(message.data))

    await nc.subscribe(inbox, cb=hear)
    await nc.publish(subject, b"", reply=inbox)
    for _ in range(50):
        await asyncio.sleep(0.1)
        if len({answer["name"] for answer in answers}) >= int(sys.argv[3]):
            break
    return answers


async def main():
    nc = await nats.connect(sys.argv[1], nkeys_seed=sys.argv[2])
    result = {kind: await gather(nc, f"$SRV.{kind}") for kind in ("PING", "INFO", "STATS")}
    print(json.dumps(result))
    await nc.close()


asyncio.run(main())
