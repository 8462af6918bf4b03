from django.urls import path

from wiseline.web.safety import consents, help_now, lending, others, photos, plan, policy

app_name = "safety"
urlpatterns = [
    path("help-now/", help_now.help_now, name="help_now"),
    path("help-now/everywhere/", help_now.everywhere, name="everywhere"),
    path("help-now/here/", help_now.be_here, name="be_here"),
    path("help-now/ours/", help_now.own_numbers, name="own_numbers"),
    path("help-now/ours/<uuid:number_id>/", help_now.change_number, name="change_number"),
    path("help-now/ours/<uuid:number_id>/remove/", help_now.take_number, name="take_number"),
    path("my-plan/", plan.my_plan, name="my_plan"),
    path("my-plan/picture/", plan.picture, name="picture"),
    path("my-plan/given/", lending.lending, name="lending"),
    path("my-plan/given/<uuid:link_id>/end/", lending.end, name="end_link"),
    path("read/<str:token>/", lending.lent, name="lent"),
    path("my-plan/photos/", photos.photos, name="photos"),
    path("my-plan/kept/<uuid:key>/", photos.beside_plan, name="beside_plan"),
    path("my-plan/photos/<uuid:photo_id>/remove/", photos.remove, name="remove_photo"),
    path("agreed/<uuid:person_id>/", policy.policy, name="policy"),
    path("agreed/<uuid:person_id>/others/", others.others, name="others"),
    path("agreed/others/<uuid:other_id>/", others.other, name="other"),
    path("agreed/others/<uuid:other_id>/end/", others.end_other, name="end_other"),
    path("agreed/<uuid:person_id>/consents/", consents.consents, name="consents"),
    path("agreed/consents/<uuid:consent_id>/back/", consents.take_back, name="take_consent_back"),
    path("agreed/rules/", others.rules, name="rules"),
    path("agreed/<uuid:person_id>/lift/", policy.lift, name="lift_policy"),
    path("agreed/<uuid:person_id>/noted/", policy.act, name="note_act"),
    path("agreed/<uuid:person_id>/noted/<uuid:report_id>/back/", policy.act_back, name="take_act_back"),
    path("plans/<uuid:person_id>/", plan.edit_plan, name="edit_plan"),
    path("plans/<uuid:person_id>/before/", plan.versions, name="plan_versions"),
    path("plans/<uuid:person_id>/print/", plan.pdf, name="plan_pdf"),
]
