import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import wiseline.lib.clock
import wiseline.lib.crypto_fields
import wiseline.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_carrying_on"),
        ("people", "__first__"),
        ("reach", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notices",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notices",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("day", models.JSONField(default=dict)),
                ("night", models.JSONField(default=dict)),
                ("night_from", models.TimeField(default=datetime.time(22, 0))),
                ("night_to", models.TimeField(default=datetime.time(7, 0))),
                ("email_refused_at", models.DateTimeField(null=True)),
                ("email_refused_why", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField(default=wiseline.lib.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name="delivery",
            name="external_id",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.CreateModel(
            name="PhoneNumber",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="phone_number",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("number", wiseline.lib.crypto_fields.EncryptedTextField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("", "not known"), ("mobile", "mobile"), ("landline", "landline")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("verified_at", models.DateTimeField(null=True)),
                ("disabled_at", models.DateTimeField(null=True)),
                ("disabled_why", models.CharField(blank=True, max_length=200)),
                ("code_hash", models.CharField(blank=True, max_length=128)),
                ("code_until", models.DateTimeField(null=True)),
                ("code_tries", models.PositiveSmallIntegerField(default=0)),
                ("pin_hash", models.CharField(blank=True, max_length=128)),
                ("pin_digits", models.PositiveSmallIntegerField(default=0)),
                (
                    "ring",
                    models.CharField(
                        choices=[
                            ("never", "Never"),
                            ("at_once", "At once"),
                            ("after", "When the app was not answered"),
                        ],
                        default="after",
                        max_length=10,
                    ),
                ),
                ("ring_after", models.PositiveSmallIntegerField(default=30)),
                (
                    "texts",
                    models.CharField(
                        blank=True,
                        choices=[("", "no texts"), ("neutral", "neutral words only"), ("full", "the full text")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("texts_why", models.CharField(blank=True, max_length=200)),
                ("tested_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(default=wiseline.lib.clock.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("verified_at__isnull", False)),
                        fields=("digest",),
                        name="a_number_means_one_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(max_length=80, verbose_name="name")),
                ("address", wiseline.lib.crypto_fields.EncryptedTextField()),
                ("after", models.PositiveSmallIntegerField(default=0)),
                ("tested_at", models.DateTimeField(null=True)),
                ("disabled_at", models.DateTimeField(null=True)),
                ("disabled_why", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="routes", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["after", "created_at"],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="route",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="deliveries", to="reach.route"
            ),
        ),
        migrations.CreateModel(
            name="PhoneText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField()),
                ("contact_id", models.UUIDField(null=True)),
                ("incoming", models.BooleanField(default=False)),
                ("provider", models.CharField(max_length=20)),
                ("external_id", models.CharField(blank=True, max_length=120)),
                ("number", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("body", wiseline.lib.crypto_fields.EncryptedTextField()),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["contact_id", "incoming"], name="reach_phone_contact_f057d5_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("provider", "external_id"),
                        name="a_text_is_taken_once",
                    )
                ],
            },
        ),
    ]
