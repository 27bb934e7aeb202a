"""How much something keeps alive: what runs for weeks may not keep more with every post."""

from __future__ import annotations

import gc
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Final

_OTHERS: Final = (type, ModuleType, FunctionType, BuiltinFunctionType)


def held(by: object, *, besides: object = None) -> int:
    """How many objects can be reached from one, without code, and without `besides`."""
    seen, waiting = {id(by), id(besides)}, [by]
    count = 0
    while waiting:
        found = gc.get_referents(waiting.pop())
        for each in found:
            if id(each) not in seen and not isinstance(each, _OTHERS):
                seen.add(id(each))
                waiting.append(each)
                count += 1
    return count
