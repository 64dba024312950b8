"""Fill the canonical addresses and the keys of names.

Two spellings of one address (`bücher.example` and `xn--bcher-kva.example`) were two people until now. They stay two
people, at one mailbox: the one with privileges, or the older one, becomes its holder."""

from django.db import migrations

from accounts import addresses
from accounts.names import name_key


def fill(apps, schema_editor):
    user_model = apps.get_model("accounts", "User")
    holders, keys, changed = {}, {}, []
    people = user_model.objects.order_by("-is_superuser", "-is_staff", "pk")
    for person in people.only("email", "name", "is_staff", "is_superuser", "mailbox_of"):
        person.canonical_email = addresses.canonical(person.email)
        person.name_key = name_key(person.name)[:600]
        holder = holders.setdefault(person.canonical_email, person.pk)
        if holder != person.pk and person.canonical_email and not (person.is_staff or person.is_superuser):
            person.mailbox_of_id = holder
            at_address = keys.setdefault(person.canonical_email, set())
            if not person.name or person.name_key in at_address:
                person.name = f"{person.name} {person.email}"[:150].strip()
                person.name_key = name_key(person.name)[:600]
            at_address.add(person.name_key)
        changed.append(person)
    user_model.objects.bulk_update(changed, ["canonical_email", "mailbox_of", "name", "name_key"], batch_size=500)


def fill_verified(apps, schema_editor):
    """Give verified addresses of allauth their canonical form, where no other row has it."""
    address_model = apps.get_model("account", "EmailAddress")
    for address in address_model.objects.iterator():
        canonical = addresses.canonical(address.email)
        if canonical != address.email and not address_model.objects.filter(email=canonical).exists():
            address_model.objects.filter(pk=address.pk).update(email=canonical)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_people_at_one_mailbox"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(fill_verified, migrations.RunPython.noop, elidable=True),
    ]
