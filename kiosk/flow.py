"""The kiosk's screens as a map: which step leads from which screen to which, and the way back.

One table, no ifs. A step that the table does not know for the screen that is shown raises `FlowError` and changes
nothing: a late answer or a second finger can never put a citizen on a screen where it does not belong. The back
stack holds only screens that may be returned to; once a number has been asked for there is no way back, only home.
"""

from enum import StrEnum


class Screen(StrEnum):
    """What a citizen stands before."""

    HOME = "home"  # 选择业务
    PRIORITY = "priority"  # 优先类别
    CONFIRM = "confirm"  # 确认取号
    TAKING = "taking"  # 正在取号
    PRINTING = "printing"  # 正在打印
    TAKEN = "taken"  # 请取票
    ON_SCREEN = "on_screen"  # 号码在屏幕上
    REFUSED = "refused"  # 没有取成


class Step(StrEnum):
    """What happened: a touch, an answer, the end of a visit."""

    CHOOSE = "choose"  # a business was touched
    CARE = "care"  # 优先 / 需要照顾 was touched
    DECLARE = "declare"  # a priority class was touched
    BACK = "back"
    TAKE = "take"  # 取号 was touched and the way is free
    REPRINT = "reprint"  # 再打一张 was touched
    ISSUED = "issued"  # the hub gave a number; it goes to paper
    ISSUED_PAPERLESS = "issued_paperless"  # the hub gave a number; the citizen has agreed to do without paper
    REFUSE = "refuse"  # the hub said no
    KEEP_SCREEN = "keep_screen"  # a copy was refused: the number stays on the screen
    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    HOME = "home"  # the visit is over


_POP = "back"

TABLE: dict[tuple[Screen, Step], Screen | str] = {
    (Screen.HOME, Step.CHOOSE): Screen.CONFIRM,
    (Screen.HOME, Step.CARE): Screen.PRIORITY,
    (Screen.CONFIRM, Step.CARE): Screen.PRIORITY,
    (Screen.PRIORITY, Step.DECLARE): _POP,
    (Screen.PRIORITY, Step.BACK): _POP,
    (Screen.CONFIRM, Step.BACK): _POP,
    (Screen.CONFIRM, Step.TAKE): Screen.TAKING,
    (Screen.TAKING, Step.ISSUED): Screen.PRINTING,
    (Screen.TAKING, Step.ISSUED_PAPERLESS): Screen.ON_SCREEN,
    (Screen.TAKING, Step.REFUSE): Screen.REFUSED,
    (Screen.TAKING, Step.KEEP_SCREEN): Screen.ON_SCREEN,
    (Screen.PRINTING, Step.PRINTED): Screen.TAKEN,
    (Screen.PRINTING, Step.NOT_PRINTED): Screen.ON_SCREEN,
    (Screen.ON_SCREEN, Step.REPRINT): Screen.TAKING,
    **{(screen, Step.HOME): Screen.HOME for screen in Screen if screen not in (Screen.TAKING, Screen.PRINTING)},
}
"""(screen, step) → next screen. Home cannot be reached while an answer or the printer is outstanding: whatever
comes must find the citizen it is for, or be shown to nobody."""

_RETURNABLE = frozenset({Screen.HOME, Screen.CONFIRM})


class FlowError(Exception):
    """A step that makes no sense on this screen. The presenter drops it; nothing has changed."""

    code = "kiosk.flow"

    def __init__(self, screen: Screen, step: Step) -> None:
        super().__init__(f"no way from {screen} by {step}")
        self.screen = screen
        self.step = step


class Flow:
    """Where the citizen is, and how they came there."""

    def __init__(self) -> None:
        self._screen = Screen.HOME
        self._stack: list[Screen] = []

    @property
    def screen(self) -> Screen:
        """The screen that is shown."""
        return self._screen

    @property
    def can_go_back(self) -> bool:
        """Whether 返回 leads anywhere."""
        return (self._screen, Step.BACK) in TABLE

    def allows(self, step: Step) -> bool:
        """Whether the step makes sense on this screen."""
        return (self._screen, step) in TABLE

    def go(self, step: Step) -> Screen:
        """Take the step and return the new screen. Raises `FlowError` and changes nothing when there is no such way."""
        target = TABLE.get((self._screen, step))
        if target is None:
            raise FlowError(self._screen, step)
        if target == _POP:
            self._screen = self._stack.pop()
            return self._screen
        following = Screen(target)
        if following is Screen.HOME or following not in (Screen.PRIORITY, Screen.CONFIRM):
            self._stack.clear()
        elif self._screen in _RETURNABLE:
            self._stack.append(self._screen)
        self._screen = following
        return following
