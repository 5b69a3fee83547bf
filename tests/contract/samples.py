"""One sample of every message. ``python -m tests.contract.samples`` writes the golden files that are missing.

A golden file is never written over: a changed message makes its test fail, and a person decides. The files under
``events/`` are what the journals of halls hold: they are kept for ever, one for every version that was ever shipped.
"""

from pathlib import Path
from typing import Any

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract import notices as say
from hub.contract import wire
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import (
    Area,
    Business,
    Channel,
    DayState,
    Delivery,
    DeviceBinding,
    EvaluationLevel,
    EvaluationState,
    HallPlan,
    Operator,
    PauseReason,
    Person,
    PriorityClass,
    SiteRules,
    StationKind,
    TicketState,
    Window,
    WindowActivity,
    WindowState,
    Words,
)

FOLDER = Path(__file__).parent
AT = 1_763_773_200_000
ID = "0d4f6a52-6f0e-4d3c-9a57-1c1b7f0c2a11"
DATE = "2025-11-22"
PLAN = HallPlan(
    hall_id="test",
    name=Words("测试大厅", "Test hall"),
    areas=(Area("main", Words("一楼", "Ground floor")),),
    businesses=(
        Business("b1", Words("社保", "Social security"), "A", Words("人社局", "Labour"), Words("带证件", "ID")),
    ),
    windows=(Window("1", "1", Words("1 号窗口", "Window 1"), "main", ("b1",), "综合", 1, 1),),
    operators=(Operator("1001", "张1", "综合岗", guide=True),),
    rules=SiteRules(),
    notices=(Words("停电通知", "Power cut"),),
    ticket_notes=(Words("过号请到导办台", "If you miss your call, ask the guide"),),
)
DEVICE = DeviceBinding("bar-1", "led_bar", "tcp://127.0.0.1:4001", 3, "1", {"width": "8"})
PERSON = Person("王小明", "11010119900307663X", "13800138000")

COMMANDS: tuple[cmd.Command, ...] = (
    cmd.LoadPack(PLAN),
    cmd.EnrollStation("devices-1", StationKind.DEVICES, "1", "main", (DEVICE,)),
    cmd.OpenDay(DATE),
    cmd.CloseDay(DATE),
    cmd.TakeTicket("b1", PriorityClass.ELDERLY, PERSON, "kiosk-2"),
    cmd.ConfirmPrinted(ID, Delivery.PAPER),
    cmd.Reprint(ID, "A001", "kiosk-2"),
    cmd.SignIn("1001", "8437"),
    cmd.SignOut("1"),
    cmd.OpenWindow("1"),
    cmd.PauseWindow(PauseReason.LUNCH, "1"),
    cmd.ResumeWindow("1"),
    cmd.CloseWindow("1", confirmed=True),
    cmd.CallNext(complete_open=True),
    cmd.CallSpecific(ID, "A001"),
    cmd.Recall(),
    cmd.StartService(),
    cmd.CompleteService(),
    cmd.PassTicket(),
    cmd.PassAndNext(),
    cmd.Reactivate(ID, "A001"),
    cmd.HoldTicket(),
    cmd.ResumeTicket(ID, "A001"),
    cmd.Transfer("b2", ""),
    cmd.Abandon(ID, "A001"),
    cmd.Evaluate(f"{ID}.1", EvaluationLevel.VERY_SATISFIED, ("polite", "quick")),
    cmd.CloseEvaluation(f"{ID}.1"),
    cmd.Shown(17),
    cmd.Spoken(17),
    cmd.ErasePerson(ID),
    cmd.CatchUp(16),
)

TICKET: dict[str, Any] = {
    "ticket_id": ID, "number": "A001", "leg": 1, "business_id": "b1", "window_id": "1", "operator_id": "1001",
    "channel": Channel.KIOSK, "priority_class": PriorityClass.ELDERLY,
}  # fmt: skip
WHY = Words("等候最久", "has waited longest")

EVENTS: tuple[ev.Event, ...] = (
    ev.PackLoaded(PLAN),
    ev.StationEnrolled("devices-1", StationKind.DEVICES, "1", "main", (DEVICE,)),
    ev.DayOpened(DATE),
    ev.DayClosed(DATE),
    ev.BlockGranted(DATE, "A", 1, 50, "hub", 0),
    ev.WindowSignedIn("1", "1001"),
    ev.WindowSignedOut("1", "1001"),
    ev.GuideSignedIn("guide-1", "1002"),
    ev.GuideSignedOut("guide-1", "1002"),
    ev.WindowOpened("1"),
    ev.WindowPaused("1", PauseReason.LUNCH),
    ev.WindowResumed("1"),
    ev.WindowClosed("1"),
    ev.TicketTaken(
        **TICKET, business_date=DATE, prefix="A", ordinal=1, token="tk-1", record_id=ID, taken_at_station="kiosk-1",
        print_at="kiosk-2",
    ),
    ev.TicketDelivered(**TICKET, delivery=Delivery.PAPER),
    ev.TicketReprinted(**TICKET, print_at="kiosk-2"),
    ev.TicketCalled(**TICKET, why=WHY),
    ev.TicketRecalled(**TICKET, call_seq=17, times=2),
    ev.ServiceStarted(**TICKET),
    ev.ServiceCompleted(**TICKET, start_inferred=True),
    ev.TicketPassed(**TICKET),
    ev.TicketReactivated(**TICKET, order_at=0),
    ev.TicketHeld(**TICKET),
    ev.TicketTransferred(**TICKET, to_business_id="b1", to_window_id="2", order_at=AT),
    ev.TicketAbandoned(**TICKET),
    ev.TicketExpired(**TICKET),
    ev.EvaluationAsked(**TICKET, request_id=f"{ID}.1", closes_at=AT + 3_600_000),
    ev.EvaluationGiven(
        **TICKET, request_id=f"{ID}.1", level=EvaluationLevel.VERY_SATISFIED, options=("polite", "quick")
    ),
    ev.EvaluationNotGiven(**TICKET, request_id=f"{ID}.1"),
    ev.CallShown(17, "wall-1"),
    ev.CallSpoken(17, "wall-1"),
    ev.PersonErased(ID, ID),
)  # fmt: skip

CALLED = say.Called(17, 12, 3, AT, 17, 1, ID, "A001", "b1", "1", "1", "main")
VIEW = say.TicketView(
    ID, "A001", "b1", TicketState.CALLED, PriorityClass.ELDERLY, 1, AT, AT, called_at=AT + 1000, times=1, call_seq=17
)
SLIP = say.TicketSlip(
    ticket_id=ID, number="A001", business_id="b1", business_name=Words("业务1", "Business 1"),
    department=Words("部门", "Office"),
    hall_name=Words("测试大厅", "Test hall"), area_name=Words("一楼", "Ground floor"),
    window_numbers=("1", "2"), ahead=4, expected_wait_s=None, taken_at=AT, business_date=DATE,
    priority_class=PriorityClass.ORDINARY, url="http://hall.example/t/tk-1", copy=False,
    notes=(Words("过号请重新激活", "If you miss your call, ask the guide"),),
)  # fmt: skip

NOTICES: tuple[say.Notice, ...] = (
    CALLED,
    say.EvaluationNotice(18, 12, 3, AT, f"{ID}.1", EvaluationState.ASKED, "A001", "1", 60),
    say.DayNotice(19, 2, 3, AT, DATE, DayState.OPEN),
)
VIEWS: tuple[say.View, ...] = (
    say.HallView(
        19, 3, "test", PLAN.name, PLAN.areas, PLAN.businesses, PLAN.windows, SiteRules(),
        PLAN.notices, (), "Asia/Shanghai", DATE, DayState.OPEN, ("kiosk-1",),
    ),
    say.QueueView(19, 3, "b1", 7, 7, 420, 2, next=(VIEW,), passed=(VIEW,)),
    say.WindowView(19, 3, "1", WindowState.PAUSED, WindowActivity.CALLING, PauseReason.LUNCH, "1001", "张1", VIEW),
    say.CallsView(19, 3, "main", (CALLED,)),
)  # fmt: skip
ORDERS: tuple[say.DeviceOrder, ...] = (
    say.ShowText("order-1", AT + 30_000, "请A001到1号窗口", flash=True, call_seq=17),
    say.AskEvaluation("order-2", AT + 60_000, f"{ID}.1", "A001"),
    say.PrintTicket("order-3", AT + 60_000, SLIP),
)
ANSWERS: tuple[say.Answer, ...] = (
    say.Done(),
    say.TicketIssued(SLIP, "kiosk-2"),
    say.CallAnswer(VIEW, WHY),
    say.SignedIn("1001", "张1"),
    say.CaughtUp((CALLED,)),
)
RECORDS: tuple[Any, ...] = (
    say.HubPresence(True, "life-1", 3, AT, "0.1.0"),
    say.StationPresence("kiosk-1", True, AT, "0.1.0"),
    say.StationConfig(19, "devices-1", StationKind.DEVICES, "1", "main", "http://hall.example", (DEVICE,)),
    say.DeviceHealth("bar-1", "led_bar", "failed", AT, ("no_answer",), Words("无应答", "no answer"), {"sent": 3}),
)
REFUSED = wire.Reply(ID, 0, fault=Fault(FaultCode.TICKET_STATE, number="A001", state="passed"))


def command_bytes(command: cmd.Command) -> bytes:
    """A sample's envelope."""
    return wire.encode_command(command, ID, AT, "test")


def goldens() -> dict[str, bytes]:
    """Every golden file and what it holds today."""
    files = {f"golden/command.{command.verb}.json": command_bytes(command) for command in COMMANDS}
    files |= {f"events/{event.kind}.v{event.version}.json": wire.encode_event(event) for event in EVENTS}
    files |= {f"golden/notice.{notice.kind}.json": wire.encode_notice(notice) for notice in NOTICES}
    files |= {f"golden/view.{view.what}.json": wire.encode_view(view) for view in VIEWS}
    files |= {f"golden/order.{order.kind}.json": wire.encode_order(order) for order in ORDERS}
    files |= {
        f"golden/answer.{answer.kind}.json": wire.encode_reply(wire.Reply(ID, 17, answer=answer)) for answer in ANSWERS
    }
    files |= {"golden/answer.refused.json": wire.encode_reply(REFUSED)}
    for record in RECORDS:
        kind = next(name for name, shape in wire.RECORDS.items() if shape is type(record))
        files[f"golden/record.{kind}.json"] = wire.encode_record(record)
    return files


def write_missing() -> list[str]:
    """Write the golden files that are not there yet; returns their names."""
    written = []
    for name, body in goldens().items():
        path = FOLDER / name
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(body + b"\n")
            written.append(name)
    return written


if __name__ == "__main__":
    print("\n".join(write_missing()))
