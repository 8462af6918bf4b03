"""Mia's world as `test_authorisation` meets it: one of everything that has an address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from tests.cast import Cast
from tests.fakes.push_wire import give_phone
from tests.insight.found import a_pattern_of
from tests.questionnaires.own import BRANCHING
from tests.safety.pictures import a_picture
from wiseline.agenda.agreeing import agree
from wiseline.agenda.planning import plan_session
from wiseline.agenda.team import bring
from wiseline.agenda.wishes import add_wish
from wiseline.alliance.agreement import write_agreement
from wiseline.alliance.encouragement import Moment, leave_words
from wiseline.alliance.pulse import answer_pulse
from wiseline.alliance.repair import Agreed, keep_agreed
from wiseline.alliance.understanding import propose
from wiseline.alliance.warmth import send_warm, tell_good_news
from wiseline.calls import flows as calls
from wiseline.calls.models import SpokenMessage
from wiseline.chart.chains.chain import Body
from wiseline.chart.chains.work import begin
from wiseline.chart.cover import hand_back
from wiseline.chart.diary.asking import ask_about_day
from wiseline.chart.diary.cards import card_of
from wiseline.chart.diary.fill import fill_day
from wiseline.chart.models import Commitment, DiaryAlert
from wiseline.chart.needs import raise_need
from wiseline.chart.practice_plan.answering import answer as answer_practice
from wiseline.chart.practice_plan.when import Kind, When
from wiseline.chart.practice_plan.writing import propose as plan_practice
from wiseline.chart.questionnaires.answering import answer as answer_questions
from wiseline.chart.questionnaires.asking import ask as ask_questions
from wiseline.chart.questionnaires.versions import add_edition, version_of
from wiseline.chart.uses import Went, log_use
from wiseline.coaching import notes
from wiseline.coaching.flows.answer import answer
from wiseline.coaching.flows.ask import ask
from wiseline.coaching.flows.recontact import agree_recontact
from wiseline.coaching.flows.search import advance
from wiseline.coaching.models import Contact
from wiseline.coaching.transitions import Status
from wiseline.lib import clock
from wiseline.people.models import SignIn
from wiseline.reach.models import Route
from wiseline.safety.agreeing import report_act
from wiseline.safety.flows import write_plan
from wiseline.safety.lending import lend
from wiseline.safety.models import MinorConsent, PlanLink
from wiseline.safety.others import include
from wiseline.safety.own_numbers import keep_number
from wiseline.safety.photos import add_photo
from wiseline.skills.flows import teach
from wiseline.skills.groups import begin_group
from wiseline.skills.models import Taught
from wiseline.skills.practising import add_own, send
from wiseline.skills.wording import word

SECRET = "the harbour wall"


class World:
    """Mia's contact at a stage, with everything that hangs on it."""

    def __init__(self, cast: Cast, stage: str) -> None:
        self.cast = cast
        self.device = give_phone(cast.dana)
        self.contact, _new = ask(client=cast.mia, safety="safe", primer={"happening": SECRET})
        self.leg = self.note = None
        if stage == "unreached":
            with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
                advance(self.contact.pk)
        elif stage != "ringing":
            answer(contact_id=self.contact.pk, coach=cast.dana)
            self.contact.refresh_from_db()
            peers = list(self.contact.live_parties())
            self.leg = calls.join(contact_id=self.contact.pk, person=cast.dana, peers=peers).leg
        if stage == "closed":
            notes.save_draft(contact=self.contact, coach=cast.dana, body={"problem": SECRET})
            self.note = notes.sign(contact=self.contact, coach=cast.dana)
        common = {"client": cast.mia, "programme_id": cast.programme.pk, "coach": cast.dana, "text": SECRET}
        self.use = log_use(client=cast.mia, skill="give", went=Went("not"))
        teach(clients=[cast.mia], skill="fast", on=clock.now().date(), by=cast.dana, practised=SECRET)
        self.taught = Taught.objects.get()
        self.run = send(client=cast.mia, practice="give", by=cast.dana, contact_id=self.contact.pk)
        self.group = begin_group(name="Tuesday group", by=cast.toni)
        words = {"summary": "Keeps the bond while you talk."}
        self.wording = word(programme_id=cast.programme.pk, skill="give", parts=words, by=cast.lea)
        self.own_item = add_own(client=cast.mia, list_name="soothe", text=SECRET)
        version = card_of(cast.mia)
        today = clock.now().date()
        answers = {"misery": 3, "note": SECRET, "urge.suicide": 4}
        fill_day(client=cast.mia, day=today, version=version, answers=answers, seen=0, key="k")
        fill_day(client=cast.mia, day=today, version=version, answers={"misery": 4}, seen=0, key="other")
        self.alert = DiaryAlert.objects.get()
        self.question = ask_about_day(client=cast.mia, by=cast.dana, day=today, item="", text=SECRET)
        self.chain = begin(client=cast.mia, by=cast.mia, kind="chain", body=Body(behaviour=SECRET))
        when = When(kind=Kind.CUE, cue=SECRET)
        self.planned = plan_practice(client=cast.mia, by=cast.mia, skill="give", situation=SECRET, when=when)
        answer_practice(planned=self.planned, day=today, said="done")
        self._safety(cast)
        self.route = Route.objects.create(person=cast.dana, label="Pager", address="ntfy://topic-of-dana")
        self.spoken = SpokenMessage.objects.create(
            programme_id=cast.programme.pk,
            contact_id=self.contact.pk,
            person=cast.mia,
            seconds=3,
            sound={"type": "audio/mpeg", "data": ""},
        )
        self.need = raise_need(client=cast.mia, kind="call", due_at=clock.now())
        self._alliance(cast)
        self.wish = add_wish(client=cast.mia, text=SECRET, key="w")
        later = clock.now() + timedelta(days=2)
        self.session = plan_session(client=cast.mia, therapist=cast.dana, planned_for=later, weekly=True)
        self.item = bring(by=cast.dana, text=SECRET, about=cast.mia, key="i")
        said = {"kind": "words", "skill": "", "text": SECRET, "key": "a"}
        self.agreed = agree(session=self.session, by=cast.dana, **said)
        self.covered = Contact.objects.create(
            programme=cast.programme, client=cast.mia, initiator=cast.mia, status="closed", holder=cast.sam
        )
        self.handed_back = hand_back(contact_id=self.covered.pk, client=cast.mia, by=cast.sam, text=SECRET)
        self.sign_in = SignIn.objects.create(person=cast.mia, session_key="elsewhere")
        self.commitment = Commitment.objects.create(**common, ask_at=clock.now())

    def _alliance(self, cast: Cast) -> None:
        self.proposal = propose(client=cast.mia, by=cast.dana, section="goal", text=SECRET)
        self.agreement = write_agreement(client=cast.mia, by=cast.dana, body={"functions": SECRET}, seen=0)
        sound = b"\x1a\x45\xdf\xa3" + SECRET.encode()
        self.words = leave_words(client=cast.mia, by=cast.dana, moment=Moment("hard"), text=SECRET, sound=sound)
        self.warm = send_warm(client=cast.mia, by=cast.dana, text=SECRET)
        self.news = tell_good_news(client=cast.mia, text=SECRET)
        agreed = Agreed(SECRET, "call back sooner", "say it sooner", 7)
        self.repair = keep_agreed(contact_id=self.contact.pk, client=cast.mia, coach=cast.dana, agreed=agreed)
        self.pulse = answer_pulse(client=cast.mia, answers={"understood": 2}, words=SECRET, show=False)

    def _safety(self, cast: Cast) -> None:
        write_plan(client=cast.mia, by=cast.mia, sections={"alone": [SECRET]})
        self.number = keep_number(by=cast.lea, name=SECRET, number="030 1", way="call")
        earlier = Contact.objects.create(
            programme=cast.programme, client=cast.mia, initiator=cast.dana, status=Status.CLOSED, holder=cast.dana
        )
        self.recontact = agree_recontact(contact=earlier, coach=cast.dana, at=clock.now() + timedelta(hours=1))
        lend(client=cast.mia, name=SECRET, days=7)
        self.other = include(client=cast.mia, by=cast.dana, name=SECRET, told=SECRET, coach=cast.toni)
        self.consent = MinorConsent.objects.create(
            client=cast.mia,
            programme_id=cast.programme.pk,
            role="client",
            name=SECRET,
            wording=SECRET,
            on=clock.now().date(),
            by=cast.dana,
        )
        self.link = PlanLink.objects.get()
        self.reported = report_act(client=cast.mia, by=cast.dana)
        self.photo = add_photo(client=cast.mia, file=a_picture())
        self._questions()

    def _questions(self) -> None:
        mia = self.cast.mia
        self.asking = ask_questions(client=mia, by=self.cast.dana, slug="week", every_weeks=1, weekday=0)
        edition = version_of(mia.programme_id, "week")
        assert edition is not None
        self.edition = edition
        self.answered = answer_questions(client=mia, version=edition, given={"steady": 2}, key="k")
        self.own_edition = add_edition(text=BRANCHING, by=self.cast.lea)

    def arguments(self, about: str) -> list[Any]:
        """What stands in the address."""
        words = {"forged": "forged", "skill": "give", "open_skill": "self-soothe", "own_list": "soothe"}
        words["day"] = clock.now().date().isoformat()
        if about == "pattern":
            return [self.cast.mia.pk, a_pattern_of(self.cast.mia)]
        if about == "reported":
            return [self.cast.mia.pk, self.reported.pk]
        if about == "together":
            return [self.cast.mia.pk, self.edition.pk]
        if about == "planned_day":
            return [self.planned.pk, clock.now().date().isoformat()]
        if about in words:
            return [words[about]]
        found = self.cast.mia if about == "mia" else getattr(self, about) if about else None
        return [found.pk] if found is not None else []
