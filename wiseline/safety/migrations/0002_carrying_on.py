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
        ("safety", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circumstances",
            fields=[
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="circumstances",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("minor", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="CountryToday",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="country_today",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SafetyRules",
            fields=[
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.programme",
                    ),
                ),
                ("policy_for_minors", models.BooleanField(default=False)),
                ("words", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.AddField(
            model_name="crisisplan",
            name="items",
            field=wiseline.lib.crypto_fields.EncryptedJSONField(null=True),
        ),
        migrations.AddField(
            model_name="crisisplan",
            name="review_on",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="Other",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("name", wiseline.lib.crypto_fields.EncryptedTextField()),
                ("told", wiseline.lib.crypto_fields.EncryptedTextField(default=str)),
                ("since", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "coach",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["since", "id"],
            },
        ),
        migrations.CreateModel(
            name="OwnNumber",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("number", models.CharField(max_length=40)),
                (
                    "by",
                    models.CharField(choices=[("call", "by phone"), ("text", "by text")], default="call", max_length=4),
                ),
                ("hours", models.CharField(blank=True, default="", max_length=80)),
                ("note", models.CharField(blank=True, default="", max_length=160)),
                ("place", models.PositiveIntegerField(default=0)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="own_numbers", to="people.programme"
                    ),
                ),
            ],
            options={
                "ordering": ["place", "id"],
            },
        ),
        migrations.CreateModel(
            name="PlanLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("name", wiseline.lib.crypto_fields.EncryptedTextField()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="ActReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("said_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-at"], name="safety_actr_client__78f4ac_idx")],
            },
        ),
        migrations.CreateModel(
            name="ContactPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("off", "Off: coaching goes on as always"),
                            ("flexible", "Flexible: help with a skill goes on, the rest waits"),
                            ("strict", "Strict: everything waits that does not threaten life"),
                        ],
                        default="off",
                        max_length=8,
                    ),
                ),
                ("cover", models.BooleanField(default=False)),
                ("reason", wiseline.lib.crypto_fields.EncryptedTextField(default=str)),
                ("acts", wiseline.lib.crypto_fields.EncryptedJSONField(default=list)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                (
                    "chosen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_policies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-at"], name="safety_cont_client__50adec_idx")],
            },
        ),
        migrations.CreateModel(
            name="PlanPhoto",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("image", wiseline.lib.crypto_fields.EncryptedBytesField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("key", models.CharField(blank=True, default="", max_length=64)),
                ("added_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan_photos",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "id"],
                "constraints": [models.UniqueConstraint(fields=("client", "key"), name="plan_photo_once")],
            },
        ),
        migrations.CreateModel(
            name="PolicyLift",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-at"], name="safety_poli_client__9bca32_idx")],
            },
        ),
    ]
