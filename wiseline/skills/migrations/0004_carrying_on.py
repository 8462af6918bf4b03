from django.db import migrations, models

import wiseline.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("skills", "0003_groups_and_wording"),
    ]

    operations = [
        migrations.CreateModel(
            name="LifeContext",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=wiseline.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme_id", models.UUIDField(editable=False)),
                ("key", models.CharField(max_length=20)),
                ("label", models.CharField(blank=True, default="", max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("hidden_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("programme_id", "key"), name="life_context_once")],
            },
        ),
    ]
