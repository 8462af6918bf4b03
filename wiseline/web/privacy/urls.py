from django.urls import path

from wiseline.web.privacy import face, lock, save, signed_in, who_views

app_name = "privacy"
urlpatterns = [
    path("save/", save.save, name="save"),
    path("who/", who_views.who, name="who"),
    path("face/", face.choose, name="face"),
    path("lock/", lock.lock_page, name="lock"),
    path("locked/", lock.locked, name="locked"),
    path("unlock/", lock.open_lock, name="unlock"),
    path("unlock/passkey/", lock.open_by_passkey, name="unlock_by_passkey"),
    path("awake/", lock.awake, name="awake"),
    path("signed-in/", signed_in.signed_in_page, name="signed_in"),
    path("signed-in/<uuid:row_id>/end/", signed_in.end, name="end"),
    path("signed-in/end/", signed_in.end_everywhere, name="end_everywhere"),
]
