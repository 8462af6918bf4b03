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
            name="Encouragement",
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
                ("text", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                (
                    "tie",
                    models.CharField(
                        choices=[
                            ("hard", "When it is hard"),
                            ("skill", "With a skill"),
                            ("time", "At a time of day"),
                            ("event", "On a certain day"),
                        ],
                        max_length=8,
                    ),
                ),
                ("skill", models.CharField(blank=True, default="", max_length=60)),
                ("clock_time", models.TimeField(null=True)),
                ("on", models.DateField(null=True)),
                ("event", wiseline.lib.crypto_fields.EncryptedTextField(blank=True, default="")),
                ("sound_type", models.CharField(blank=True, default="", max_length=20)),
                ("seconds", models.PositiveSmallIntegerField(default=0)),
                ("hidden_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("key", models.CharField(blank=True, default="", max_length=64)),
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
                    "removed_by",
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
                    models.Index(
                        condition=models.Q(("hidden_at", None), ("removed_at", None)),
                        fields=["client", "tie"],
                        name="words_shown",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("client", "key"),
                        name="words_taken_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tie", "hard"),
                            models.Q(("tie", "skill"), models.Q(("skill", ""), _negated=True)),
                            models.Q(("clock_time__isnull", False), ("tie", "time")),
                            models.Q(("on__isnull", False), ("tie", "event")),
                            _connector="OR",
                        ),
                        name="words_have_their_moment",
                    ),
                ],
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
                ("number", models.PositiveIntegerField()),
                ("body", wiseline.lib.crypto_fields.EncryptedJSONField(default=dict)),
                ("hours", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("client", "number"), name="agreement_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                (
                    "encouragement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="voice",
                        serialize=False,
                        to="alliance.encouragement",
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("sound", wiseline.lib.crypto_fields.EncryptedBytesField()),
            ],
        ),
        migrations.CreateModel(
            name="GoodNews",
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
                ("text", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("key", models.CharField(blank=True, default="", max_length=64)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-at"], name="alliance_go_client__0c546a_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("client", "key"),
                        name="good_news_taken_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
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
                    "section",
                    models.CharField(
                        choices=[
                            ("goal", "Goals"),
                            ("strength", "Strengths"),
                            ("challenge", "What is hard"),
                            ("value", "What matters"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "section", "at"], name="line_of_client")],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                ("text", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("remove", models.BooleanField(default=False)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "open"),
                            ("agreed", "agreed"),
                            ("declined", "not like this"),
                            ("withdrawn", "taken back"),
                            ("replaced", "another wording took its place"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
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
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="alliance.line"
                    ),
                ),
                (
                    "settled_by",
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
                        condition=models.Q(("outcome", "")), fields=("line",), name="one_open_proposal_a_line"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("settled_at", None)),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="proposal_is_settled_or_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pulse",
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
                ("understood", models.PositiveSmallIntegerField(null=True)),
                ("right_things", models.PositiveSmallIntegerField(null=True)),
                ("honest", models.PositiveSmallIntegerField(null=True)),
                ("words", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("shown_at", models.DateTimeField(null=True)),
                ("passed_over", models.BooleanField(default=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-at"], name="alliance_pu_client__f78b14_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("understood", None), ("understood__lte", 5), _connector="OR"),
                            models.Q(("right_things", None), ("right_things__lte", 5), _connector="OR"),
                            models.Q(("honest", None), ("honest__lte", 5), _connector="OR"),
                        ),
                        name="pulse_0_to_5",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Repair",
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
                ("meant", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("coach_will", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("client_will", wiseline.lib.crypto_fields.EncryptedTextField(default="")),
                ("look_again_at", models.DateTimeField()),
                (
                    "client_says",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not said yet"),
                            ("good", "it is good now"),
                            ("better", "it is better"),
                            ("still", "it is still between us"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("client_said_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "coach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "looked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-at"], name="alliance_re_client__29aef1_idx")],
                "constraints": [models.UniqueConstraint(fields=("contact_id",), name="one_repair_a_contact")],
            },
        ),
        migrations.CreateModel(
            name="Signature",
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
                ("name", wiseline.lib.crypto_fields.EncryptedTextField()),
                ("wording", wiseline.lib.crypto_fields.EncryptedTextField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="alliance.agreement"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agreement", "person"), name="signed_once_by_each")],
            },
        ),
        migrations.CreateModel(
            name="WarmLine",
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
                ("key", models.CharField(blank=True, default="", max_length=64)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("", "read"), ("thanks", "Thank you"), ("needed", "I needed that")],
                        default="",
                        max_length=8,
                    ),
                ),
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
                    "news",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="alliance.goodnews",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "-at"], name="alliance_wa_client__4f718f_idx"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["client"], name="warm_unread"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("client", "key"),
                        name="warm_line_taken_once",
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
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
