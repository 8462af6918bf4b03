import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import wiseline.lib.clock
import wiseline.lib.crypto_fields
import wiseline.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Session",
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
                ("planned_for", models.DateTimeField()),
                ("weekly", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "being prepared"),
                            ("in_session", "in session"),
                            ("closed", "closed"),
                            ("missed", "did not take place"),
                        ],
                        default="preparing",
                        max_length=12,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("prompted_at", models.DateTimeField(null=True)),
                ("prepared_at", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("over_at", models.DateTimeField(null=True)),
                ("kept", wiseline.lib.crypto_fields.EncryptedJSONField(default=list)),
                ("patterns", wiseline.lib.crypto_fields.EncryptedJSONField(default=dict)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "-planned_for"], name="agenda_sess_client__15f37d_idx"),
                    models.Index(
                        condition=models.Q(("state", "preparing")), fields=["planned_for"], name="session_to_prepare"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["preparing", "in_session"])),
                        fields=("client",),
                        name="one_next_session",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("over_at", None), ("state__in", ["preparing", "in_session"])),
                            models.Q(("over_at__isnull", False), ("state__in", ["closed", "missed"])),
                            _connector="OR",
                        ),
                        name="a_session_that_is_over_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
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
                ("key", models.CharField(max_length=80)),
                ("group", models.CharField(max_length=12)),
                ("text", wiseline.lib.crypto_fields.EncryptedTextField(blank=True, default="")),
                ("note", wiseline.lib.crypto_fields.EncryptedTextField(blank=True, default="")),
                ("hidden", models.BooleanField(default=False)),
                ("place", models.PositiveIntegerField(null=True)),
                ("ticked_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="agenda.session"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "key"), name="a_line_is_marked_once")],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("words", "We agreed"),
                            ("practice", "To practise"),
                            ("taught", "Taught today"),
                            ("goal", "A goal"),
                        ],
                        max_length=10,
                    ),
                ),
                ("skill", models.CharField(blank=True, default="", max_length=60)),
                ("text", wiseline.lib.crypto_fields.EncryptedTextField(blank=True, default="")),
                ("when", wiseline.lib.crypto_fields.EncryptedJSONField(null=True)),
                ("key", models.CharField(max_length=64)),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("made_id", models.UUIDField(null=True)),
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
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="agenda.session"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "key"), name="an_agreement_is_kept_once")],
            },
        ),
        migrations.CreateModel(
            name="SessionRevision",
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
                ("what", models.CharField(max_length=20)),
                ("body", wiseline.lib.crypto_fields.EncryptedJSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="agenda.session"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "number"), name="session_revision_once")],
            },
        ),
        migrations.CreateModel(
            name="TeamItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(db_index=True, editable=False)),
                ("text", wiseline.lib.crypto_fields.EncryptedTextField()),
                ("decided", wiseline.lib.crypto_fields.EncryptedTextField(blank=True, default="")),
                ("key", models.CharField(blank=True, default="", max_length=64)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "about",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["programme_id", "-at"], name="agenda_team_program_2de66b_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("by", "key"),
                        name="a_team_item_is_brought_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
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
                ("key", models.CharField(max_length=64)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="agenda.session",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-at"], name="agenda_wish_client__c7e203_idx")],
                "constraints": [models.UniqueConstraint(fields=("client", "key"), name="a_wish_is_taken_once")],
            },
        ),
    ]
