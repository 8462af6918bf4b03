import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import wiseline.lib.clock
import wiseline.lib.crypto_fields
import wiseline.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0002_leg_offer"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("holder", models.UUIDField()),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PhoneLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField()),
                ("provider", models.CharField(max_length=20)),
                ("external_id", models.CharField(blank=True, max_length=120)),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("caller", "Caller"),
                            ("called", "Called"),
                            ("coach", "Coach"),
                            ("code", "Code"),
                            ("test", "Test"),
                        ],
                        max_length=8,
                    ),
                ),
                ("contact_id", models.UUIDField(null=True)),
                ("number", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("language", models.CharField(default="en", max_length=12)),
                ("state", models.JSONField(default=dict)),
                ("said", models.JSONField(default=list)),
                ("turn", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("placed_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("joined_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end", models.CharField(blank=True, max_length=20)),
                ("wants_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                (
                    "leg",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="calls.leg"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("wants_at__isnull", False)), fields=["wants_at"], name="line_wants"
                    ),
                    models.Index(condition=models.Q(("ended_at", None)), fields=["contact_id"], name="line_of_contact"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("provider", "external_id"),
                        name="a_line_is_known_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpokenMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField()),
                ("contact_id", models.UUIDField()),
                ("ref", models.CharField(blank=True, max_length=200)),
                ("seconds", models.PositiveSmallIntegerField()),
                ("sound", wiseline.lib.crypto_fields.EncryptedJSONField(null=True)),
                ("spoken_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("fetch_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("heard_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["contact_id"], name="calls_spoke_contact_424b93_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ref", ""), _negated=True), fields=("ref",), name="a_message_is_kept_once"
                    )
                ],
            },
        ),
    ]
