"""The schema that the migrations create is the schema that the models describe, on the database of this run."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState

from events.page_store import triggers

pytestmark = pytest.mark.django_db

APPS = ["accounts", "notifications", "events"]


def all_models() -> Iterator[type[models.Model]]:
    for label in APPS:
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


each_model = pytest.mark.parametrize("model", list(all_models()), ids=lambda model: model._meta.label)


def constraints_of(model: type[models.Model]) -> dict[str, dict[str, Any]]:
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, model._meta.db_table)


def test_migrations_contain_every_change_of_the_models() -> None:
    loader = MigrationLoader(connection)
    questioner = NonInteractiveMigrationQuestioner(specified_apps=set(APPS), dry_run=True)
    autodetector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps), questioner)

    changes = autodetector.changes(graph=loader.graph, trim_to_apps=set(APPS), convert_apps=set(APPS))

    operations = [operation for found in changes.values() for migration in found for operation in migration.operations]
    assert [operation.describe() for operation in operations] == []


@each_model
def test_table_has_the_columns_of_the_model(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, model._meta.db_table)

    assert {(column.name, bool(column.null_ok)) for column in columns if not is_generated(model, column.name)} == {
        (field.column, field.null) for field in model._meta.local_concrete_fields if not field.generated
    }
    assert {column.name for column in columns} == {field.column for field in model._meta.local_concrete_fields}


@each_model
def test_table_has_the_generated_columns_of_the_model(model: type[models.Model]) -> None:
    for field in model._meta.local_concrete_fields:
        assert is_generated(model, field.column) is field.generated


@each_model
def test_table_has_the_named_constraints_of_the_model(model: type[models.Model]) -> None:
    found = constraints_of(model)

    for constraint in model._meta.constraints:
        assert constraint.name in found
        kind = "check" if isinstance(constraint, models.CheckConstraint) else "unique"
        assert found[constraint.name][kind]


@each_model
def test_table_has_the_named_indexes_of_the_model(model: type[models.Model]) -> None:
    found = constraints_of(model)

    for index in model._meta.indexes:
        assert index.name in found
        assert found[index.name]["index"]
        assert len(found[index.name]["columns"]) == len(index.fields or index.expressions)


@each_model
def test_table_has_the_keys_of_the_model(model: type[models.Model]) -> None:
    found = constraints_of(model).values()
    foreign_keys = {(one["columns"][0], one["foreign_key"]) for one in found if one["foreign_key"]}
    unique = {tuple(one["columns"]) for one in found if one["unique"] or one["primary_key"]}

    assert foreign_keys == {
        (field.column, (field.target_field.model._meta.db_table, field.target_field.column))
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey)
    }
    assert {(field.column,) for field in model._meta.local_concrete_fields if field.unique} <= unique
    assert {tuple(names_to_columns(model, names)) for names in model._meta.unique_together} <= unique


@each_model
def test_table_has_no_constraint_that_the_model_lacks(model: type[models.Model]) -> None:
    """The names of constraints that Django derives from a field contain the name of a column or of the table.

    PostgreSQL counts the triggers that run at the end of a transaction among the constraints."""
    declared = {constraint.name for constraint in model._meta.constraints} | {
        index.name for index in model._meta.indexes
    }
    derived = (
        model._meta.db_table[:20],
        "__unnamed_constraint",
        "sqlite_autoindex",
        "fk_",
        "__primary__",
        triggers.PREFIX,
    )

    for name in set(constraints_of(model)) - declared:
        assert name.startswith(derived), name


def names_to_columns(model: type[models.Model], names: Any) -> list[str]:
    return [model._meta.get_field(name).column for name in names]  # type: ignore[union-attr]  # a concrete field


def is_generated(model: type[models.Model], column: str) -> bool:
    if connection.vendor == "sqlite":
        query = "SELECT hidden IN (2, 3) FROM pragma_table_xinfo(%s) WHERE name = %s"
    else:
        query = (
            "SELECT is_generated = 'ALWAYS' FROM information_schema.columns WHERE table_name = %s AND column_name = %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [model._meta.db_table, column])
        (generated,) = cursor.fetchone()
    return bool(generated)
