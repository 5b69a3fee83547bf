"""What a hall pack can have wrong, each in one sentence for the person who wrote the file."""

from enum import Enum

from hub.contract.faults import Fault, FaultCode


class Complaint(Enum):
    """A kind of mistake: Chinese and English, with named places."""

    NO_FILE = ("没有找到这个大厅配置文件。", "there is no such hall pack file.")
    NO_PACK = ("没有这个大厅配置{near_zh}已有：{known}。", "there is no such hall pack{near_en} There are: {known}.")
    NOT_TEXT = (
        "文件不是 UTF-8 编码的文本，请另存为 UTF-8。",
        "the file is not UTF-8 text; save it as UTF-8.",
    )
    TOO_BIG = ("文件超过 {limit} KiB，不像是大厅配置。", "the file is over {limit} KiB and cannot be a hall pack.")
    EMPTY = ("文件是空的。", "the file is empty.")
    SYNTAX = (
        "YAML 写法有误，请检查这里和上一行的缩进（不用 Tab）、半角冒号和引号。",
        "this is not valid YAML ({problem}); check indentation (no tabs), colons and quotes here and one line above.",
    )
    KEY_NOT_TEXT = ("项目名必须是一个词。", "a key must be one word.")
    UNKNOWN_KEY = ("不认识“{key}”{near_zh}", "unknown key “{key}”{near_en}")
    DUPLICATE_KEY = (
        "“{key}”写了两次，第一次在第 {first} 行，请只留一处。",
        "“{key}” is given twice, first in line {first}; keep one.",
    )
    MISSING_KEY = ("缺少“{key}”。", "“{key}” is missing.")
    WANT_MAPPING = (
        "“{what}”应写成“项目: 值”的若干行。",
        "{what} must be lines of “key: value”.",
    )
    WANT_LIST = ("“{what}”应写成列表，每项以“- ”开头。", "{what} must be a list, each item beginning with “- ”.")
    WANT_TEXT = ('“{what}”应是文字，请写成 "{value}"（加引号）。', '{what} must be text: write "{value}", in quotes.')
    WANT_ONE = ("“{what}”应是一个值，不是列表或多行。", "{what} must be one value, not a list or lines of keys.")
    BLANK = ("“{what}”是空的。", "{what} is empty.")
    WANT_NUMBER = (
        "“{what}”应是 {least} 到 {most} 的整数，不能写 {value}。",
        "{what} must be a whole number from {least} to {most}, not {value}.",
    )
    WANT_YES_NO = ("“{what}”应是 true 或 false，不能写 {value}。", "{what} must be true or false, not {value}.")
    WANT_TIME = (
        '“{what}”应是加引号的 24 小时制时间，例如 "08:30"，不能写 {value}。',
        '{what} must be a quoted time of day such as "08:30", not {value}.',
    )
    WANT_ONE_OF = (
        "“{what}”应是 {known} 之一，不能是“{value}”{near_zh}",
        "{what} must be one of {known}, not “{value}”{near_en}",
    )
    BAD_ID = (
        "{what}“{value}”只能用小写字母、数字和连字符，以字母开头，最长 32 个字符。",
        "{what} “{value}” must be lower-case letters, digits and hyphens, a letter first, 32 at most.",
    )
    BAD_STAFF_NUMBER = (
        "工号“{value}”只能用字母和数字，最长 20 个字符。",
        "the staff number “{value}” must be letters and digits, 20 at most.",
    )
    BAD_PREFIX = (
        "号码前缀“{value}”应是一至两个大写字母，并且不用 I 和 O（容易看成 1 和 0）。",
        "the prefix “{value}” must be one or two capital letters without I and O, which look like 1 and 0.",
    )
    BAD_ZONE = ("没有“{value}”这个时区，例如 Asia/Shanghai。", "there is no time zone “{value}”; try Asia/Shanghai.")
    BAD_NUMBERS = (
        "窗口号“{value}”看不懂，请写成 3、1-6 或 A01-A06。",
        "the window numbers “{value}” cannot be read; write 3, 1-6 or A01-A06.",
    )
    BAD_ADDRESSES = (
        "{what}“{value}”看不懂，请写成 {least} 到 {most} 的数字，例如 3 或 1-8。",
        "{what} “{value}” cannot be read; write numbers from {least} to {most} such as 3 or 1-8.",
    )
    TOO_MANY = (
        "“{value}”一次写了超过 {most} 个，请检查是否写错。",
        "“{value}” means more than {most} of them; check for a slip.",
    )
    UNEVEN = (
        "{what}有 {got} 个，窗口有 {want} 个，应一一对应。",
        "{what} gives {got} for {want} windows; there must be one for each.",
    )
    DUPLICATE_AREA = (
        "区域“{value}”在第 {first} 行已有，请换一个编号。",
        "the area “{value}” is in line {first} already; give it another id.",
    )
    DUPLICATE_BUSINESS = (
        "业务“{value}”在第 {first} 行已有，请换一个编号。",
        "the business “{value}” is in line {first} already; give it another id.",
    )
    DUPLICATE_PREFIX = (
        "号码前缀 {value} 已用于第 {first} 行的“{zh}”，请换一个。",
        "the prefix {value} is used by “{en}” in line {first}; choose another.",
    )
    DUPLICATE_OPERATOR = (
        "工号 {value} 在第 {first} 行已有，一个工号只能给一个人。",
        "the staff number {value} is in line {first} already; a number is for one person.",
    )
    DUPLICATE_NUMBER = (
        "{value} 号窗口在第 {first} 行已有，同一大厅的窗口号不能重复"
        "（区域自行编号的，请在该区域写 own_numbers: true）。",
        "window {value} is in line {first} already; numbers are unique in the hall (an area that numbers "
        "its windows by itself says own_numbers: true).",
    )
    DUPLICATE_ADDRESS = (
        "{what} {value} 在第 {first} 行已用，两台设备不能同一个地址。",
        "{what} {value} is used in line {first} already; two devices cannot share an address.",
    )
    DUPLICATE_IN_LIST = ("“{value}”在这里写了两次。", "“{value}” stands here twice.")
    UNKNOWN_AREA = ("没有区域“{value}”{near_zh}", "there is no area “{value}”{near_en}")
    UNKNOWN_BUSINESS = ("没有业务“{value}”{near_zh}", "there is no business “{value}”{near_en}")
    NO_WINDOW = (
        "没有窗口办理“{zh}”（{value}），请把它加到至少一个窗口的 businesses 里。",
        "no window serves “{en}” ({value}); add it to the businesses of at least one window.",
    )
    CLOSES_BEFORE_OPENS = (
        "结束时间 {closes} 不晚于开始时间 {opens}。",
        "closing at {closes} is not after opening at {opens}.",
    )

    @property
    def zh(self) -> str:
        """The Chinese sentence with its places."""
        return self.value[0]

    @property
    def en(self) -> str:
        """The English sentence with its places."""
        return self.value[1]


def complain(where: str, complaint: Complaint, **details: str | int | tuple[str, str]) -> Fault:
    """Make the fault to raise. A detail that is a pair is Chinese and English."""

    def filled(column: int, template: str) -> str:
        return template.format(
            **{key: value[column] if isinstance(value, tuple) else value for key, value in details.items()}
        )

    return Fault(FaultCode.PACK_INVALID, where=where, zh=filled(0, complaint.zh), en=filled(1, complaint.en))
