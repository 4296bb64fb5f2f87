# SPDX-License-Identifier: GPL-3.0-or-later
"""The worst network there is: a proxy that carries TLS from end to end and
spoils nearly every connection, each in one way, drawn at random.

    proxy = Faults(seed)
    proxy.target = port_of_the_server   # 0: nobody is there
    proxy.honest = True                 # from now on it only carries

Where a connection is spoiled is counted in TLS records of the client, so that
`lost answer` hits a request that the server has got whole: the client must
send it again, and the server sees it twice.
"""
import asyncio
import collections
import contextlib
import random
import socket
import struct
import threading

APPLICATION_DATA = 23
WAYS = {"none": 4, "lost answer": 5, "reset": 3, "drop": 3, "half close": 3, "delay": 2, "slow bytes": 2, "refuse": 1}


class Records:
    """Counts the records of application data that went by whole."""

    def __init__(self):
        self.count, self.rest = 0, b""

    def feed(self, data):
        self.rest += data
        while len(self.rest) >= 5:
            size = 5 + int.from_bytes(self.rest[3:5], "big")
            if len(self.rest) < size:
                break
            self.count += self.rest[0] == APPLICATION_DATA
            self.rest = self.rest[size:]
        return self.count


class Connection:
    def __init__(self, proxy, way):
        self.proxy, self.way = proxy, way
        self.spoil_at = proxy.random.randint(2, 8) if way != "none" else proxy.random.randint(20, 60)
        self.pause_s = proxy.random.uniform(0.03, 0.4)
        self.records, self.spoiled = Records(), asyncio.Event()
        self.deaf = False  # nothing goes to the client any more
        self.mute = False  # nor to the server

    async def to_server(self, reader, writer):
        while data := await reader.read(65536):
            await self.carry(data, writer, lambda: self.mute)
            if not self.proxy.honest and not self.spoiled.is_set() and self.records.feed(data) >= self.spoil_at:
                self.deaf = self.way in ("lost answer", "drop")
                self.mute = self.way == "drop"
                self.spoiled.set()

    async def to_client(self, reader, writer):
        while data := await reader.read(65536):
            await self.carry(data, writer, lambda: self.deaf)

    async def carry(self, data, writer, swallow):
        size = len(data)
        if self.way == "slow bytes" and not self.proxy.honest:
            size = 1 + self.proxy.random.randrange(100)
        elif self.way == "delay" and not self.proxy.honest:
            await asyncio.sleep(self.pause_s)
        for at in range(0, len(data), size):
            if not swallow():
                writer.write(data[at:at + size])
                await writer.drain()
            if size < len(data):
                await asyncio.sleep(0.001)

    async def spoil(self, client):
        """How it ends, once it is time; returning resets both sides."""
        await self.spoiled.wait()
        self.proxy.spoiled[self.way] += 1
        if self.way == "half close":
            self.deaf = True
            client.write_eof()
        if self.way in ("lost answer", "drop", "half close"):
            await asyncio.sleep(self.pause_s)

    async def run(self, client_reader, client):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.proxy.target or 1)
        tasks = [asyncio.ensure_future(c) for c in (self.to_server(client_reader, writer), self.to_client(reader, client), self.spoil(client))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            reset(writer)


def reset(writer):
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class Faults:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.target, self.port, self.honest = 0, 0, False
        self.spoiled = collections.Counter()
        self.deck = []
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        self.ready.wait()

    def serve(self):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self.accept, "127.0.0.1", 0, backlog=128))
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()
        server.close()
        pending = asyncio.all_tasks(self.loop)
        for task in pending:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self.loop.close()

    def draw(self):
        """As from a deck of cards: each comes in its time."""
        if not self.deck:
            self.deck = [way for way, count in WAYS.items() for _ in range(count)]
            self.random.shuffle(self.deck)
        return self.deck.pop()

    async def accept(self, reader, writer):
        way = self.draw()
        try:
            if way == "refuse" and not self.honest:
                self.spoiled[way] += 1
            else:
                await Connection(self, way).run(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        reset(writer)

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(60)
