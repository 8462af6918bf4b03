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
        ("rota", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoadShown",
            fields=[
                (
                    "coach",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="load_shown",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("load", models.BooleanField(default=False, verbose_name="my contacts, nights and hours")),
                ("rating", models.BooleanField(default=False, verbose_name="how heavy it feels to me")),
            ],
        ),
        migrations.CreateModel(
            name="OwnCalendar",
            fields=[
                (
                    "coach",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="own_calendar",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("address", wiseline.lib.crypto_fields.EncryptedTextField(blank=True, default="")),
                ("busy", wiseline.lib.crypto_fields.EncryptedJSONField(default=list)),
                ("read_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(default=wiseline.lib.clock.now, null=True)),
                ("trouble", models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="RotaWish",
            fields=[
                (
                    "coach",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="rota_wish",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("blocks", models.JSONField(blank=True, default=list)),
                (
                    "share",
                    models.PositiveSmallIntegerField(default=100, verbose_name="my part of the load, in percent"),
                ),
                (
                    "most_hours",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most hours in four weeks"),
                ),
                (
                    "most_nights",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most nights in four weeks"),
                ),
                ("updated_at", models.DateTimeField(default=wiseline.lib.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="RotaDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("first", models.DateField()),
                ("days", models.PositiveSmallIntegerField(default=28)),
                ("rows", models.JSONField(default=list)),
                ("proven", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                ("offered_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("programme", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.programme")),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("whole", models.BooleanField(default=False)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "whole"), name="feed_once")],
            },
        ),
        migrations.CreateModel(
            name="OwnRating",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "light"), (2, "fine"), (3, "heavy"), (4, "too much")]
                    ),
                ),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
                (
                    "coach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_ratings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-day"],
                "constraints": [models.UniqueConstraint(fields=("coach", "day"), name="rating_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="RotaBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField()),
                ("start", models.TimeField()),
                ("end", models.TimeField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rota_blocks", to="people.programme"
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "start"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "weekday", "start", "end"), name="rota_block_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SwapRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="a word to your colleagues")),
                ("return_start", models.DateTimeField(null=True)),
                ("return_end", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reminded", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=wiseline.lib.clock.now)),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="swaps_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("programme", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.programme")),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["start"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="swap_ends_after_it_starts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"),
                        name="swap_taken_or_withdrawn",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("taken_at", None), ("withdrawn_at", None)),
                        fields=("giver", "start"),
                        name="swap_open_once",
                    ),
                ],
            },
        ),
    ]
