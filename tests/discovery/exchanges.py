"""Both sides of what was said, held against Google's description."""

import json
from collections import Counter

from sandbox.sheets.service import Exchange
from tests.discovery.document import method_for, misfits, misfits_of_query

_OK = 200
_NOT_HERE = 501


class Listener:
    """Give it to `SheetsService.subscribe_exchanges`."""

    def __init__(self) -> None:
        self.misfits: list[str] = []
        self.heard: Counter[str] = Counter()
        """By method id, the exchanges that were well on both sides."""

    def __call__(self, exchange: Exchange) -> None:
        if exchange.status == _NOT_HERE:
            return  # said aloud by the stand-in itself
        method = method_for(exchange.verb, exchange.path)
        call = f"{exchange.verb} {exchange.path}"
        if method is None:
            self.misfits.append(f"{call}: there is no such method")
            return
        found = misfits_of_query(method, exchange.query)
        if "request" in method:
            found += misfits(exchange.body, method["request"], "request")
        elif exchange.body:
            found.append("request: this method takes no body")
        if exchange.status == _OK and exchange.answer.startswith((b"{", b"[")):
            found += misfits(json.loads(exchange.answer), method["response"], "answer")
        self.misfits += [f"{call}: {misfit}" for misfit in found]
        if exchange.status == _OK and not found:
            self.heard[method["id"]] += 1
