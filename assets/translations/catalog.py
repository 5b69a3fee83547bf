"""The words people read: one folder per app, one JSON file per language.

    words = Catalog("kiosk", "zh")                     # assets/translations/kiosk/zh.json
    words("waiting.ahead", n=4)                        # "前面还有 4 人"

A file is one flat object, key to text. Keys are dotted lower-case names; texts carry named placeholders, `{n}`.
Where a language tells one from many, a text is `{"one": "{n} person", "other": "{n} people"}`, chosen by `n`.
Every language of an app has the same keys and placeholders; `differences` finds what is not so.
"""

import json
import string
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
FIRST_LANGUAGE = "zh"
"""The language in which texts are written first and to which the others are compared."""


class CatalogError(Exception):
    """A word is missing or a file is not a catalogue; the sentence names file and key."""

    code = "translations.invalid"


class UnknownKeyError(CatalogError):
    """No text has that key."""

    code = "translations.unknown_key"


class PlaceholderError(CatalogError):
    """The values given are not those that the text asks for."""

    code = "translations.placeholder"


class UnknownLanguageError(CatalogError):
    """The app has no such language."""

    code = "translations.unknown_language"


Text = Mapping[str, str]
"""The forms of one text: `other`, and `one` where the language has it."""


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the placeholders in a text."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def parse(raw: str, where: str) -> dict[str, Text]:
    """Read the text of a catalogue file; raise CatalogError that begins with `where`."""

    def no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
        seen: dict[str, object] = {}
        for key, value in pairs:
            if key in seen:
                raise CatalogError(f"{where}: key {key!r} stands twice")
            seen[key] = value
        return seen

    try:
        data = json.loads(raw, object_pairs_hook=no_twins)
    except json.JSONDecodeError as error:
        raise CatalogError(f"{where}: line {error.lineno}: not JSON: {error.msg}") from error
    if not isinstance(data, dict):
        raise CatalogError(f"{where}: the file is not one object")
    texts: dict[str, Text] = {}
    for key, value in data.items():
        forms = {"other": value} if isinstance(value, str) else value
        if (
            not isinstance(forms, dict)
            or "other" not in forms
            or not forms.keys() <= {"one", "other"}
            or not all(isinstance(form, str) for form in forms.values())
        ):
            raise CatalogError(f'{where}: key {key!r} is neither a text nor {{"one", "other"}}')
        texts[key] = forms
    return texts


@lru_cache(maxsize=64)
def _load(file: Path) -> dict[str, Text]:
    return parse(file.read_text(encoding="utf-8"), f"{file.parent.name}/{file.name}")


def languages(app: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the languages an app speaks, the first language first."""
    found = sorted(path.stem for path in (folder / app).glob("*.json"))
    return tuple(sorted(found, key=lambda language: language != FIRST_LANGUAGE))


def apps(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of all apps that have a catalogue."""
    return tuple(sorted({path.parent.name for path in folder.glob("*/*.json")}))


class Catalog:
    """The words of one app in one language."""

    def __init__(self, app: str, language: str = FIRST_LANGUAGE, folder: Path = FOLDER) -> None:
        """Raise UnknownLanguageError, or CatalogError when the file is not a catalogue."""
        file = folder / app / f"{language}.json"
        if language not in languages(app, folder):
            raise UnknownLanguageError(f"{app}: no language {language!r}; there are: {languages(app, folder)}")
        self.app = app
        self.language = language
        self._texts = _load(file)

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its placeholders filled; raise UnknownKeyError or PlaceholderError."""
        if key not in self._texts:
            raise UnknownKeyError(f"{self.app}/{self.language}.json: no key {key!r}")
        forms = self._texts[key]
        text = forms["one"] if "one" in forms and values.get("n") == 1 else forms["other"]
        wanted = placeholders(forms["other"])
        if wanted != values.keys():
            raise PlaceholderError(
                f"{self.app}/{self.language}.json: {key!r} asks for {sorted(wanted)}, given {sorted(values)}"
            )
        return text.format_map(values) if values else text.replace("{{", "{").replace("}}", "}")

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def keys(self) -> frozenset[str]:
        """Return all keys."""
        return frozenset(self._texts)

    def forms(self, key: str) -> Text:
        """Return the forms of one text, unfilled."""
        return self._texts[key]

    def to(self, language: str) -> "Catalog":
        """Return the same app's words in another language."""
        return Catalog(self.app, language)


def differences(app: str, folder: Path = FOLDER) -> list[str]:
    """Return one sentence for each key or placeholder in which the languages of an app differ."""
    found: list[str] = []
    first = Catalog(app, FIRST_LANGUAGE, folder)
    for language in languages(app, folder):
        other = Catalog(app, language, folder)
        found += [f"{app}/{language}.json: missing key {key!r}" for key in sorted(first.keys() - other.keys())]
        found += [f"{app}/{language}.json: unknown key {key!r}" for key in sorted(other.keys() - first.keys())]
        for key in sorted(first.keys() & other.keys()):
            want = placeholders(first.forms(key)["other"])
            found += [
                f"{app}/{language}.json: {key!r} ({form}) has {sorted(placeholders(text))}, not {sorted(want)}"
                for form, text in other.forms(key).items()
                if placeholders(text) != want
            ]
    return found
