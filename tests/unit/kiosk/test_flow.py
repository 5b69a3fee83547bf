import pytest

from kiosk.flow import TABLE, Flow, FlowError, Screen, Step


def walked(*steps: Step) -> Flow:
    flow = Flow()
    for step in steps:
        flow.go(step)
    return flow


@pytest.mark.parametrize("screen", list(Screen))
@pytest.mark.parametrize("step", list(Step))
def test_a_step_that_the_map_does_not_know_changes_nothing(screen: Screen, step: Step) -> None:
    flow = _at(screen)
    if flow.allows(step):
        flow.go(step)
        return
    with pytest.raises(FlowError) as refused:
        flow.go(step)
    assert flow.screen is screen
    assert (refused.value.screen, refused.value.step) == (screen, step)
    assert refused.value.code == "kiosk.flow"


def _at(screen: Screen) -> Flow:
    ways: dict[Screen, tuple[Step, ...]] = {
        Screen.HOME: (),
        Screen.PRIORITY: (Step.CARE,),
        Screen.CONFIRM: (Step.CHOOSE,),
        Screen.TAKING: (Step.CHOOSE, Step.TAKE),
        Screen.PRINTING: (Step.CHOOSE, Step.TAKE, Step.ISSUED),
        Screen.TAKEN: (Step.CHOOSE, Step.TAKE, Step.ISSUED, Step.PRINTED),
        Screen.ON_SCREEN: (Step.CHOOSE, Step.TAKE, Step.ISSUED, Step.NOT_PRINTED),
        Screen.REFUSED: (Step.CHOOSE, Step.TAKE, Step.REFUSE),
    }
    return walked(*ways[screen])


def test_back_from_confirm_leads_home() -> None:
    assert walked(Step.CHOOSE, Step.BACK).screen is Screen.HOME


def test_declaring_a_priority_leads_back_to_where_it_was_asked_for() -> None:
    assert walked(Step.CARE, Step.DECLARE).screen is Screen.HOME
    flow = walked(Step.CHOOSE, Step.CARE, Step.DECLARE)
    assert flow.screen is Screen.CONFIRM
    assert flow.go(Step.BACK) is Screen.HOME


def test_there_is_no_way_back_once_a_number_was_asked_for() -> None:
    assert not walked(Step.CHOOSE, Step.TAKE).can_go_back
    assert walked(Step.CHOOSE).can_go_back


def test_nobody_can_go_home_while_an_answer_or_the_printer_is_outstanding() -> None:
    assert not walked(Step.CHOOSE, Step.TAKE).allows(Step.HOME)
    assert not walked(Step.CHOOSE, Step.TAKE, Step.ISSUED).allows(Step.HOME)


def test_a_reprint_goes_over_the_hub_and_a_refused_copy_keeps_the_number_on_the_screen() -> None:
    flow = walked(Step.CHOOSE, Step.TAKE, Step.ISSUED_PAPERLESS, Step.REPRINT)
    assert flow.screen is Screen.TAKING
    assert flow.go(Step.KEEP_SCREEN) is Screen.ON_SCREEN


def test_every_screen_can_be_reached_and_left() -> None:
    targets = {target for target in TABLE.values() if isinstance(target, Screen)}
    assert targets == set(Screen)
    assert {screen for screen, _ in TABLE} == set(Screen)
