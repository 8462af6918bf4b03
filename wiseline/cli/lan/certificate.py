"""A certificate authority for one household's network, and the certificate that this machine shows.

The authority may vouch for private addresses, this machine's own and local names only (name constraints,
RFC 5280 section 4.2.1.10): a phone that trusts it trusts it for nothing on the public web.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wiseline.cli.lan.address import Address
from wiseline.lib import clock

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
AUTHORITY_VALID = timedelta(days=3650)
SHOWN_VALID = timedelta(days=397)  # phones refuse more than 398 days
RENEW_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Files:
    """Where the certificates are kept. `authority` is what a phone may be told to trust."""

    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "authority.pem"

    @property
    def authority_key(self) -> Path:
        return self.folder / "authority-key.pem"

    @property
    def shown(self) -> Path:
        return self.folder / "certificate.pem"

    @property
    def shown_key(self) -> Path:
        return self.folder / "certificate-key.pem"


def certificate(folder: Path, *, hostname: str, addresses: list[Address]) -> Files:
    """The certificate for these names, made or renewed where needed. The authority stays while it covers them."""
    files = Files(folder)
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = [ipaddress.ip_address("127.0.0.1"), *addresses]
    if not _fit(files.authority) or not _permits(_read(files.authority), wanted):
        _make_authority(files, hostname, wanted)
    if not _fit(files.shown) or not _shows(files, hostname, wanted):
        _make_shown(files, hostname, wanted)
    return files


def expires(path: Path) -> timedelta:
    """For how long the certificate is still good; negative when it no longer is."""
    return _read(path).not_valid_after_utc - clock.now()


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _fit(path: Path) -> bool:
    try:
        return expires(path) > RENEW_BEFORE
    except (OSError, ValueError):
        return False


def _permits(authority: x509.Certificate, addresses: list[Address]) -> bool:
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    networks = [limit.value for limit in limits if isinstance(limit, x509.IPAddress)]
    return all(
        any(
            address in network
            for network in networks
            if isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network)
        )
        for address in addresses
    )


def _shows(files: Files, hostname: str, addresses: list[Address]) -> bool:
    shown = _read(files.shown)
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    try:
        shown.verify_directly_issued_by(_read(files.authority))
    except Exception:  # whatever is wrong with it, it is made anew
        return False
    return set(addresses) <= set(names.get_values_for_type(x509.IPAddress)) and hostname in names.get_values_for_type(
        x509.DNSName
    )


def _make_authority(files: Files, hostname: str, addresses: list[Address]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Wiseline on {hostname} (this network only)")])
    public = [ipaddress.ip_network(address) for address in addresses if not _is_private(address)]
    permitted = [x509.IPAddress(network) for network in [*map(ipaddress.ip_network, PRIVATE), *public]]
    names = [x509.DNSName(each) for each in dict.fromkeys([hostname, "localhost", "local"])]
    made = (
        _builder(name, name, key.public_key(), AUTHORITY_VALID)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints([*names, *permitted], None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(files.authority_key, _pem(key))
    _write(files.authority, made.public_bytes(serialization.Encoding.PEM))


def _make_shown(files: Files, hostname: str, addresses: list[Address]) -> None:
    authority = _read(files.authority)
    signer = serialization.load_pem_private_key(files.authority_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{files.authority_key} is not the key that Wiseline made.")
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName(each) for each in dict.fromkeys([hostname, f"{hostname}.local", "localhost"])]
    made = (
        _builder(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hostname)]),
            authority.subject,
            key.public_key(),
            SHOWN_VALID,
        )
        .add_extension(x509.SubjectAlternativeName([*names, *map(x509.IPAddress, addresses)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write(files.shown_key, _pem(key))
    _write(files.shown, made.public_bytes(serialization.Encoding.PEM))


def _is_private(address: Address) -> bool:
    return any(address in ipaddress.ip_network(network) for network in PRIVATE)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, valid: timedelta
) -> x509.CertificateBuilder:
    begins = clock.now() - timedelta(hours=1)  # a phone's clock may be behind
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + valid)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
