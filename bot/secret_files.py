"""Secrets out of files: what `SLACK_BOT_TOKEN_FILE` and its like name, for each secret setting."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

LONGEST_SECRET = 2**16  # characters; more is some other file


@dataclass(frozen=True)
class SecretFile:
    """A secret in the file *path* that *variable* names; *twice* if it is also given itself."""

    variable: str
    path: Path
    twice: bool

    def read(self) -> str:
        """Return the secret, without what surrounds it; raise `ValueError` if there is none."""
        if self.twice:
            raise ValueError(f"set both here and in {self.variable}; unset one of them")
        try:
            with self.path.open() as file:
                secret = file.read(LONGEST_SECRET).strip()
        except (OSError, ValueError) as exc:
            reason = exc.strerror if isinstance(exc, OSError) else "it isn't text"
            raise ValueError(
                f"the file in {self.variable}, {self.path}, can't be read ({reason})"
            ) from exc
        if not secret:
            raise ValueError(f"the file in {self.variable}, {self.path}, is empty")
        return secret


class SecretFiles(PydanticBaseSettingsSource):
    """Gives a `SecretFile` for each secret setting whose variable with `_FILE` is set.

    Goes by the *given* sources of variables, of which the first wins.
    """

    def __init__(self, kind: type[BaseSettings], *given: EnvSettingsSource) -> None:
        super().__init__(kind)
        self._variables: dict[str, str | None] = {}
        for source in reversed(given):
            self._variables |= source.env_vars

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{field_name}_file"
        path = self._variables.get(variable)
        if not path or not is_secret(field.annotation):
            return None, field_name, False
        twice = bool(self._variables.get(field_name))
        return SecretFile(variable.upper(), Path(path), twice), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields.items()
        found = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: file for name, file in found.items() if file}


def is_secret(annotation: object) -> bool:
    """Return whether a setting of that type is a secret."""
    return annotation is SecretStr or any(map(is_secret, get_args(annotation)))
