"""The real link and the fake one have the same face, so a presenter cannot tell them apart."""

import inspect

import pytest

from hub.client.link import Link
from hub.client.port import StationLink
from hub.contract.commands import CallNext, Recall
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import CallAnswer, Done, QueueView
from tests.fakes.link import FakeLink, LinkState
from tests.fakes.records import called, queue_view

METHODS = [name for name, member in vars(StationLink).items() if inspect.isfunction(member) and name[0] != "_"]


@pytest.mark.parametrize("filler", [Link, FakeLink])
@pytest.mark.parametrize("name", METHODS)
def test_each_method_has_the_ports_parameters(filler: type, name: str) -> None:
    wanted = inspect.signature(getattr(StationLink, name)).parameters
    assert [(p.name, p.default) for p in inspect.signature(getattr(filler, name)).parameters.values()] == [
        (p.name, p.default) for p in wanted.values()
    ]


def test_the_fake_answers_from_its_table() -> None:
    link = FakeLink()
    link.answers[CallNext] = [CallAnswer(None), Fault(FaultCode.NOBODY_WAITING)]
    link.answers[Recall] = lambda command: Done()
    outcomes: list[object] = []
    assert link.request(CallNext()) == CallAnswer(None)
    with pytest.raises(Fault):
        link.request(CallNext())
    link.send(CallNext(), outcomes.append)
    assert outcomes == []
    link.answer(link.sent[-1][0], Done())
    assert len(outcomes) == 1
    assert link.request(Recall()) == Done()
    assert link.commands == [CallNext(), CallNext(), CallNext(), Recall()]


def test_the_fake_is_driven_by_the_test() -> None:
    link = FakeLink()
    seen: list[object] = []
    link.on_state(seen.append)
    link.on_view(seen.append)
    link.on_notice(seen.append)
    link.go(LinkState.ONLINE)
    link.show("social", queue_view(1))
    link.tell(called(2, 0))
    assert seen == [LinkState.ONLINE, queue_view(1), called(2, 0)]
    assert link.views(QueueView) == {"social": queue_view(1)}
