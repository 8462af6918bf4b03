from django.urls import path

from wiseline.web.alliance import agreement, encouragement, pulse, repair, understanding, warmth

app_name = "alliance"
urlpatterns = [
    path("of/<uuid:person_id>/", understanding.understanding, name="understanding"),
    path("of/<uuid:person_id>/propose/", understanding.propose, name="propose"),
    path("words/", encouragement.mine, name="words"),
    path("words/of/<uuid:person_id>/", encouragement.of_client, name="leave_words"),
    path("words/<uuid:words_id>/hide/", encouragement.hide, name="hide_words"),
    path("words/<uuid:words_id>/in-plan/", encouragement.in_plan, name="words_in_plan"),
    path("words/<uuid:words_id>/remove/", encouragement.remove, name="remove_words"),
    path("voice/<uuid:words_id>/", encouragement.voice, name="voice"),
    path("lines/", warmth.lines, name="lines"),
    path("lines/of/<uuid:person_id>/", warmth.lines_of, name="lines_of"),
    path("lines/<uuid:line_id>/read/", warmth.read_line, name="read_line"),
    path("news/<uuid:news_id>/seen/", warmth.news_seen, name="news_seen"),
    path("between/<uuid:person_id>/", repair.repairs, name="repairs"),
    path("between/<uuid:repair_id>/now/", repair.how_it_is, name="how_it_is"),
    path("between/<uuid:repair_id>/looked/", repair.look, name="repair_looked"),
    path("pulse/", pulse.ask, name="pulse_ask"),
    path("pulse/<uuid:person_id>/", pulse.pulse, name="pulse"),
    path("pulse/<uuid:pulse_id>/show/", pulse.show, name="show_pulse"),
    path("pulse/<uuid:person_id>/talked/", pulse.talked, name="pulse_talked"),
    path("proposals/<uuid:proposal_id>/", understanding.settle, name="settle"),
    path("agreement/<uuid:person_id>/", agreement.agreement, name="agreement"),
    path("agreement/<uuid:person_id>/write/", agreement.write, name="write_agreement"),
    path("agreement/<uuid:person_id>/wish/", agreement.wish, name="wish"),
    path("agreement/<uuid:person_id>/talked/", agreement.talked, name="talked"),
    path("agreements/<uuid:agreement_id>/sign/", agreement.sign, name="sign"),
    path("agreements/<uuid:agreement_id>/print.pdf", agreement.pdf, name="agreement_pdf"),
]
