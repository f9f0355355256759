"""A Terraform provider without deeds: it serves a schema, plans what is proposed, and reads placeholders.

It speaks plugin protocol 6 for any file of `schemas/providers/`, which has the shape of `terraform providers schema
-json`. So Terraform itself judges names, types and counts of an infrastructure whose provider cannot be had here. A
file may also say, as `Reads`, what data sources read.

Run as a program by the executables that `install` writes: `python stub_provider.py SCHEMA CERTIFICATE`.
"""
# ruff: noqa: ARG002, N802 - the protocol names its methods and what they take

from __future__ import annotations

import base64
import json
import os
import platform
import shlex
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import grpc
import msgpack
from msgspec import Struct, field
from tf.gen import grpc_controller_pb2, grpc_controller_pb2_grpc, grpc_stdio_pb2_grpc, tfplugin_pb2, tfplugin_pb2_grpc

_CORE_PROTOCOL, _PROVIDER_PROTOCOL = 1, 6
_TRANSITION = "CODER_WORKSPACE_TRANSITION"
_EXACT = "terraform providers schema -json"  # the other files are made from what knows no `computed` beside `optional`
_UNKNOWN = msgpack.ExtType(0, b"\x00")
_BLANK = {"string": "stub", "number": 0, "bool": False, "map": {}}
_NESTING = {name.lower(): value for name, value in tfplugin_pb2.Schema.NestedBlock.NestingMode.items()}

SCHEMA_FILE = "schema.json"
"""The link beside an executable that leads to its schema."""

Block = Mapping[str, Any]
"""A `block` of the schema file: `attributes` and, where it has any, `block_types`."""


class Reads(Struct, frozen=True):
    """What data sources read; for the rest they read a placeholder of the type.

    Attributes:
        values: Transition (`start`, `stop`), then type, then attribute to the value.
        echoes: Type, then attribute to the argument whose text it repeats; an absent one reads as empty text.
    """

    values: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    echoes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, kind: str, transition: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a data source of a type reads in a transition, where `given` is its configuration."""
        echoed = {name: given.get(other) or "" for name, other in self.echoes.get(kind, {}).items()}
        return {**self.values.get(transition, {}).get(kind, {}), **echoed}


class StubProvider(Struct, frozen=True):
    """The one provider that a schema file describes. Make one with `read`.

    Attributes:
        file: The schema file.
        source: The provider's source address with its host.
        version: The version whose schema it is.
        schema: Its `provider`, `resource_schemas` and `data_source_schemas`.
        reads: What its data sources read.
        exact: False where the schema does not tell which optional arguments the provider fills in by itself.
    """

    file: Path
    source: str
    version: str
    schema: Mapping[str, Any]
    reads: Reads = field(default_factory=Reads)
    exact: bool = True


def read(file: Path) -> StubProvider:
    """The provider of a file of `schemas/providers/`."""
    document = json.loads(file.read_text(encoding="utf-8"))
    ((source, schema),) = document["provider_schemas"].items()
    reads, exact = Reads(**document.get("reads", {})), document["derived_from"] == _EXACT
    return StubProvider(file, source, document["provider_version"], schema, reads, exact)


def install(mirror: Path, stub: StubProvider) -> None:
    """Lays an executable of the provider into a filesystem mirror, whose folder may not exist yet."""
    from generator.terraform.certificate import self_signed  # late: the provider itself runs without the package

    folder = mirror / stub.source / stub.version / target()
    folder.mkdir(parents=True)
    certificate = folder / "certificate.pem"
    certificate.write_bytes(self_signed())
    (folder / SCHEMA_FILE).symlink_to(stub.file.resolve())
    executable = folder / f"terraform-provider-{stub.source.rpartition('/')[2]}_v{stub.version}"
    words = (sys.executable, "-P", *(str(path.resolve()) for path in (Path(__file__), stub.file, certificate)))
    executable.write_text(f"#!/bin/sh\nexec {shlex.join(words)}\n", encoding="utf-8")
    executable.chmod(0o755)


def target() -> str:
    """This machine as providers name it, such as `linux_amd64`."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return f"{platform.system().lower()}_{machine}"


def serve(stub: StubProvider, certificate: Path) -> None:
    """Serves the provider on a Unix socket until Terraform tells it to stop."""
    stopped = threading.Event()
    server = _server(stub, stopped, os.environ.get(_TRANSITION, ""))
    pem = certificate.read_bytes()
    with tempfile.TemporaryDirectory(prefix="stub-provider-") as folder:
        address = f"{folder}/socket"
        server.add_secure_port(f"unix://{address}", grpc.ssl_server_credentials([(pem, pem)]))
        server.start()
        der = base64.b64encode(_der(pem)).rstrip(b"=").decode()
        print(  # noqa: T201 - how a provider says where it listens
            f"{_CORE_PROTOCOL}|{_PROVIDER_PROTOCOL}|unix|{address}|grpc|{der}", flush=True
        )
        stopped.wait()
        server.stop(grace=0.1).wait()


def attachable(stub: StubProvider, address: str, transition: str | None) -> grpc.Server:
    """A server of the provider on a Unix socket, not started yet, for a Terraform that starts no provider of its own.

    Data sources are read in the transition, as a program reads them in that of its environment.
    """
    server = _server(stub, threading.Event(), transition or "")
    server.add_insecure_port(f"unix://{address}")
    return server


def _server(stub: StubProvider, stopped: threading.Event, transition: str) -> grpc.Server:
    server = grpc.server(ThreadPoolExecutor(max_workers=8))
    tfplugin_pb2_grpc.add_ProviderServicer_to_server(_Provider(stub, transition), server)
    grpc_controller_pb2_grpc.add_GRPCControllerServicer_to_server(_Controller(stopped), server)
    grpc_stdio_pb2_grpc.add_GRPCStdioServicer_to_server(_Stdio(), server)
    return server


class _Controller(grpc_controller_pb2_grpc.GRPCControllerServicer):  # type: ignore[misc]
    """Ends the process when Terraform asks."""

    def __init__(self, stopped: threading.Event) -> None:
        self._stopped = stopped

    def Shutdown(self, request: Any, context: Any) -> Any:
        self._stopped.set()
        return grpc_controller_pb2.Empty()


class _Stdio(grpc_stdio_pb2_grpc.GRPCStdioServicer):  # type: ignore[misc]
    """Has nothing to say, which Terraform wants to hear."""

    def StreamStdio(self, request: Any, context: Any) -> Iterator[Any]:
        return iter(())


class _Provider(tfplugin_pb2_grpc.ProviderServicer):  # type: ignore[misc]
    """The answers of a provider that accepts everything its schema accepts."""

    def __init__(self, stub: StubProvider, transition: str) -> None:
        schema = stub.schema
        self._transition = transition
        self._reads = stub.reads
        self._planning = _Filling(lambda _: _UNKNOWN, exact=stub.exact, blocks=_UNKNOWN)
        self._configuration = schema.get("provider", {}).get("block", {})
        self._resources = {name: each["block"] for name, each in schema.get("resource_schemas", {}).items()}
        self._data = {name: each["block"] for name, each in schema.get("data_source_schemas", {}).items()}

    def GetMetadata(self, request: Any, context: Any) -> Any:
        metadata = tfplugin_pb2.GetMetadata
        return metadata.Response(
            resources=[metadata.ResourceMetadata(type_name=name) for name in self._resources],
            data_sources=[metadata.DataSourceMetadata(type_name=name) for name in self._data],
        )

    def GetProviderSchema(self, request: Any, context: Any) -> Any:
        return self._described

    @cached_property
    def _described(self) -> Any:
        return tfplugin_pb2.GetProviderSchema.Response(
            provider=_schema(self._configuration),
            resource_schemas={name: _schema(block) for name, block in self._resources.items()},
            data_source_schemas={name: _schema(block) for name, block in self._data.items()},
            server_capabilities=tfplugin_pb2.ServerCapabilities(get_provider_schema_optional=True),
        )

    def ValidateProviderConfig(self, request: Any, context: Any) -> Any:
        return tfplugin_pb2.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request: Any, context: Any) -> Any:
        refused = _refused(request.config, self._resources[request.type_name])
        return tfplugin_pb2.ValidateResourceConfig.Response(diagnostics=refused)

    def ValidateDataResourceConfig(self, request: Any, context: Any) -> Any:
        refused = _refused(request.config, self._data[request.type_name])
        return tfplugin_pb2.ValidateDataResourceConfig.Response(diagnostics=refused)

    def ConfigureProvider(self, request: Any, context: Any) -> Any:
        return tfplugin_pb2.ConfigureProvider.Response()

    def ReadResource(self, request: Any, context: Any) -> Any:
        return tfplugin_pb2.ReadResource.Response(new_state=request.current_state)

    def PlanResourceChange(self, request: Any, context: Any) -> Any:
        block = self._resources[request.type_name]
        planned = self._planning.filled(_unpacked(request.proposed_new_state), block)
        # The old type system is that of providers that fill in what the schema does not say they do.
        return tfplugin_pb2.PlanResourceChange.Response(planned_state=_packed(planned), legacy_type_system=True)

    def ReadDataSource(self, request: Any, context: Any) -> Any:
        block = self._data[request.type_name]
        given = _unpacked(request.config)
        known = self._reads.of(request.type_name, self._transition, given)
        read = {name: value for name, value in known.items() if name in given and given[name] is None}
        state = _Filling(_placeholder).filled({**given, **read}, block)
        return tfplugin_pb2.ReadDataSource.Response(state=_packed(state))

    def GetFunctions(self, request: Any, context: Any) -> Any:
        return tfplugin_pb2.GetFunctions.Response()

    def StopProvider(self, request: Any, context: Any) -> Any:
        return tfplugin_pb2.StopProvider.Response()


def _schema(block: Block) -> Any:
    return tfplugin_pb2.Schema(version=0, block=_block(block))


def _block(block: Block) -> Any:
    return tfplugin_pb2.Schema.Block(
        version=0,
        attributes=[_attribute(name, each) for name, each in block.get("attributes", {}).items()],
        block_types=[
            tfplugin_pb2.Schema.NestedBlock(
                type_name=name,
                block=_block(each["block"]),
                nesting=_NESTING[each["nesting_mode"]],
                min_items=each.get("min_items", 0),
                max_items=each.get("max_items", 0),
            )
            for name, each in block.get("block_types", {}).items()
        ],
    )


def _attribute(name: str, attribute: Mapping[str, Any]) -> Any:
    return tfplugin_pb2.Schema.Attribute(
        name=name,
        type=json.dumps(attribute["type"]).encode(),
        required=attribute.get("required", False),
        optional=attribute.get("optional", False),
        computed=attribute.get("computed", False),
        sensitive=attribute.get("sensitive", False),
        deprecated=attribute.get("deprecated", False),
    )


def _refused(value: Any, block: Block) -> list[Any]:
    """A diagnostic for each attribute that is set and only ever computed, or required and null.

    Core leaves these checks to the provider; the words are those of Terraform's SDK for providers.
    """
    return [
        tfplugin_pb2.Diagnostic(
            severity=tfplugin_pb2.Diagnostic.ERROR,
            summary=summary,
            detail=detail,
            attribute=tfplugin_pb2.AttributePath(steps=[tfplugin_pb2.AttributePath.Step(attribute_name=top)]),
        )
        for top, summary, detail in _refusals(_unpacked(value), block, "")
    ]


def _refusals(state: Any, block: Block, path: str) -> Iterator[tuple[str, str, str]]:
    """For each attribute that is refused, the name in this block that leads to it, a summary and a detail.

    Args:
        state: The configuration of the block.
        block: Its schema.
        path: The dotted name of the block with a dot behind it; empty at the top.
    """
    if not isinstance(state, dict):
        return
    for name, attribute in block.get("attributes", {}).items():
        if attribute.get("required"):
            if state[name] is None:
                detail = f'The argument "{path}{name}" is required, but no definition was found.'
                yield name, "Missing required argument", detail
        elif not attribute.get("optional") and state[name] is not None:
            detail = f'Can\'t configure a value for "{path}{name}": its value will be decided automatically.'
            yield name, "Value for unconfigurable attribute", detail
    for name, nested in block.get("block_types", {}).items():
        inner = state[name]
        if nested["nesting_mode"] in ("single", "group"):
            inner = [inner]
        elif isinstance(inner, dict):
            inner = list(inner.values())
        for each in inner if isinstance(inner, list) else ():
            for _, summary, detail in _refusals(each, nested["block"], f"{path}{name}."):
                yield name, summary, detail


def _unpacked(value: Any) -> Any:
    return msgpack.unpackb(value.msgpack, raw=False, strict_map_key=False, ext_hook=msgpack.ExtType)


def _packed(state: Any) -> Any:
    return tfplugin_pb2.DynamicValue(msgpack=msgpack.packb(state))


class _Filling(Struct, frozen=True):
    """How what the configuration leaves out is filled in.

    Attributes:
        make: The value of an attribute by its type.
        exact: False where any optional attribute may be filled in, not just a computed one.
        blocks: What stands for blocks of which there are none and that the provider may fill in; None leaves them.
    """

    make: Callable[[Any], Any]
    exact: bool = True
    blocks: Any = None

    def filled(self, state: Any, block: Block) -> Any:
        """The object with what it lacks, the blocks in it included."""
        if not isinstance(state, dict):  # null (a destroy), or not known yet
            return state
        filled = dict(state)
        for name, attribute in block.get("attributes", {}).items():
            if state[name] is None and self._fills(attribute):
                filled[name] = self.make(attribute["type"])
        for name, nested in block.get("block_types", {}).items():
            inner, inside = state[name], nested["block"]
            if nested["nesting_mode"] in ("single", "group"):
                filled[name] = self.filled(inner, inside)
            elif (
                inner == [] and self.blocks is not None and any(map(self._fills, inside.get("attributes", {}).values()))
            ):
                filled[name] = self.blocks  # the schema does not say whether the block itself is computed
            elif isinstance(inner, list):
                filled[name] = [self.filled(each, inside) for each in inner]
            elif isinstance(inner, dict):
                filled[name] = {key: self.filled(each, inside) for key, each in inner.items()}
        return filled

    def _fills(self, attribute: Mapping[str, Any]) -> bool:
        return bool(attribute.get("computed") or (attribute.get("optional") and not self.exact))


def _placeholder(kind: Any) -> Any:
    """A known value of a type in JSON (`"string"`, `["list", "string"]`); null for the type `dynamic`."""
    if isinstance(kind, str):
        return _BLANK.get(kind)
    head, inner = kind
    if head in ("list", "set"):
        return [_placeholder(inner)]  # one element: what is written for the first must find it
    if head == "object":
        return {name: _placeholder(each) for name, each in inner.items()}
    if head == "tuple":
        return [_placeholder(each) for each in inner]
    return _BLANK[head]


def _der(pem: bytes) -> bytes:
    """The certificate of a PEM file in DER."""
    body = pem.partition(b"-----BEGIN CERTIFICATE-----")[2].partition(b"-----END")[0]
    return base64.b64decode(body)


if __name__ == "__main__":
    serve(read(Path(sys.argv[1])), Path(sys.argv[2]))
