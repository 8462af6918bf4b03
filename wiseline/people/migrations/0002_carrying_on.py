import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import wiseline.lib.clock
import wiseline.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("device_key", models.CharField(blank=True, max_length=64)),
                ("user_agent", models.CharField(blank=True, max_length=300)),
                ("began_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("seen_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("pin", models.CharField(blank=True, max_length=128)),
                ("lock_after", models.PositiveIntegerField(default=0)),
                ("used_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
                ("wrong_tries", models.PositiveSmallIntegerField(default=0)),
                ("try_again_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-seen_at"], name="people_sign_person__1fdfe9_idx")],
            },
        ),
    ]
