import logging
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from device_drivers.escpos import library
from device_drivers.escpos.codec.frames import (
    Align,
    Alignment,
    Cut,
    CutForm,
    FeedLines,
    Frame,
    Init,
    KanjiMode,
    QrErrorLevel,
    QrLevel,
    QrModuleSize,
    QrPrint,
    QrStore,
    RasterImage,
    Text,
)
from device_drivers.escpos.codec.marks import DecodeError
from device_drivers.escpos.codec.reading import decode
from device_drivers.escpos.config import ChineseStyle, CutStyle, PrinterConfig, QrStyle
from device_drivers.escpos.document import Document, DocumentError, Line, PairLine, Picture, Qr, Rule, Space, TextLine
from device_drivers.escpos.layout import in_gbk, lay_out
from device_drivers.escpos.picture import draw_page
from device_drivers.escpos.typeface import TypefaceMissingError, find
from device_drivers.framing import FrameReader

CONFIG = PrinterConfig("tcp://127.0.0.1:9100")


def frames_of(*lines: Line, config: PrinterConfig = CONFIG) -> list[Frame]:
    reader: FrameReader[Frame] = FrameReader(decode, DecodeError)
    frames = reader.feed(lay_out(Document(lines), config))
    assert reader.damaged == 0
    assert reader.pending == b""
    return frames


def texts(frames: list[Frame]) -> list[str]:
    return list(draw_page(frames).lines)


def test_chinese_goes_out_as_gbk_between_fs_and_fs_dot() -> None:
    data = lay_out(Document((TextLine("请到3号窗口"),)), CONFIG)
    assert b"\x1c\x26" + "请到3号窗口".encode("gbk") + b"\x1c\x2e\x0a" in data


def test_latin_needs_no_chinese_mode() -> None:
    frames = frames_of(TextLine("A012"))
    assert Text(b"A012") in frames
    assert not any(isinstance(frame, KanjiMode) for frame in frames)


@pytest.mark.parametrize("text", ["：", "〇", "——", "①", "Ⅲ"])
def test_signs_that_the_library_would_print_as_question_marks_are_right(text: str) -> None:
    assert texts(frames_of(TextLine(text))) == [text]


@pytest.mark.parametrize("name", ["㐀", "𠮷", "😀"])
def test_a_line_beyond_gbk_is_drawn(name: str) -> None:
    assert not in_gbk(name)
    frames = frames_of(TextLine(f"申请人 {name}"), TextLine("下一行"))
    assert sum(isinstance(frame, RasterImage) for frame in frames) == 1
    assert texts(frames) == ["下一行"]
    image = next(frame for frame in frames if isinstance(frame, RasterImage))
    assert image.height == 24
    assert any(image.data)


def test_a_printer_without_chinese_gets_every_chinese_line_drawn() -> None:
    config = PrinterConfig("tcp://127.0.0.1:9100", chinese=ChineseStyle.RASTER)
    frames = frames_of(TextLine("窗口", size=2), TextLine("A012"), config=config)
    assert [frame.height for frame in frames if isinstance(frame, RasterImage)] == [48]
    assert texts(frames) == ["A012"]


def test_a_wide_drawn_line_is_wider_than_high() -> None:
    config = PrinterConfig("tcp://127.0.0.1:9100", chinese=ChineseStyle.RASTER)
    (image,) = [
        frame for frame in frames_of(TextLine("厅", size=(2, 1)), config=config) if isinstance(frame, RasterImage)
    ]
    assert (image.width_bytes * 8, image.height) == (48, 24)


def test_settings_in_force_are_not_said_again() -> None:
    frames = frames_of(*[TextLine("A", align=Alignment.CENTER)] * 3)
    assert frames.count(Align(Alignment.CENTER)) == 1


def test_paragraphs_break_at_the_paper_and_at_line_ends() -> None:
    assert texts(frames_of(TextLine("请到窗口" * 7 + "\n再见", size=2))) == [
        "请到窗口请到窗口请到窗口",
        "请到窗口请到窗口请到窗口",
        "请到窗口",
        "再见",
    ]


def test_control_characters_do_not_reach_the_printer() -> None:
    assert texts(frames_of(TextLine("A\x1b\x00\x7fB\tC"))) == ["AB  C"]


def test_a_pair_stands_at_both_edges() -> None:
    (line,) = texts(frames_of(PairLine("前面等候", "4 人")))
    assert line.startswith("前面等候 ")
    assert line.endswith(" 4 人")
    assert len(line.encode("gbk")) == 48


def test_a_pair_too_wide_for_one_line_takes_two() -> None:
    left, right = "办理事项" * 4, "不动产登记" * 4
    assert texts(frames_of(PairLine(left, right))) == [left, right]


def test_a_rule_crosses_the_paper() -> None:
    assert texts(frames_of(Rule(), Rule("＝"))) == ["-" * 48, "＝" * 24]


def test_a_qr_code_is_left_to_the_printer() -> None:
    frames = frames_of(Qr("https://例.cn/t/1", module=5, level=QrLevel.Q))
    assert [frame for frame in frames if isinstance(frame, QrModuleSize | QrErrorLevel | QrStore | QrPrint)] == [
        QrModuleSize(5),
        QrErrorLevel(QrLevel.Q),
        QrStore("https://例.cn/t/1".encode()),
        QrPrint(),
    ]


def test_a_qr_code_is_drawn_for_a_printer_that_cannot() -> None:
    config = PrinterConfig("tcp://127.0.0.1:9100", qr=QrStyle.RASTER)
    frames = frames_of(Qr("hello", module=4), config=config)
    (image,) = [frame for frame in frames if isinstance(frame, RasterImage)]
    assert image.height == 21 * 4
    assert not any(isinstance(frame, QrStore) for frame in frames)


def test_long_pictures_go_in_bands() -> None:
    frames = frames_of(Picture(Image.new("L", (16, 2000), 0)))
    assert [frame.height for frame in frames if isinstance(frame, RasterImage)] == [960, 960, 80]
    assert draw_page(frames).image.convert("L").getpixel((32 + 288, 1000)) < 60


def test_space_is_exact() -> None:
    short, long = draw_page(frames_of(Space(0))), draw_page(frames_of(Space(600)))
    assert long.length_dots - short.length_dots == 600


@pytest.mark.parametrize(
    ("style", "form"),
    [
        (CutStyle.GS_V, CutForm.GS_V_FULL),
        (CutStyle.GS_V_PARTIAL, CutForm.GS_V_PARTIAL),
        (CutStyle.ESC_I, CutForm.ESC_I),
        (CutStyle.ESC_M, CutForm.ESC_M),
    ],
)
def test_each_cutter_gets_its_own_command(style: CutStyle, form: CutForm) -> None:
    frames = frames_of(config=PrinterConfig("tcp://127.0.0.1:9100", cut=style))
    assert frames[0] == Init()
    assert frames[-2:] == [FeedLines(4), Cut(form)]


def test_a_printer_without_cutter_is_not_told_to_cut() -> None:
    assert frames_of(config=PrinterConfig("tcp://127.0.0.1:9100", cut=CutStyle.NONE))[-1] == FeedLines(4)


@pytest.mark.parametrize(
    "line",
    [
        TextLine("A", size=9),
        TextLine("A", size=(1, 0)),
        Qr("x", module=17),
        Qr("x" * 5000),
        Qr("x" * 500, module=16),
        Picture(Image.new("L", (600, 8))),
    ],
)
def test_what_the_paper_cannot_hold_is_refused_in_both_languages(line: Line) -> None:
    with pytest.raises(DocumentError) as caught:
        lay_out(Document((line,)), CONFIG)
    assert caught.value.zh.endswith("。")
    assert caught.value.en.endswith(".")
    assert caught.value.code == "document"


@pytest.mark.parametrize(("chars", "dots"), [(4, 576), (48, 575), (48, 300)])
def test_a_paper_that_cannot_be_is_refused(chars: int, dots: int) -> None:
    with pytest.raises(ValueError, match="characters on"):
        PrinterConfig("tcp://127.0.0.1:9100", chars_per_line=chars, dots_per_line=dots)


def test_a_missing_typeface_names_its_package() -> None:
    with pytest.raises(TypefaceMissingError) as caught:
        find("No Such Typeface SC")
    assert "fonts-noto-cjk" in caught.value.zh
    assert "fonts-noto-cjk" in caught.value.en


def test_a_missing_fontconfig_is_a_missing_typeface(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(TypefaceMissingError):
        find("Noto Sans CJK TC")


def test_loading_the_library_leaves_logging_and_the_temporary_folder_alone() -> None:
    handlers = list(logging.getLogger().handlers)
    _, _ = library.load()
    assert logging.getLogger().handlers == handlers
    from escpos import capabilities

    assert not Path(capabilities.pickle_dir).exists()
    assert str(capabilities.pickle_dir).startswith(tempfile.gettempdir())
