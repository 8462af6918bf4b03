"""Model fields whose values are sealed at rest (see keyring). The model says whose key: `encryption_scope()`."""

from __future__ import annotations

import base64
import json
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.expressions import BaseExpression

from wiseline.lib import keyring


class Sealed(Protocol):
    """A model with sealed fields."""

    def encryption_scope(self) -> UUID:
        """The programme whose key seals the row."""


class _Token(bytes):
    """A value that is sealed already."""


class EncryptedField(models.BinaryField):  # type: ignore[type-arg]  # not generic at run time
    """Plain on the instance, sealed in the database. It can't be searched, nor set by `update()`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    @property
    def context(self) -> str:
        """What a token of this field is bound to."""
        return f"{self.model._meta.label}.{self.name}"

    def check(self, **kwargs: Any) -> list[Any]:
        return models.Field.check(self, **kwargs)  # a default is a plain value here, not bytes

    def encode(self, value: Any) -> bytes:
        """The plain value as bytes."""
        raise TypeError("Use one of the fields below.")

    def decode(self, plain: bytes) -> Any:
        """The inverse of `encode`."""
        raise TypeError("Use one of the fields below.")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        scope = model_instance.encryption_scope()  # type: ignore[attr-defined]
        return _Token(keyring.seal(scope, self.context, self.encode(value)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, _Token):
            raise FieldError(f"{self.context} is sealed: save the instance; it can't be searched or set by update().")
        return super().get_db_prep_value(value, connection, prepared)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, BaseExpression):
            raise FieldError(f"{self.context} is sealed: it can't be computed in the database.")
        return self.get_db_prep_value(value, connection)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.context} is sealed: it can't be searched.")
        return super().get_lookup(lookup_name)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else self.decode(keyring.unseal(self.context, bytes(value)))

    def get_default(self) -> Any:
        return models.Field.get_default(self)

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        return value


class EncryptedTextField(EncryptedField):
    """Sealed text."""

    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, plain: bytes) -> Any:
        return plain.decode()


class EncryptedJSONField(EncryptedField):
    """A sealed JSON value."""

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)


class EncryptedBytesField(EncryptedField):
    """Sealed bytes: a sound, a picture."""

    def encode(self, value: Any) -> bytes:
        return bytes(value)

    def decode(self, plain: bytes) -> Any:
        return plain

    def value_to_string(self, obj: models.Model) -> str:
        return base64.b64encode(self.value_from_object(obj) or b"").decode()
