import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import wiseline.lib.clock
import wiseline.lib.crypto_fields
import wiseline.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactPlace",
            fields=[
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="place",
                        serialize=False,
                        to="coaching.contact",
                    ),
                ),
                ("words", wiseline.lib.crypto_fields.EncryptedTextField(default=str)),
                ("point", wiseline.lib.crypto_fields.EncryptedJSONField(default=dict)),
                ("at", models.DateTimeField(default=wiseline.lib.clock.now)),
            ],
        ),
        migrations.AlterField(
            model_name="contact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("skills", "Help to use a skill"),
                    ("crisis", "I am in a crisis"),
                    ("repair", "Something between us"),
                    ("good_news", "Good news"),
                    ("check_in", "A short check-in"),
                    ("recontact", "A call that was agreed"),
                ],
                default="skills",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Recontact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "agreed_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recontact", to="coaching.contact"
                    ),
                ),
                (
                    "became",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed_as",
                        to="coaching.contact",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recontacts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "coach",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("became", None), ("done_at", None)), fields=["at"], name="recontact_due"
                    )
                ],
            },
        ),
    ]
