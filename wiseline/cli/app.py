"""The commands and their options. What each does is in the module that it calls."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from django.core.exceptions import ImproperlyConfigured

from wiseline import __version__
from wiseline.cli.stop import Stop

app = typer.Typer(
    name="wiseline",
    help="Phone coaching for DBT: run it, set it up, look after it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
PASSPHRASE = "WISELINE_BACKUP_PASSPHRASE"  # noqa: S105 the name of a variable
Passphrase = Annotated[
    str,
    typer.Option(envvar=PASSPHRASE, show_envvar=True, help="Locks the file. Asked for when a person is there to ask."),
]


def main() -> None:
    """Run the command that was asked for; what stops it is said in plain words, without a traceback."""
    try:
        app()
    except Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(1)
    except ImproperlyConfigured as error:
        print(f"A setting is wrong: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _version(asked: bool) -> None:
    if asked:
        print(f"Wiseline {__version__}")
        raise typer.Exit


@app.callback()
def wiseline(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    """Phone coaching for DBT: run it, set it up, look after it."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to answer on.")] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to answer on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than one needs WISELINE_REDIS_URL.")] = 1,
    lan: Annotated[bool, typer.Option("--lan", help="HTTPS for the phones on this network.")] = False,
) -> None:
    """Prepare what is kept, then answer: web pages, live updates and (unless told otherwise) the switchboard."""
    from wiseline.cli.serve import Wish, serve

    serve(Wish(host=host, port=port, workers=workers, lan=lan))


@app.command()
def switchboard() -> None:
    """Run the switchboard alone, where WISELINE_ENGINE_IN_WEB=0 keeps it out of the web processes."""
    from wiseline.cli.switchboard import run

    run()


@app.command()
def setup(  # noqa: PLR0917 typer reads options from parameters
    programme: Annotated[str, typer.Option(help="The programme's name.")] = "",
    country: Annotated[str, typer.Option(help="Two letters, for instance IE.")] = "",
    timezone: Annotated[str, typer.Option(help="For instance Europe/Dublin.")] = "",
    name: Annotated[str, typer.Option(help="The team lead's name.")] = "",
    email: Annotated[str, typer.Option(help="The team lead's e-mail address.")] = "",
    base_url: Annotated[str, typer.Option(help="Where Wiseline is reached; WISELINE_BASE_URL if unset.")] = "",
) -> None:
    """Make the first programme and its lead, and print a link that signs the lead in. Asks for what is not given."""
    from wiseline.cli.setup import Answers, set_up

    set_up(Answers(programme, country, timezone, name, email), base_url=base_url)


@app.command()
def doctor(
    call: Annotated[str, typer.Option("--call", help="Place a test call to this number instead.")] = "",
    second: Annotated[bool, typer.Option("--second", help="Place it by the second phone provider.")] = False,
) -> None:
    """Look at everything that Wiseline leans on, and say how to mend what is not well."""
    from wiseline.cli.doctor import examine
    from wiseline.cli.doctor.phone import place_test_call

    sys.exit(place_test_call(call, second=second) if call else examine())


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    passphrase: Passphrase = "",
    unlocked: Annotated[bool, typer.Option("--unlocked", help="Write it without a passphrase.")] = False,
) -> None:
    """Write everything that is kept into one file, while Wiseline runs."""
    from wiseline.cli.backup import write
    from wiseline.cli.passphrase import ask_for_new

    write(file, passphrase=ask_for_new(passphrase, unlocked=unlocked))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `wiseline backup` wrote.")],
    passphrase: Passphrase = "",
    force: Annotated[bool, typer.Option("--force", help="Replace what is there now.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only read the file, and say whether it is whole.")] = False,
) -> None:
    """Put back what a backup holds. Everything is checked before anything is changed."""
    from wiseline.cli import backup

    if check:
        backup.check(file, passphrase=passphrase)
    else:
        backup.restore(file, passphrase=passphrase, force=force)


@app.command("rotate-keys")
def rotate_keys(
    forget_old: Annotated[
        bool, typer.Option("--forget-old", help="Drop the keys that nothing needs any more.")
    ] = False,
) -> None:
    """Seal everything anew with a fresh key. Safe to run again after an interruption."""
    from wiseline.cli.rotate_keys import rotate

    rotate(forget_old=forget_old)


evaluate = typer.Typer(help="Measure a part of Wiseline over cases of your own.", no_args_is_help=True)
app.add_typer(evaluate, name="evaluate")


@evaluate.callback()
def evaluating() -> None:
    """Measure a part of Wiseline over cases of your own."""


@evaluate.command()
def finder(
    file: Annotated[
        Path, typer.Argument(help="Cases, one JSON object a line: id, text, skills, and what else is known.")
    ],
) -> None:
    """How often the finder's first three hold a skill that is accepted."""
    from wiseline.cli import evaluate as measuring

    measuring.finder(file)


@evaluate.command()
def risk(
    file: Annotated[Path, typer.Argument(help="Texts, one JSON object a line: id, text, label (1 danger, 0 none).")],
) -> None:
    """How often words that may mean danger are marked, and how often words that do not are left alone."""
    from wiseline.cli import evaluate as measuring

    measuring.risk(file)
