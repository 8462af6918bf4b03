"""Putting together what several devices say about one day, so that nothing is lost. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Merged(NamedTuple):
    """A day's answers, and those that do not agree: item to the answers in question, the standing one first."""

    answers: dict[str, Any]
    open: dict[str, list[Any]]


def merge(base: Mapping[str, Any], standing: Mapping[str, Any], sent: Mapping[str, Any]) -> Merged:
    """What `sent` changes in `standing`, where its writer had seen `base`.

    An answer that only one of them changed is taken. Where both changed it and differ, the standing one stays and
    both are left open for the person to choose. Lists (of skills) are joined. An answer that was only taken back
    never removes one that somebody gave meanwhile.
    """
    answers, open_ = dict(standing), {}
    for name in {**base, **sent}:
        was, now, new = base.get(name), standing.get(name), sent.get(name)
        if new in (was, now):
            continue
        if now == was:
            if new is None:
                answers.pop(name, None)
            else:
                answers[name] = new
        elif isinstance(now, list) and isinstance(new, list):
            gone = set(was or ()) - set(new)
            answers[name] = sorted((set(now) - gone) | set(new))
        elif now is None:
            answers[name] = new
        elif new is not None:
            open_[name] = [now, new]
    return Merged(answers, open_)
