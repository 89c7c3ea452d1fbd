from django.db import migrations


class Migration(migrations.Migration):
    """Apart from 0002, since PostgreSQL drops no column of a table whose rows were changed in the same transaction."""

    dependencies = [("proposals", "0002_usulan_to_programme")]
    operations = [migrations.RemoveField(model_name="proposal", name="dimension_code")]
