"""Who may have what at every address: the table that `test_authorisation` holds the views to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CLIENTS = ("mia", "noah", "otto")
STAFF = ("dana", "sam", "toni", "lea", "eve")
EVERYBODY = (*CLIENTS, *STAFF)
OK, SIGN_IN = "ok", "sign in"

# Mia is Dana's client. Sam, Toni, Lea (who leads) and Noah are of the same programme; Eve and Otto of another.


@dataclass(frozen=True)
class Case:
    """An address, and who may have it. `stage` is what has happened by then: see `World`."""

    outcome: dict[str, str | int]
    get: bool = True
    post: dict[str, str] | None = None
    stage: str = "ringing"
    about: str = ""
    any_status: bool = False  # 4xx other than refusals count as let in (nothing useful was sent)


def for_mia(**more: Any) -> Case:
    """Mia's own; other clients find nothing, staff are refused."""
    return Case({"nobody": SIGN_IN, "mia": OK, "noah": 404, "otto": 404, **dict.fromkeys(STAFF, 403)}, **more)


def for_coaches(*allowed: str, **more: Any) -> Case:
    """For some of the staff; the others find nothing, clients are refused."""
    staff = {name: OK if name in allowed else 404 for name in STAFF}
    return Case({"nobody": SIGN_IN, **dict.fromkeys(CLIENTS, 403), **staff}, **more)


def only_for(*allowed: str, **more: Any) -> Case:
    """For those named; everybody else finds nothing."""
    return Case({"nobody": SIGN_IN, **{name: OK if name in allowed else 404 for name in EVERYBODY}}, **more)


def for_staff(**more: Any) -> Case:
    """For all staff, each their own."""
    return for_coaches(*STAFF, **more)


def for_clients(**more: Any) -> Case:
    """For all clients, each their own."""
    return Case({"nobody": SIGN_IN, **dict.fromkeys(CLIENTS, OK), **dict.fromkeys(STAFF, 403)}, **more)


def for_everybody(**more: Any) -> Case:
    """For whoever is signed in, each their own."""
    return only_for(*EVERYBODY, **more)


def public(**more: Any) -> Case:
    """Open to the world."""
    return Case(dict.fromkeys(("nobody", *EVERYBODY), OK), **more)


def gone(status: int, **more: Any) -> Case:
    """Nobody gets anything by a token that nobody made."""
    return Case(dict.fromkeys(("nobody", *EVERYBODY), status), **more)


CONTACT, LEG, DEVICE = "contact", "leg", "device"
POST: dict[str, Any] = {"get": False, "post": {}}
CASES = {
    "privacy:who": for_clients(),
    "privacy:save": for_clients(post={}),
    "privacy:face": for_clients(post={"face": "notes"}),
    "privacy:lock": for_clients(post={}, any_status=True),
    "privacy:locked": for_clients(),
    "privacy:unlock": for_clients(**POST),
    "privacy:unlock_by_passkey": Case(
        {"nobody": SIGN_IN, **dict.fromkeys(CLIENTS, 404), **dict.fromkeys(STAFF, 403)}, post={}
    ),
    "privacy:awake": for_clients(),
    "privacy:signed_in": for_everybody(),
    "privacy:end": only_for("mia", about="sign_in", **POST),
    "privacy:end_everywhere": for_everybody(**POST),
    "coaching:ask": Case(
        {"nobody": SIGN_IN, **dict.fromkeys(CLIENTS, OK), **dict.fromkeys(STAFF, 403)}, get=False, post={}
    ),
    "coaching:open": only_for("mia", "dana", "lea", about=CONTACT),
    "coaching:messages": only_for("mia", "dana", about=CONTACT, stage="live"),
    "coaching:suggested": for_coaches("dana", about=CONTACT, stage="live"),
    "coaching:coach_it": for_coaches("dana", about=CONTACT, stage="live"),
    "coaching:practice": only_for("mia", "dana", about=CONTACT, stage="live", post={"practice": "give"}),
    "coaching:state": for_mia(about=CONTACT),
    "coaching:safety": for_mia(about=CONTACT, get=False, post={"safety": "danger"}),
    "coaching:risk": for_coaches("dana", about=CONTACT, stage="live", post={"judgement": "x"}),
    "coaching:recontact": for_coaches("dana", about="recontact", post={}),
    "coaching:place": for_mia(about=CONTACT, get=False, post={"words": "Mill Street 4"}),
    "coaching:choose": for_mia(about=CONTACT, get=False, post={"kind": "repair"}),
    "coaching:tell": for_mia(about=CONTACT, get=False, post={"happening": "x"}),
    "coaching:withdraw": for_mia(about=CONTACT, **POST),
    "coaching:again": for_mia(about=CONTACT, **POST),
    "coaching:enough": for_mia(about=CONTACT, stage="live", **POST),
    "coaching:call_join": only_for("mia", "dana", about=CONTACT, stage="live", post={}),
    "coaching:call_signal": only_for("dana", about=LEG, stage="live", any_status=True, **POST),
    "coaching:call_alive": only_for("dana", about=LEG, stage="live", **POST),
    "coaching:call_leave": only_for("dana", about=LEG, stage="live", **POST),
    "coaching:outcome": for_mia(about="commitment", get=False, post={"outcome": "helped"}),
    "coaching:outcome_where": for_mia(about="commitment", get=False, post={"contexts": "home"}),
    "coaching:board": for_staff(),
    "coaching:rings": for_staff(),
    "coaching:ring_state": for_coaches("dana", "lea", about=CONTACT),
    "coaching:answer": for_coaches("dana", "lea", about=CONTACT, **POST),
    "coaching:promise": for_coaches("dana", "lea", about=CONTACT, get=False, post={"minutes": "15"}),
    "coaching:hand_over": for_coaches("dana", "lea", about=CONTACT, **POST),
    "coaching:follow_up": for_coaches("dana", "lea", about=CONTACT, stage="unreached", **POST),
    "coaching:end": for_coaches("dana", about=CONTACT, stage="live", **POST),
    "coaching:tick": for_coaches("dana", about=CONTACT, stage="live", get=False, post={"step": "risk", "on": "1"}),
    "coaching:save_note": for_coaches("dana", about=CONTACT, stage="live", get=False, post={"problem": "x"}),
    "coaching:agreed": for_coaches("dana", about=CONTACT, stage="live", get=False, post={"meant": "x", "days": "7"}),
    "coaching:start": for_coaches("dana", "lea", about="mia", **POST),
    "coaching:note": for_coaches("dana", about="note", stage="closed", post={"text": "and then"}),
    "coaching:answer_by_token": gone(410, about="forged", **POST),
    "coaching:promise_by_token": gone(410, about="forged", **POST),
    "safety:help_now": public(),
    "safety:everywhere": public(),
    "safety:be_here": for_everybody(get=False, post={"country": "IT"}),
    "safety:own_numbers": Case(
        {"nobody": SIGN_IN, **dict.fromkeys(CLIENTS, 403), **dict.fromkeys(STAFF, 404), "lea": OK, "eve": OK}
    ),
    "safety:change_number": for_coaches("lea", about="number", post={"name": "x"}, any_status=True),
    "safety:take_number": for_coaches("lea", about="number", **POST),
    "safety:policy": Case(only_for("mia", "dana").outcome, about="mia"),
    "safety:others": Case(only_for("mia", "dana").outcome, about="mia"),
    "safety:other": for_coaches("toni", about="other"),
    "safety:end_other": only_for("mia", "dana", about="other", **POST),
    "safety:consents": Case(only_for("mia", "dana").outcome, about="mia"),
    "safety:take_consent_back": only_for("mia", "dana", about="consent", **POST),
    "safety:rules": Case(
        {"nobody": SIGN_IN, **dict.fromkeys(CLIENTS, 403), **dict.fromkeys(STAFF, 404), "lea": OK, "eve": OK}
    ),
    "safety:lift_policy": for_coaches("dana", about="mia", **POST),
    "safety:note_act": for_coaches("dana", about="mia", any_status=True, **POST),
    "safety:take_act_back": for_coaches("dana", about="reported", **POST),
    "safety:my_plan": for_clients(),
    "safety:edit_plan": only_for("mia", "dana", about="mia", post={"alone-text": "x", "seen": "1"}),
    "safety:plan_versions": only_for("mia", "dana", about="mia"),
    "safety:plan_pdf": only_for("mia", "dana", about="mia"),
    "safety:lending": for_clients(post={"name": "Ada", "days": "7"}),
    "safety:end_link": for_mia(about="link", **POST),
    "safety:lent": gone(404, about="forged"),
    "safety:picture": for_clients(),
    "safety:photos": for_clients(),
    "safety:beside_plan": for_mia(about="photo"),
    "safety:remove_photo": for_mia(about="photo", **POST),
    "reach:devices": for_everybody(),
    "reach:keep": for_everybody(any_status=True, **POST),
    "reach:test": only_for("dana", about=DEVICE, **POST),
    "reach:heard": for_everybody(about=DEVICE, **POST),  # of somebody else's device it changes nothing
    "reach:remove": for_everybody(about=DEVICE, **POST),
    "reach:shown": for_everybody(any_status=True, **POST),
    "reach:received": gone(410, about="forged", **POST),
    "reach:renew": gone(400, **POST),  # nobody renews an address without knowing the old one
    "reach:routes": for_coaches(*STAFF, any_status=True, post={"label": "x"}),
    "reach:route_test": for_coaches("dana", about="route", **POST),
    "reach:route_heard": for_coaches("dana", about="route", **POST),
    "reach:route_remove": for_coaches("dana", about="route", **POST),
    "reach:sent": for_everybody(),
    "reach:deliveries": for_coaches("lea", "eve"),
    "notices:mine": for_everybody(any_status=True, post={"night_from": "x"}),
    "notices:try": for_everybody(**POST),
    "reach:phone": for_everybody(),
    "reach:phone_give": for_everybody(any_status=True, **POST),
    "reach:phone_verify": for_everybody(any_status=True, **POST),
    "reach:phone_ring": for_everybody(any_status=True, **POST),
    "reach:phone_pin": for_everybody(any_status=True, **POST),
    "reach:phone_texts": for_everybody(**POST),
    "reach:phone_test": for_everybody(**POST),
    "reach:phone_heard": for_everybody(**POST),
    "reach:phone_remove": for_everybody(**POST),
    "phone:phones": gone(404),  # in the demo only
    "phone:text": gone(404, **POST),
    "phone:dial": gone(404, **POST),
    "phone:happens": gone(404, about=CONTACT, **POST),
    "phone:by_phone": for_coaches("dana", about=CONTACT, stage="live", **POST),
    "phone:ring": for_coaches("dana", about=CONTACT, stage="live", **POST),
    "phone:spoken": for_coaches("dana", about="spoken"),
    "twiml:incoming": gone(404, **POST),  # what the provider has not signed does not exist
    "twiml:incoming_status": gone(404, **POST),
    "twiml:event": gone(404, about=CONTACT, **POST),
    "twiml:text_in": gone(404, **POST),
    "twiml:text_status": gone(404, about=CONTACT, **POST),
    "twiml:again": gone(404, about=CONTACT, **POST),
    "twiml:status": gone(404, about=CONTACT, **POST),
    "web:home": only_for(*EVERYBODY),
    "cover:duty": for_staff(),
    "cover:mine": for_clients(),
    "cover:night": for_staff(),
    "cover:brief": for_coaches("dana", about="mia", post={"helps": "x", "first": "2026-11-23", "last": "2026-11-24"}),
    "cover:end": for_coaches("dana", about="mia", **POST),
    "cover:back": for_coaches("sam", about="covered", post={"text": "x"}),
    "cover:hand_back": for_coaches("dana", "sam", about="handed_back"),
    "load:own": for_coaches("dana", "sam", "toni", "lea", "eve"),
    "load:rate": for_staff(get=False, post={"weight": "3"}),
    "load:show": for_staff(get=False, post={"rating": "on"}),
    "load:bring": for_staff(**POST),
    "load:team": for_staff(),
    "load:figures": for_coaches("lea", "eve"),
    "web:mine": for_clients(),
    "coaching:need_met": for_coaches("dana", about="need", **POST),
    "web:breathe": public(),
    "web:steps": public(),
    "web:step_by_step": public(about="open_skill"),
    "web:offline": public(),
    "web:away": public(),
    "web:service_worker": public(),
    "web:manifest": public(),
    "web:demo_sign_in": gone(404, about="forged"),
    "web:mailbox": gone(404),
    "web:link_sign_in": gone(404, about="forged"),
    "skills:shelves": for_everybody(),
    "skills:now": for_clients(post={"text": "x"}),
    "skills:now_index": for_clients(),
    "skills:skill": for_everybody(about="skill"),
    "skills:used": for_clients(about="skill", get=False, post={"effect": "helped"}),
    "skills:ask": for_clients(about="skill", get=False, post={"text": "x"}),
    "skills:practice": for_everybody(about="skill", post={"effect": "helped"}),
    "skills:kept": for_clients(),
    "skills:own_lists": for_clients(),
    "skills:own_item": for_clients(about="own_list", get=False, post={"text": "x"}),
    "skills:own_item_gone": for_mia(about="own_item", **POST),
    "skills:run": for_mia(about="run", post={"effect": "helped"}),
    "skills:run_step": for_mia(about="run", get=False, post={"step": "2"}),
    "skills:use": for_mia(about="use", post={"obstacle": "half"}),
    "skills:learning": for_coaches("dana", about="mia", post={"skill": "give", "on": "2026-11-20"}),
    "skills:cautions": for_coaches("dana", about="mia", get=False, post={"flags": "pregnancy"}),
    "skills:untaught": for_coaches("dana", about="taught", **POST),
    "skills:groups": for_staff(post={"name": "Tuesday group"}),
    "skills:group": for_coaches("toni", about="group", post={"skill": "give", "on": "2026-11-20"}),
    "skills:group_people": for_coaches("toni", about="group", **POST),
    "skills:group_end": for_coaches("toni", about="group", **POST),
    "skills:wordings": for_coaches("toni", "lea", "eve"),
    "skills:new_own": for_coaches("toni", "lea", "eve", post={"name": "x"}, any_status=True),
    "skills:word": for_coaches("toni", "lea", "eve", about="skill", post={"summary": "x"}, any_status=True),
    "skills:take_back": for_coaches("toni", "lea", about="skill", **POST),
    "skills:bring_back": for_coaches("toni", "lea", about="wording", **POST),
    "skills:log": for_clients(post={"skill": "give", "effect": "helped"}),
    "diary:day": for_clients(),
    "diary:save": for_clients(get=False, post={"day": "2026-11-23", "card": "1", "misery": "3"}),
    "diary:check_in": for_clients(post={"misery": "3"}),
    "diary:done": for_clients(about="day"),
    "diary:choose": for_mia(about="day", get=False, post={"item": "misery", "answer": "4"}),
    "diary:question": for_mia(about="question", get=False, post={"text": "x"}),
    "diary:week": only_for("mia", "dana", about="mia"),
    "diary:ask": for_coaches("dana", about="mia", get=False, post={"day": "2026-11-23", "text": "x"}),
    "diary:week_pdf": only_for("mia", "dana", about="mia"),
    "diary:card": only_for("mia", "dana", about="mia", post={"misery-on": "on"}),
    "diary:reminder": only_for("mia", "dana", about="mia", get=False, post={"time": "20:30"}),
    "diary:seen": for_coaches("dana", about="alert", **POST),
    "chains:mine": for_clients(),
    "chains:of": only_for("mia", "dana", about="mia"),
    "chains:begin": only_for("mia", "dana", about="mia", get=False, post={"kind": "chain"}),
    "chains:chain": only_for("mia", "dana", about="chain", post={"seen": "1", "behaviour": "x"}),
    "chains:pdf": only_for("mia", "dana", about="chain"),
    "map:of": only_for("mia", "dana", about="mia"),
    "map:export": only_for("mia", "dana", about="mia"),
    "map:group": for_coaches("toni", about="group"),
    "map:contexts": for_coaches("toni", "lea", "eve", post={"label": "In the car"}),
    "map:contexts_shown": for_coaches("toni", "lea", "eve", get=False, post={"key": "home"}),
    "practice:mine": for_clients(),
    "practice:reminders": for_clients(post={"quiet_from": "21:00", "quiet_until": "08:00", "most_a_day": "2"}),
    "practice:events": for_clients(),
    "practice:prepare": for_clients(get=False, post={"title": "x", "at": "2030-01-01T10:00:00+00:00"}),
    "practice:measures": for_coaches("lea", "eve"),
    "practice:of": only_for("mia", "dana", about="mia"),
    "practice:new": only_for("mia", "dana", about="mia", post={"situation": "x"}, any_status=True),
    "practice:keep": only_for("mia", "dana", about="commitment", **POST),
    "practice:planned": only_for("mia", "dana", about="planned"),
    "practice:edit": only_for("mia", "dana", about="planned", post={"situation": "x"}, any_status=True),
    "practice:reply": only_for("mia", "dana", about="planned", get=False, post={"agrees": "yes"}),
    "practice:smaller": for_mia(about="planned", **POST),
    "practice:end": only_for("mia", "dana", about="planned", **POST),
    "practice:answer": for_mia(about="planned", get=False, post={"day": "2026-11-23", "said": "done"}),
    "practice:said": for_mia(about="planned_day", post={"effect": "helped"}),
    "scales:mine": for_clients(),
    "scales:reminder": for_clients(get=False, post={"time": "18:30"}),
    "scales:pause": for_mia(about="asking", get=False, post={"paused": "1"}),
    "scales:fill": for_mia(about="edition", post={"a-steady": "3"}),
    "scales:kept": for_mia(about="answered"),
    "scales:of": only_for("mia", "dana", about="mia"),
    "scales:charts": only_for("mia", "dana", about="mia"),
    "scales:ask": for_coaches(
        "dana", about="mia", get=False, post={"slug": "gad-7", "weekday": "1", "every_weeks": "2"}
    ),
    "scales:together": for_coaches("dana", about="together", post={"a-steady": "3"}),
    "scales:stop": for_coaches("dana", about="asking", **POST),
    "scales:answers": only_for("mia", "dana", about="answered"),
    "scales:looked": for_coaches("dana", about="answered", **POST),
    "scales:programme": for_coaches("lea", "eve", post={"text": "x"}, any_status=True),
    "scales:own": for_coaches("lea", about="own_edition", post={"on": "1"}),
    "patterns:of": only_for("mia", "dana", about="mia"),
    "patterns:charts": only_for("mia", "dana", about="mia"),
    "patterns:week_chart": only_for("mia", "dana", about="mia"),
    "patterns:pattern": only_for("mia", "dana", about="pattern"),
    "patterns:say": for_mia(about="pattern", get=False, post={"text": "x"}),
    "alliance:understanding": only_for("mia", "dana", about="mia"),
    "alliance:propose": only_for("mia", "dana", about="mia", get=False, post={"section": "goal", "text": "x"}),
    "alliance:settle": only_for("mia", about="proposal", get=False, post={"do": "agree"}),
    "alliance:agreement": only_for("mia", "dana", about="mia"),
    "alliance:write_agreement": for_coaches("dana", about="mia", post={"seen": "1", "functions": "x"}),
    "alliance:wish": for_mia(about="mia", get=False, post={"text": "x"}),
    "alliance:talked": for_coaches("dana", about="mia", **POST),
    "alliance:sign": only_for("mia", "dana", about="agreement", get=False, post={"name": "x"}),
    "alliance:agreement_pdf": only_for("mia", "dana", about="agreement"),
    "team_agenda:agenda": for_staff(post={"text": "x", "key": "k"}),
    "team_agenda:pdf": for_staff(),
    "team_agenda:decide": for_coaches("dana", "sam", "toni", "lea", about="item", get=False, post={"decided": "x"}),
    "team_agenda:reopen": for_coaches("dana", "sam", "toni", "lea", about="item", **POST),
    "agenda:mine": for_clients(),
    "agenda:wish": for_clients(get=False, post={"text": "x"}),
    "agenda:unwish": for_mia(about="wish", **POST),
    "agenda:of": for_coaches("dana", about="mia", post={"day": "2026-11-30", "time": "14:00"}),
    "agenda:session": only_for("dana", about="session"),
    "agenda:pdf": only_for("dana", about="session"),
    "agenda:line": for_coaches("dana", about="session", get=False, post={"key": "card.urge.suicide", "do": "tick"}),
    "agenda:add": for_coaches("dana", about="session", get=False, post={"group": "life", "text": "x", "key": "k"}),
    "agenda:agree": for_coaches("dana", about="session", get=False, post={"kind": "words", "text": "x", "key": "k"}),
    "agenda:step": for_coaches("dana", about="session", get=False, post={"do": "close"}),
    "agenda:unsay": for_coaches("dana", about="agreed", **POST),
    "alliance:words": for_clients(),
    "alliance:leave_words": for_coaches("dana", about="mia", post={"text": "x", "tie": "hard"}),
    "alliance:hide_words": for_mia(about="words", **POST),
    "alliance:words_in_plan": for_mia(about="words", **POST),
    "alliance:remove_words": only_for("mia", "dana", about="words", **POST),
    "alliance:voice": only_for("mia", "dana", about="words"),
    "alliance:lines": for_clients(post={"text": "x"}),
    "alliance:lines_of": for_coaches("dana", about="mia", post={"text": "x"}),
    "alliance:read_line": for_mia(about="warm", get=False, post={"answer": "thanks"}),
    "alliance:news_seen": for_coaches("dana", about="news", **POST),
    "alliance:repairs": only_for("mia", "dana", about="mia"),
    "alliance:how_it_is": for_mia(about="repair", get=False, post={"says": "good"}),
    "alliance:repair_looked": for_coaches("dana", about="repair", **POST),
    "alliance:pulse_ask": for_clients(post={"understood": "3", "do": "show"}),
    "alliance:pulse": only_for("mia", "dana", about="mia"),
    "alliance:show_pulse": for_mia(about="pulse", **POST),
    "alliance:pulse_talked": for_coaches("dana", about="mia", **POST),
    "live:stream": Case({"nobody": 401, **dict.fromkeys(EVERYBODY, OK)}),
}
