from django.urls import path

from wiseline.coaching.views import board, call, client, coach, practice, talk

app_name = "coaching"
urlpatterns = [
    path("ask/", client.ask, name="ask"),
    path("c/<uuid:contact_id>/", talk.open_contact, name="open"),
    path("c/<uuid:contact_id>/messages/", talk.messages, name="messages"),
    path("c/<uuid:contact_id>/practice/", practice.sent, name="practice"),
    path("c/<uuid:contact_id>/may-fit/", practice.suggested, name="suggested"),
    path("c/<uuid:contact_id>/coach-it/", practice.coach_it, name="coach_it"),
    path("c/<uuid:contact_id>/state/", client.state, name="state"),
    path("c/<uuid:contact_id>/safe/", client.safety, name="safety"),
    path("c/<uuid:contact_id>/choose/", client.choose, name="choose"),
    path("c/<uuid:contact_id>/tell/", client.tell, name="tell"),
    path("c/<uuid:contact_id>/withdraw/", client.withdraw, name="withdraw"),
    path("c/<uuid:contact_id>/again/", client.again, name="again"),
    path("c/<uuid:contact_id>/enough/", client.end, name="enough"),
    path("c/<uuid:contact_id>/call/", call.join, name="call_join"),
    path("leg/<uuid:leg_id>/signal/", call.signal, name="call_signal"),
    path("leg/<uuid:leg_id>/alive/", call.alive, name="call_alive"),
    path("leg/<uuid:leg_id>/leave/", call.leave, name="call_leave"),
    path("said/<uuid:commitment_id>/", client.outcome, name="outcome"),
    path("board/", board.board, name="board"),
    path("rings/", board.rings, name="rings"),
    path("c/<uuid:contact_id>/ring/", coach.ring_state, name="ring_state"),
    path("c/<uuid:contact_id>/answer/", coach.answer, name="answer"),
    path("c/<uuid:contact_id>/promise/", coach.promise, name="promise"),
    path("c/<uuid:contact_id>/hand-over/", coach.hand_over, name="hand_over"),
    path("c/<uuid:contact_id>/follow-up/", coach.follow_up, name="follow_up"),
    path("c/<uuid:contact_id>/end/", coach.end, name="end"),
    path("c/<uuid:contact_id>/tick/", coach.tick, name="tick"),
    path("c/<uuid:contact_id>/note/", coach.save_note, name="save_note"),
    path("start/<uuid:person_id>/", coach.start, name="start"),
    path("notes/<uuid:note_id>/", board.read_note, name="note"),
    path("t/<str:token>/answer/", board.answer_by_token, name="answer_by_token"),
    path("t/<str:token>/promise/", board.promise_by_token, name="promise_by_token"),
]
