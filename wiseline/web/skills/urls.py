from django.urls import path

from wiseline.web.skills import groups, log, practising, teaching, views, wording

app_name = "skills"
urlpatterns = [
    path("", views.shelves, name="shelves"),
    path("now/", views.now, name="now"),
    path("now/index.json", views.now_index, name="now_index"),
    path("log/", log.log, name="log"),
    path("kept/", practising.kept, name="kept"),
    path("my-lists/", practising.own_lists, name="own_lists"),
    path("my-lists/<slug:list_name>/", practising.own_item, name="own_item"),
    path("my-lists/<uuid:item_id>/remove/", practising.own_item_gone, name="own_item_gone"),
    path("groups/", groups.groups, name="groups"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
    path("groups/<uuid:group_id>/people/", groups.group_people, name="group_people"),
    path("groups/<uuid:group_id>/end/", groups.group_end, name="group_end"),
    path("wordings/", wording.wordings, name="wordings"),
    path("wordings/new/", wording.new_own, name="new_own"),
    path("wordings/<uuid:wording_id>/back/", wording.bring_back, name="bring_back"),
    path("runs/<uuid:run_id>/", practising.run, name="run"),
    path("runs/<uuid:run_id>/step/", practising.run_step, name="run_step"),
    path("uses/<uuid:use_id>/", views.use, name="use"),
    path("of/<uuid:person_id>/", teaching.learning, name="learning"),
    path("of/<uuid:person_id>/mind/", teaching.cautions, name="cautions"),
    path("taught/<uuid:taught_id>/back/", teaching.untaught, name="untaught"),
    path("<slug:skill>/", views.skill_page, name="skill"),
    path("<slug:skill>/practice/", practising.practice, name="practice"),
    path("<slug:skill>/wording/", wording.word, name="word"),
    path("<slug:skill>/wording/back/", wording.take_back, name="take_back"),
    path("<slug:skill>/used/", views.used, name="used"),
    path("<slug:skill>/ask/", views.ask, name="ask"),
]
