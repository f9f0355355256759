"""A module registry on loopback that speaks the `modules.v1` protocol and serves interface stubs from the catalog."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

from generator.catalog.interface import ModuleInterface, ModuleRelease, NestedModule, read_interface
from generator.catalog.sources import REGISTRY_HOST
from generator.catalog.versions import Release
from generator.terraform.module_stub import module_stub

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

_SYSTEM = "coder"
_OLD_NAMESPACES = {"modules": "coder"}  # as generator.catalog.catalog.registry_address has it


class ModuleRegistry:
    """Serves every module of an `interfaces/` folder while it is entered.

    Attributes:
        services: The base address of `modules.v1`, for the `host` block of a CLI configuration.
    """

    def __init__(self, interfaces: Path, stubs: Mapping[str, Release]) -> None:
        """Takes the folder of interface files, and the stub providers by source, as `module_stub` takes them."""
        self._interfaces = interfaces
        self._stubs = stubs
        self._read: dict[str, ModuleInterface] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self.services = f"http://127.0.0.1:{self._server.server_port}/v1/modules/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def stub(self, address: str, release: Release) -> str:
        """The `main.tf` served for a release of the module `coder/claude-code`.

        Raises:
            KeyError: There is no such module or release.
        """
        interface = self._interface(address)
        return module_stub(address.partition("/")[2], interface.release(release), self._nested_release, self._stubs)

    def answer(self, path: str) -> tuple[HTTPStatus, dict[str, str], bytes]:
        """Status, headers and body for a GET of `path`."""
        try:
            return self._answer(path.strip("/").split("/"))
        except (KeyError, ValueError):
            return HTTPStatus.NOT_FOUND, {}, b""

    def _answer(self, parts: list[str]) -> tuple[HTTPStatus, dict[str, str], bytes]:
        match parts:
            case ["v1", "modules", namespace, name, system, "versions"] if system == _SYSTEM:
                releases = self._interface(f"{namespace}/{name}").releases
                listed = {"modules": [{"versions": [{"version": str(release)} for release in releases]}]}
                return HTTPStatus.OK, {"Content-Type": "application/json"}, json.dumps(listed).encode()
            case ["v1", "modules", namespace, name, system, version, "download"] if system == _SYSTEM:
                self._interface(f"{namespace}/{name}").release(Release.parse(version))
                archive = f"/archives/{namespace}/{name}/{version}.tar.gz"
                return HTTPStatus.NO_CONTENT, {"X-Terraform-Get": archive}, b""
            case ["archives", namespace, name, file]:
                main = self.stub(f"{namespace}/{name}", Release.parse(file.removesuffix(".tar.gz")))
                return HTTPStatus.OK, {"Content-Type": "application/gzip"}, _archive(main)
            case _:
                return HTTPStatus.NOT_FOUND, {}, b""

    def _nested_release(self, call: NestedModule) -> ModuleRelease:
        host, namespace, name, _ = call.source.split("/")
        if host != REGISTRY_HOST or call.version is None:
            raise ValueError(f"`{call.source}` is not a pinned module of {REGISTRY_HOST}")
        return self._interface(f"{namespace}/{name}").release(Release.parse(call.version))

    def _interface(self, address: str) -> ModuleInterface:
        namespace, _, name = address.partition("/")
        address = f"{_OLD_NAMESPACES.get(namespace, namespace)}/{name}"
        with self._lock:
            if address not in self._read:
                path = self._interfaces / f"{address}.yaml"
                if not path.is_file():
                    raise KeyError(address)
                self._read[address] = read_interface(path, address)
            return self._read[address]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, headers, body = registry.answer(self.path.partition("?")[0])
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status is not HTTPStatus.NO_CONTENT:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base class
                """Says nothing: what Terraform makes of an answer is what counts."""

        return Handler


def _archive(main: str) -> bytes:
    """A tar.gz whose only file is `main.tf`, the same bytes for the same text."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("main.tf")
        content = main.encode()
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), compresslevel=1, mtime=0)
