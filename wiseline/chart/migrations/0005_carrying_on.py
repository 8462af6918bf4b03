import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import wiseline.lib.clock
import wiseline.lib.crypto_fields
import wiseline.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("chart", "0004_the_diary_and_chains"),
        ("people", "0002_carrying_on"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="AskingReminder",
            fields=[
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="asking_reminder",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("time", models.TimeField()),
                ("due_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="PracticeReminders",
            fields=[
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="practice_reminders",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("quiet_from", models.TimeField(default=datetime.time(21, 30))),
                ("quiet_until", models.TimeField(default=datetime.time(8, 0))),
                ("most_a_day", models.PositiveSmallIntegerField(default=3)),
            ],
        ),
        migrations.AddField(
            model_name="skilluse",
            name="contexts",
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name="PlannedPractice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("contact_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("key", models.CharField(blank=True, default="", max_length=64)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "commitment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned",
                        to="chart.commitment",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["client"], name="planned_open")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("contact_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("number", models.PositiveIntegerField()),
                ("skill", models.CharField(blank=True, default="", max_length=60)),
                ("situation", wiseline.lib.crypto_fields.EncryptedTextField()),
                ("when", wiseline.lib.crypto_fields.EncryptedJSONField()),
                (
                    "size",
                    models.CharField(
                        choices=[
                            ("whole", "all of it"),
                            ("part", "a part of it, five minutes are enough"),
                            ("first_step", "only the first step, two minutes are enough"),
                        ],
                        default="whole",
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "written"),
                            ("smaller", "made smaller"),
                            ("commitment", "from what was agreed in a contact"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("together", models.BooleanField(default=False)),
                ("holds_from", models.DateTimeField(null=True)),
                (
                    "reply",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not answered yet"),
                            ("agreed", "agreed"),
                            ("declined", "not for me"),
                            ("overtaken", "overtaken by a newer version"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("replied_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "planned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="chart.plannedpractice"
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-at"], name="chart_plann_client__5d65cf_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("planned", "number"), name="planned_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("holds_from", None), ("reply", "")),
                        fields=("planned",),
                        name="planned_one_open_proposal",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="plannedpractice",
            name="current",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="chart.plannedversion"
            ),
        ),
        migrations.CreateModel(
            name="PlannedOccasion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("contact_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("day", models.DateField()),
                ("ends_at", models.DateTimeField()),
                ("remind_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not answered"),
                            ("done", "done"),
                            ("not_today", "not today"),
                            ("harder", "harder than thought"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("obstacle", models.CharField(blank=True, default="", max_length=20)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "use",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="chart.skilluse"
                    ),
                ),
                (
                    "planned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occasions",
                        to="chart.plannedpractice",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="chart.plannedversion"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answer", ""), ("closed_at", None)),
                        fields=["remind_at"],
                        name="planned_remind",
                    ),
                    models.Index(
                        condition=models.Q(("answer", ""), ("closed_at", None)), fields=["ends_at"], name="planned_over"
                    ),
                    models.Index(fields=["client", "day"], name="chart_plann_client__a2ba9d_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("planned", "day"), name="planned_once_a_day"),
                    models.UniqueConstraint(
                        condition=models.Q(("answer", ""), ("closed_at", None)),
                        fields=("planned",),
                        name="planned_one_open_occasion",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionnaireVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("slug", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("definition", wiseline.lib.crypto_fields.EncryptedJSONField(default=dict)),
                ("text", wiseline.lib.crypto_fields.EncryptedTextField(blank=True, null=True)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("on_at", models.DateTimeField(null=True)),
                ("off_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme_id", "slug", "number"), name="questionnaire_number_once"
                    ),
                    models.UniqueConstraint(
                        fields=("programme_id", "slug", "fingerprint"), name="questionnaire_edition_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionnaireAnswers",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("contact_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("slug", models.CharField(max_length=40)),
                ("answers", wiseline.lib.crypto_fields.EncryptedJSONField(default=dict)),
                ("key", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="chart.questionnaireversion"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "slug", "-at"], name="chart_quest_client__15c64f_idx")],
                "constraints": [models.UniqueConstraint(fields=("client", "key"), name="questionnaire_taken_once")],
            },
        ),
        migrations.CreateModel(
            name="Asking",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("contact_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("slug", models.CharField(max_length=40)),
                ("every_weeks", models.PositiveSmallIntegerField(default=1)),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                ("began", models.DateField()),
                ("paused_at", models.DateTimeField(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("client", "slug"), name="asking_open_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekday__lte", 6), ("every_weeks__gte", 1)), name="asking_has_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoverBrief",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("contact_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("helps", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("avoid", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("first", models.DateField()),
                ("last", models.DateField()),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="cover_brief_ends_after_it_starts"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("client",), name="cover_brief_open_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandBack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("contact_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("text", wiseline.lib.crypto_fields.EncryptedTextField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-at"], name="chart_handb_client__e53a08_idx")],
                "constraints": [models.UniqueConstraint(fields=("contact_id", "by"), name="hand_back_once")],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("contact_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("kind", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("due_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("raised_at", models.DateTimeField(null=True)),
                ("met_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "met_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("met_at", None)), fields=["client", "due_at"], name="need_open"),
                    models.Index(
                        condition=models.Q(("met_at", None), ("raised_at", None)), fields=["due_at"], name="need_due"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("met_at", None)), fields=("kind", "subject_id"), name="need_open_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="plannedpractice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True), fields=("client", "key"), name="planned_once"
            ),
        ),
    ]
