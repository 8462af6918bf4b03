"""A new key seals everything; an old one is dropped only when nothing needs it."""

from __future__ import annotations

from collections.abc import Callable

from tests.cli.conftest import Place

SUBSCRIPTIONS = (
    "from wiseline.reach.models import Device\n"
    "print(sorted(device.subscription['endpoint'] for device in Device.objects.all()))"
)
EVERYTHING = str(sorted(f"secret {number}" for number in range(40)))
TOKENS = (
    "from wiseline.cli.rotate_keys import _batches, sealed_fields\n"
    "from wiseline.lib import keyring\n"
    "tokens = [t for f in sealed_fields() for batch in _batches(f) for _, t in batch]\n"
    "print(len(tokens), sum(map(keyring.needs_rotation, tokens)))"
)


def ring(place: Place) -> list[str]:
    return (place.folder / "keys").read_text().split()


def test_everything_is_sealed_anew_and_reads_the_same(harbour: Place) -> None:
    [old] = ring(harbour)
    done = harbour.command("rotate-keys")
    assert done.returncode == 0, done.stderr
    assert "40 values were sealed anew" in done.stdout
    assert len(ring(harbour)) == 2
    assert ring(harbour)[1] == old
    assert harbour.python(TOKENS).split() == ["40", "0"]
    assert harbour.python(SUBSCRIPTIONS).strip() == EVERYTHING


def test_the_old_key_can_be_dropped_then(harbour: Place) -> None:
    harbour.command("rotate-keys")
    done = harbour.command("rotate-keys", "--forget-old")
    assert done.returncode == 0, done.stderr
    assert len(ring(harbour)) == 1
    assert harbour.python(SUBSCRIPTIONS).strip() == EVERYTHING


def test_an_interrupted_run_goes_on_with_the_key_that_it_had_made(harbour: Place) -> None:
    [old] = ring(harbour)
    harbour.command("rotate-keys")
    [new, _] = ring(harbour)
    (harbour.folder / "keys").write_text(f"{old}\n{new}\n")  # as if only some had been sealed with the first
    harbour.python("from wiseline.reach.models import Device\nfor device in Device.objects.all()[:15]: device.save()")
    done = harbour.command("rotate-keys")
    assert "25 values were sealed anew" in done.stdout
    assert ring(harbour) == [old, new]
    assert harbour.python(SUBSCRIPTIONS).strip() == EVERYTHING


def test_dropping_seals_what_still_has_the_old_key_first(harbour: Place) -> None:
    [old] = ring(harbour)
    harbour.command("rotate-keys")
    [new, _] = ring(harbour)
    (harbour.folder / "keys").write_text(f"{old}\n{new}\n")
    assert harbour.command("rotate-keys", "--forget-old").returncode == 0
    assert ring(harbour) == [old]
    assert harbour.python(SUBSCRIPTIONS).strip() == EVERYTHING


def test_a_missing_key_stops_it_before_anything_is_lost(harbour: Place) -> None:
    [old] = ring(harbour)
    (harbour.folder / "keys").write_text("other:" + "A" * 43 + "=\n")
    done = harbour.command("rotate-keys")
    assert done.returncode == 1
    assert "not in WISELINE_KEYS" in done.stderr
    (harbour.folder / "keys").write_text(f"{old}\n")
    assert harbour.python(SUBSCRIPTIONS).strip() == EVERYTHING


def test_servers_must_be_stopped_while_the_ring_is_a_file(harbour: Place, serving: Callable[..., str]) -> None:
    serving(harbour)
    before = ring(harbour)
    done = harbour.command("rotate-keys")
    assert done.returncode == 1
    assert "Wiseline is running" in done.stderr
    assert ring(harbour) == before


def test_keys_from_the_environment_can_be_rotated_while_serving(harbour: Place, serving: Callable[..., str]) -> None:
    [old] = ring(harbour)
    harbour.environment["WISELINE_KEYS"] = f"new:{'B' * 43}=,{old}"
    serving(harbour)
    done = harbour.command("rotate-keys")
    assert done.returncode == 0, done.stderr
    assert "40 values were sealed anew" in done.stdout
    assert harbour.python(TOKENS).split() == ["40", "0"]
