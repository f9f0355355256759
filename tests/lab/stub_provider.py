"""A Terraform provider without deeds: it serves a schema, plans what is proposed, and reads placeholders.

It speaks plugin protocol 6 for any file of `schemas/providers/`, which has the shape of `terraform providers schema
-json`. So Terraform itself judges names, types and counts of an infrastructure whose provider cannot be had here.

Run as a program by the executables that `install` writes: `python stub_provider.py SCHEMA CERTIFICATE`.
"""
# ruff: noqa: N802 - the protocol names its methods

from __future__ import annotations

import base64
import json
import platform
import shlex
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import msgpack
from tf.gen import grpc_controller_pb2, grpc_controller_pb2_grpc, grpc_stdio_pb2_grpc, tfplugin_pb2, tfplugin_pb2_grpc

_CORE_PROTOCOL, _PROVIDER_PROTOCOL = 1, 6
_UNKNOWN = msgpack.ExtType(0, b"\x00")
_BLANK = {"string": "stub", "number": 0, "bool": False, "list": [], "set": [], "map": {}}
_NESTING = {name.lower(): value for name, value in tfplugin_pb2.Schema.NestedBlock.NestingMode.items()}

Block = Mapping[str, Any]
"""A `block` of the schema file: `attributes` and, where it has any, `block_types`."""


@dataclass(frozen=True, slots=True)
class StubProvider:
    """The one provider that a schema file describes. Make one with `read`.

    Attributes:
        file: The schema file.
        source: The provider's source address with its host.
        version: The version whose schema it is.
        schema: Its `provider`, `resource_schemas` and `data_source_schemas`.
    """

    file: Path
    source: str
    version: str
    schema: Mapping[str, Any]


def read(file: Path) -> StubProvider:
    """The provider of a file of `schemas/providers/`."""
    document = json.loads(file.read_text(encoding="utf-8"))
    ((source, schema),) = document["provider_schemas"].items()
    return StubProvider(file, source, document["provider_version"], schema)


def install(mirror: Path, stub: StubProvider) -> None:
    """Lays an executable of the provider into a filesystem mirror, whose folder may not exist yet."""
    folder = mirror / stub.source / stub.version / target()
    folder.mkdir(parents=True)
    certificate = folder / "certificate.pem"
    certificate.write_bytes(_self_signed())
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
    server = grpc.server(ThreadPoolExecutor(max_workers=8))
    tfplugin_pb2_grpc.add_ProviderServicer_to_server(_Provider(stub.schema), server)
    grpc_controller_pb2_grpc.add_GRPCControllerServicer_to_server(_Controller(stopped), server)
    grpc_stdio_pb2_grpc.add_GRPCStdioServicer_to_server(_Stdio(), server)
    pem = certificate.read_bytes()
    with tempfile.TemporaryDirectory(prefix="stub-provider-") as folder:
        address = f"{folder}/socket"
        server.add_secure_port(f"unix://{address}", grpc.ssl_server_credentials([(pem, pem)]))
        server.start()
        der = base64.b64encode(_der(pem)).rstrip(b"=").decode()
        print(f"{_CORE_PROTOCOL}|{_PROVIDER_PROTOCOL}|unix|{address}|grpc|{der}", flush=True)
        stopped.wait()
        server.stop(grace=0.1).wait()


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

    def __init__(self, schema: Mapping[str, Any]) -> None:
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
        planned = _computed(request.proposed_new_state, block, lambda _: _UNKNOWN)
        return tfplugin_pb2.PlanResourceChange.Response(planned_state=planned)

    def ReadDataSource(self, request: Any, context: Any) -> Any:
        block = self._data[request.type_name]
        return tfplugin_pb2.ReadDataSource.Response(state=_computed(request.config, block, _placeholder))

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
    """A diagnostic for each attribute that is set and only ever computed: core leaves that check to the provider."""
    return [
        tfplugin_pb2.Diagnostic(
            severity=tfplugin_pb2.Diagnostic.ERROR,
            summary="Value for unconfigurable attribute",
            detail=f'Can\'t configure a value for "{name}": its value will be decided automatically.',
            attribute=tfplugin_pb2.AttributePath(steps=[tfplugin_pb2.AttributePath.Step(attribute_name=top)]),
        )
        for top, name in _unconfigurable(_unpacked(value), block)
    ]


def _unconfigurable(state: Any, block: Block) -> Iterator[tuple[str, str]]:
    """The name in this block, and the dotted name, of each attribute that the configuration may not set but does."""
    if not isinstance(state, dict):
        return
    for name, attribute in block.get("attributes", {}).items():
        if not (attribute.get("required") or attribute.get("optional")) and state[name] is not None:
            yield name, name
    for name, nested in block.get("block_types", {}).items():
        inner = state[name]
        if nested["nesting_mode"] in ("single", "group"):
            inner = [inner]
        elif isinstance(inner, dict):
            inner = list(inner.values())
        for each in inner if isinstance(inner, list) else ():
            yield from ((name, f"{name}.{below}") for _, below in _unconfigurable(each, nested["block"]))


def _unpacked(value: Any) -> Any:
    return msgpack.unpackb(value.msgpack, raw=False, strict_map_key=False, ext_hook=msgpack.ExtType)


def _computed(value: Any, block: Block, make: Callable[[Any], Any]) -> Any:
    """The object with `make(type)` for each computed attribute that the configuration leaves out, blocks included."""
    return tfplugin_pb2.DynamicValue(msgpack=msgpack.packb(_filled(_unpacked(value), block, make)))


def _filled(state: Any, block: Block, make: Callable[[Any], Any]) -> Any:
    if not isinstance(state, dict):  # null (a destroy), or not known yet
        return state
    filled = dict(state)
    for name, attribute in block.get("attributes", {}).items():
        if attribute.get("computed") and state[name] is None:
            filled[name] = make(attribute["type"])
    for name, nested in block.get("block_types", {}).items():
        inner = state[name]
        if nested["nesting_mode"] in ("single", "group"):
            filled[name] = _filled(inner, nested["block"], make)
        elif isinstance(inner, list):
            filled[name] = [_filled(each, nested["block"], make) for each in inner]
        elif isinstance(inner, dict):
            filled[name] = {key: _filled(each, nested["block"], make) for key, each in inner.items()}
    return filled


def _placeholder(kind: Any) -> Any:
    """A known value of a type in JSON (`"string"`, `["list", "string"]`); null for the type `dynamic`."""
    if isinstance(kind, str):
        return _BLANK.get(kind)
    head, inner = kind
    if head == "object":
        return {name: _placeholder(each) for name, each in inner.items()}
    if head == "tuple":
        return [_placeholder(each) for each in inner]
    return _BLANK[head]


def _self_signed() -> bytes:
    """A private key and its certificate for `localhost` in PEM: Terraform and its providers talk over TLS."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    usage = dict.fromkeys(("content_commitment", "data_encipherment", "key_agreement", "crl_sign"), False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=7))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_encipherment=True,
                key_cert_sign=True,
                encipher_only=False,
                decipher_only=False,
                **usage,
            ),
            critical=True,
        )
        .add_extension(x509.ExtendedKeyUsage([x509.OID_SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _der(pem: bytes) -> bytes:
    """The certificate of a PEM file in DER."""
    body = pem.partition(b"-----BEGIN CERTIFICATE-----")[2].partition(b"-----END")[0]
    return base64.b64decode(body)


if __name__ == "__main__":
    serve(read(Path(sys.argv[1])), Path(sys.argv[2]))
