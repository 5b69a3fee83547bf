import hashlib

from hub.contract.commands import CallNext, PassTicket, Recall, SignIn, TakeTicket
from hub.contract.vocabulary import Person
from hub.mqtt.digest import body_digest


def test_it_is_sm3_of_verb_and_body() -> None:
    expected = hashlib.new("sm3", b'call_next\0{"complete_open":true}').digest()
    assert body_digest(CallNext(complete_open=True)) == expected


def test_another_body_or_verb_has_another_digest() -> None:
    digests = [body_digest(command) for command in (CallNext(), CallNext(complete_open=True), Recall(), PassTicket())]
    assert len(set(digests)) == 4


def test_a_pin_cannot_be_guessed_from_it() -> None:
    assert body_digest(SignIn("8001", "1234")) == body_digest(SignIn("8001", "9999"))
    assert body_digest(SignIn("8001", "1234")) != body_digest(SignIn("8002", "1234"))


def test_a_citizen_cannot_be_guessed_from_it() -> None:
    named = TakeTicket("social", person=Person("王小明", "110101199003077578"))
    other = TakeTicket("social", person=Person("李小红", "11010119900307004X"))
    assert body_digest(named) == body_digest(other)
    assert body_digest(named) != body_digest(TakeTicket("social"))
    assert body_digest(named) != body_digest(TakeTicket("tax", person=Person("王小明")))
