"""Why nothing goes up at the moment: a stable code and words for the person at the console."""

from assets.translations.catalog import Catalog
from hub.contract.faults import Fault
from hub.contract.vocabulary import Words

_ZH, _EN = Catalog("upstream", "zh"), Catalog("upstream", "en")


class UplinkError(Exception):
    """The district was not told. ``code`` names the texts ``error.<code>`` of the catalogue ``upstream``."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.words = Words(_ZH(f"error.{code}", **details), _EN(f"error.{code}", **details))


class RefusedError(UplinkError):
    """The district gave a reason; its words are passed on."""

    def __init__(self, reason: str, said: Words) -> None:
        super().__init__("refused", reason=reason)
        self.code = reason
        self.words = Words(f"{self.words.zh}{said.zh}", f"{self.words.en} {said.en}".strip())


def words_of(error: UplinkError | Fault) -> Words:
    """What to say of either kind."""
    return error.words if isinstance(error, UplinkError) else Words(error.sentence("zh"), error.sentence("en"))
