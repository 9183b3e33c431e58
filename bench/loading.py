"""The load: requests over kept connections, from a process of its own.

Each connection waits for its answer before it asks again. The process does as little as it can meanwhile, because it
shares the processors with what it measures: requests are bytes before the clock starts, and answers are counted, not
read.
"""

from __future__ import annotations

import asyncio
import json
import select
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from random import Random

from bench import asking
from bench.orders import Orders

SECONDS_LATE_MAX = 120
_RECEIVED_AT_ONCE = 1 << 18
_LENGTH = b"\r\ncontent-length:"


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be asked, where, and how long."""

    port: int
    secret: str
    """Of the key; of pages the cookie."""
    connections: int
    seconds: float
    kind: str
    """purchases, lines, wallets or pages."""
    requests_max: int
    seed: int
    """No two loads of one database may have the same, for the seed numbers the orders too."""
    lines: int = 0
    """How many purchases a request has, of the kind lines."""
    paths: tuple[str, ...] = ()
    """What is asked for, of the kind pages."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of it."""

    answered: int
    seconds: float
    milliseconds: tuple[float, ...]
    """From asking to the whole answer, in order of length."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds

    def share(self, share: float) -> float:
        """So many milliseconds, or fewer, took this share of the answers."""
        return self.milliseconds[min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))]


class WrongAnswer(Exception):
    """The service answered something else than it was asked for."""


async def loaded(load: Load) -> Loaded:
    """What became of the load, sent by another process. Raises RuntimeError with what that said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.loading"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        told = process.communicate(json.dumps(asdict(load)).encode())
        said, complaint = await asyncio.wait_for(told, load.seconds + SECONDS_LATE_MAX)
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0:
        raise RuntimeError(f"the load of {load.kind} failed: {complaint.decode().strip()}")
    found = json.loads(said)
    return Loaded(found["answered"], found["seconds"], tuple(found["milliseconds"]))


def send(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Loaded:
    """Ask until the time is over or the requests are, and wait for what was asked. Raises WrongAnswer."""
    waiting = iter(requests)
    times: list[float] = []
    poll = select.poll()
    with ExitStack() as open_until:
        lines = {line.fileno(): line for line in _connected(port, connections, open_until)}
        for number in lines:
            poll.register(number, select.POLLIN)
        started = time.perf_counter()
        busy = sum(line.ask(next(waiting, None)) for line in lines.values())
        while busy:
            for number, _ in poll.poll(SECONDS_LATE_MAX * 1000):
                line = lines[number]
                if not line.hear():
                    continue
                now = time.perf_counter()
                times.append((now - line.asked_at) * 1000)
                if now - started > seconds or not line.ask(next(waiting, None)):
                    busy -= 1
        spent = time.perf_counter() - started
    return Loaded(len(times), spent, tuple(sorted(times)))


class _Line:
    """One connection and the answer that arrives on it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._heard = bytearray()
        self._needed = 0
        self.asked_at = 0.0

    def fileno(self) -> int:
        return self._connection.fileno()

    def ask(self, request: bytes | None) -> bool:
        """Send it, if there is one."""
        if request is None:
            return False
        self.asked_at = time.perf_counter()
        self._connection.sendall(request)
        return True

    def hear(self) -> bool:
        """Whether the answer is there as a whole. Raises WrongAnswer."""
        received = self._connection.recv(_RECEIVED_AT_ONCE)
        if not received:
            raise WrongAnswer("the service closed the connection in the middle of an answer")
        self._heard += received
        if not self._needed:
            end = self._heard.find(b"\r\n\r\n")
            if end < 0:
                return False
            self._needed = end + 4 + _length_in(bytes(self._heard[: end + 2]))
        if len(self._heard) < self._needed:
            return False
        _require_good(self._heard)
        self._heard.clear()
        self._needed = 0
        return True


def _connected(port: int, connections: int, open_until: ExitStack) -> Iterator[_Line]:
    for _ in range(connections):
        connection = open_until.enter_context(socket.create_connection(("127.0.0.1", port), timeout=SECONDS_LATE_MAX))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield _Line(connection)


def _length_in(head: bytes) -> int:
    found = head.lower().find(_LENGTH)
    if found < 0:
        raise WrongAnswer(f"an answer does not say how long it is: {head[:300]!r}")
    return int(head[found + len(_LENGTH) :].partition(b"\r\n")[0])


def _require_good(answer: bytearray) -> None:
    """A fault of one line is told in an answer with status 200."""
    if not answer.startswith(b"HTTP/1.1 200") or b'"problem":{' in answer:
        raise WrongAnswer(f"the service refused: {bytes(answer[:600])!r}")


def _requests(load: Load) -> list[bytes]:
    chance = Random(load.seed)
    # Shops number their orders one after the other, each load beginning at millions of its own.
    orders = Orders(chance, load.seed * 1_000_000)
    match load.kind:
        case "purchases":
            return asking.purchases(load.secret, orders, load.requests_max)
        case "lines":
            return asking.purchases_in_lines(load.secret, orders, load.requests_max, load.lines)
        case "wallets":
            return asking.wallets(load.secret, chance, load.requests_max)
        case "pages":
            return asking.pages(load.secret, load.paths)
    raise ValueError(f"there is no load of the kind '{load.kind}'")


def main() -> None:
    """Read a load from standard input, and write to standard output what became of it."""
    told = json.load(sys.stdin)
    load = Load(**{**told, "paths": tuple(told["paths"])})
    json.dump(asdict(send(load.port, _requests(load), load.connections, load.seconds)), sys.stdout)


if __name__ == "__main__":
    main()
