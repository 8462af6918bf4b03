from django.urls import path

from wiseline.web.skills import teaching, views

app_name = "skills"
urlpatterns = [
    path("", views.shelves, name="shelves"),
    path("now/", views.now, name="now"),
    path("uses/<uuid:use_id>/", views.use, name="use"),
    path("of/<uuid:person_id>/", teaching.learning, name="learning"),
    path("of/<uuid:person_id>/mind/", teaching.cautions, name="cautions"),
    path("taught/<uuid:taught_id>/back/", teaching.untaught, name="untaught"),
    path("<slug:skill>/", views.skill_page, name="skill"),
    path("<slug:skill>/used/", views.used, name="used"),
    path("<slug:skill>/ask/", views.ask, name="ask"),
]
