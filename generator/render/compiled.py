"""What Jinja makes of a template's text, kept while the process runs: to compile one takes longer than to render it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2.bccache import BytecodeCache

if TYPE_CHECKING:
    from types import CodeType

    from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """The code of the templates of environments that differ in nothing that compiling looks at.

    Jinja works out what is constant when it compiles, such as a filter of a text, so environments with other filters
    need a cache of their own.
    """

    def __init__(self) -> None:
        """Without any."""
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put the code of the bucket's template into it, if that text was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of the bucket's template."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code
