"""Stub providers that run already: Terraform attaches to them, since starting one takes longer than a plan.

A Terraform that does not look at `TF_REATTACH_PROVIDERS` starts those of its mirror, which answer the same.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from generator.terraform.stub_provider import attachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.terraform.import_environment import Transition
    from generator.terraform.stub_provider import StubProvider


@contextmanager
def attached(stubs: Iterable[StubProvider], transition: Transition | None = None) -> Iterator[dict[str, str]]:
    """The environment of commands that are to use these providers, one of a source, as long as the context lasts.

    `init` has to run without it: it would install none of them, and not see whether their versions are admitted.

    Args:
        stubs: The providers.
        transition: The one in which data sources are read; where absent each says a placeholder where it matters.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="stubs-"))  # a socket's path has to be short
        places = {}
        for number, stub in enumerate(stubs):
            address = f"{folder}/{number}"
            server = attachable(stub, address, transition)
            server.start()
            stack.callback(server.stop, None)
            places[stub.source] = {
                "Protocol": "grpc",
                "ProtocolVersion": 6,
                "Pid": os.getpid(),
                "Test": True,  # Terraform is not to end it
                "Addr": {"Network": "unix", "String": address},
            }
        yield {"TF_REATTACH_PROVIDERS": json.dumps(places)}
