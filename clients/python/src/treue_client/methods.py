"""Makes methods of described calls: of one description one that waits for its answer, and one to be awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from treue_client.asking import Ask, Page

P = ParamSpec("P")
T = TypeVar("T")


class Sends(Protocol):
    """Sends a request and waits for the answer."""

    def send(self, ask: Ask[T]) -> T: ...


class AsyncSends(Protocol):
    """Sends a request; the answer is to be awaited."""

    async def send(self, ask: Ask[T]) -> T: ...


class Direct(Generic[P, T]):
    """A method that answers the result."""

    def __init__(self, describe: Callable[P, Ask[T]]) -> None:
        self.describe = describe

    def __get__(self, client: Sends, _: Any) -> Callable[P, T]:
        def perform(*words: P.args, **named: P.kwargs) -> T:
            return client.send(self.describe(*words, **named))

        return update_wrapper(perform, self.describe)


class Awaited(Generic[P, T]):
    """A method that answers the result when it is awaited."""

    def __init__(self, describe: Callable[P, Ask[T]]) -> None:
        self.describe = describe

    def __get__(self, client: AsyncSends, _: Any) -> Callable[P, Awaitable[T]]:
        async def perform(*words: P.args, **named: P.kwargs) -> T:
            return await client.send(self.describe(*words, **named))

        return update_wrapper(perform, self.describe)


class Listed(Generic[P, T]):
    """A method that answers one result after the other, and asks for each page when it is needed."""

    def __init__(self, describe: Callable[P, Ask[Page[T]]]) -> None:
        self.describe = describe

    def __get__(self, client: Sends, _: Any) -> Callable[P, Iterator[T]]:
        def perform(*words: P.args, **named: P.kwargs) -> Iterator[T]:
            following: Ask[Page[T]] | None = self.describe(*words, **named)
            while following is not None:
                page = client.send(following)
                yield from page.results
                following = page.following

        return update_wrapper(perform, self.describe)


class AsyncListed(Generic[P, T]):
    """The same for `async for`."""

    def __init__(self, describe: Callable[P, Ask[Page[T]]]) -> None:
        self.describe = describe

    def __get__(self, client: AsyncSends, _: Any) -> Callable[P, AsyncIterator[T]]:
        async def perform(*words: P.args, **named: P.kwargs) -> AsyncIterator[T]:
            following: Ask[Page[T]] | None = self.describe(*words, **named)
            while following is not None:
                page = await client.send(following)
                for result in page.results:
                    yield result
                following = page.following

        return update_wrapper(perform, self.describe)
