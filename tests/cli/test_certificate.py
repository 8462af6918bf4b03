"""The local network's own certificates."""

from __future__ import annotations

import ipaddress
import stat
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from cryptography import x509

from wiseline.cli.lan import certificate
from wiseline.lib import clock

HOME = ipaddress.ip_address("192.168.1.20")
OFFICE = ipaddress.ip_address("10.4.0.7")
PUBLIC = ipaddress.ip_address("203.0.113.9")


def made(folder: Path, *addresses: ipaddress.IPv4Address | ipaddress.IPv6Address) -> certificate.Files:
    return certificate.certificate(folder / "lan", hostname="harbour", addresses=list(addresses))


def shown(files: certificate.Files) -> x509.Certificate:
    return x509.load_pem_x509_certificate(files.shown.read_bytes())


def test_it_shows_every_name_that_a_phone_may_use(tmp_path: Path) -> None:
    names = shown(made(tmp_path, HOME)).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.DNSName)) == {"harbour", "harbour.local", "localhost"}
    assert set(names.get_values_for_type(x509.IPAddress)) == {HOME, ipaddress.ip_address("127.0.0.1")}


def test_phones_accept_for_how_long_it_is_good(tmp_path: Path) -> None:
    seen = shown(made(tmp_path, HOME))
    assert seen.not_valid_after_utc - seen.not_valid_before_utc <= timedelta(days=398)


def test_starting_again_changes_nothing(tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in made(tmp_path, HOME).folder.iterdir()}
    after = {path.name: path.read_bytes() for path in made(tmp_path, HOME).folder.iterdir()}
    assert before == after
    assert len(before) == 4


def test_another_network_gets_a_new_certificate_from_the_authority_that_phones_trust(tmp_path: Path) -> None:
    files = made(tmp_path, HOME)
    authority, before = files.authority.read_bytes(), files.shown.read_bytes()
    made(tmp_path, OFFICE)
    assert files.authority.read_bytes() == authority
    assert files.shown.read_bytes() != before
    shown(files).verify_directly_issued_by(x509.load_pem_x509_certificate(authority))


def test_it_is_renewed_before_it_ends(tmp_path: Path) -> None:
    before = shown(made(tmp_path, HOME)).not_valid_after_utc
    with time_machine.travel(clock.now() + timedelta(days=390), tick=False):
        assert shown(made(tmp_path, HOME)).not_valid_after_utc > before


def test_the_authority_vouches_for_nothing_on_the_public_web(tmp_path: Path) -> None:
    authority = x509.load_pem_x509_certificate(made(tmp_path, HOME).authority.read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    networks = [limit.value for limit in limits.value.permitted_subtrees or [] if isinstance(limit, x509.IPAddress)]
    assert networks
    assert all(network.is_private or network.is_loopback for network in networks)


def test_an_address_that_is_not_private_is_permitted_alone(tmp_path: Path) -> None:
    authority = x509.load_pem_x509_certificate(made(tmp_path, PUBLIC).authority.read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    assert x509.IPAddress(ipaddress.ip_network("203.0.113.9/32")) in limits


@pytest.mark.parametrize("name", ["authority-key.pem", "certificate-key.pem"])
def test_keys_are_closed_to_others(tmp_path: Path, name: str) -> None:
    assert stat.S_IMODE((made(tmp_path, HOME).folder / name).stat().st_mode) == 0o600


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    files = made(tmp_path, HOME)
    files.shown.write_text("not a certificate")
    made(tmp_path, HOME)
    assert shown(files).subject.rfc4514_string() == "CN=harbour"
