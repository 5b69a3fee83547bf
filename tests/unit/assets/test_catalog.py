"""Words: all languages of every app say the same things; mistakes are named."""

from pathlib import Path

import pytest

from assets.translations.catalog import (
    Catalog,
    CatalogError,
    PlaceholderError,
    UnknownKeyError,
    UnknownLanguageError,
    apps,
    differences,
    languages,
    parse,
)


@pytest.mark.parametrize("app", apps())
def test_all_languages_of_an_app_have_the_same_keys_and_placeholders(app: str) -> None:
    assert languages(app)[0] == "zh"
    assert "en" in languages(app)
    assert differences(app) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    app = tmp_path / "demo"
    app.mkdir()
    (app / "zh.json").write_text('{"ahead": "前面还有 {n} 人", "hello": "您好", "brace": "{{x}}"}', "utf-8")
    (app / "en.json").write_text(
        '{"ahead": {"one": "{n} person ahead", "other": "{n} people ahead"}, "hello": "Hello", "brace": "{{x}}"}',
        "utf-8",
    )
    return tmp_path


def test_a_text_is_filled_in(folder: Path) -> None:
    assert Catalog("demo", "zh", folder)("ahead", n=4) == "前面还有 4 人"
    assert Catalog("demo", "zh", folder)("hello") == "您好"
    assert Catalog("demo", "zh", folder)("brace") == "{x}"


def test_english_tells_one_from_many(folder: Path) -> None:
    words = Catalog("demo", "en", folder)
    assert [words("ahead", n=n) for n in (0, 1, 2)] == ["0 people ahead", "1 person ahead", "2 people ahead"]


def test_an_unknown_key_raises(folder: Path) -> None:
    words = Catalog("demo", "zh", folder)
    assert "bye" not in words
    assert "hello" in words
    with pytest.raises(UnknownKeyError, match=r"demo/zh.json: no key 'bye'"):
        words("bye")


def test_missing_and_extra_values_raise(folder: Path) -> None:
    words = Catalog("demo", "zh", folder)
    with pytest.raises(PlaceholderError, match="asks for"):
        words("ahead")
    with pytest.raises(PlaceholderError, match="given"):
        words("hello", name="x")


def test_an_unknown_language_raises(folder: Path) -> None:
    with pytest.raises(UnknownLanguageError, match="no language 'fr'"):
        Catalog("demo", "fr", folder)


def test_another_language_of_the_same_app_is_at_hand() -> None:
    assert Catalog("client_qt", "zh").to("en")("keypad.clear") == "Clear"


def test_differences_between_languages_are_told(folder: Path) -> None:
    (folder / "demo" / "en.json").unlink()
    (folder / "demo" / "fr.json").write_text('{"ahead": "{m} devant", "hello": "Salut", "bye": "x"}', "utf-8")
    assert differences("demo", folder) == [
        "demo/fr.json: missing key 'brace'",
        "demo/fr.json: unknown key 'bye'",
        "demo/fr.json: 'ahead' (other) has ['m'], not ['n']",
    ]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ('{"a": "x", "a": "y"}', "key 'a' stands twice"),
        ('{"a": 3}', "key 'a' is neither"),
        ('{"a": {"one": "x"}}', "key 'a' is neither"),
        ('{"a": {"other": "x", "few": "y"}}', "key 'a' is neither"),
        ('{"a": {"other": 3}}', "key 'a' is neither"),
        ("[]", "not one object"),
        ('{"a": "x",\n}', "line 2: not JSON"),
    ],
)
def test_a_broken_file_is_told_with_its_name(raw: str, told: str) -> None:
    with pytest.raises(CatalogError, match=f"demo/zh.json: .*{told}"):
        parse(raw, "demo/zh.json")
