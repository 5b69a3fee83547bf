"""Players: a program, or a folder."""

import threading
from pathlib import Path

import pytest

from display_wall.voice import player as players
from display_wall.voice import sound
from display_wall.voice.faults import NoPlayerError, PlayFailedError, PlayInterruptedError
from display_wall.voice.player import KEPT, FolderPlayer, ProgramPlayer, find_player

PIECE = sound.silence(0.1, 22_050)


def program(folder: Path, script: str) -> str:
    file = folder / "player"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def test_a_program_is_given_a_wav_file_and_waited_for(tmp_path: Path) -> None:
    copy = tmp_path / "heard.wav"
    ProgramPlayer((program(tmp_path, f'cp "$1" {copy}'),)).play(PIECE, "")
    assert sound.read(copy.read_bytes()) == PIECE


def test_options_come_before_the_file(tmp_path: Path) -> None:
    said = tmp_path / "said"
    ProgramPlayer((program(tmp_path, f'echo "$1" > {said}'), "-q")).play(PIECE, "")
    assert said.read_text() == "-q\n"


def test_no_sound_card_is_a_typed_fault(tmp_path: Path) -> None:
    with pytest.raises(PlayFailedError) as caught:
        ProgramPlayer((program(tmp_path, "exit 1"),)).play(PIECE, "")
    assert caught.value.code == "voice.play_failed"
    assert "声卡" in caught.value.zh


def test_a_program_that_is_gone_is_the_same_fault(tmp_path: Path) -> None:
    with pytest.raises(PlayFailedError, match="FileNotFoundError"):
        ProgramPlayer((str(tmp_path / "gone"),)).play(PIECE, "")


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    player = ProgramPlayer((program(tmp_path, "exec sleep 60"),), grace_s=0.05)
    with pytest.raises(PlayFailedError, match="timeout"):
        player.play(PIECE, "")


def test_stopping_ends_what_is_being_played(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    player = ProgramPlayer((program(tmp_path, f"touch {begun}; exec sleep 60"),))
    outcome: list[Exception] = []

    def play() -> None:
        try:
            player.play(PIECE, "")
        except PlayInterruptedError as error:
            outcome.append(error)

    thread = threading.Thread(target=play)
    thread.start()
    tries = 0
    while not begun.exists() and tries < 2_000:
        threading.Event().wait(0.005)
        tries += 1
    player.stop()
    thread.join(10)
    assert len(outcome) == 1
    with pytest.raises(PlayInterruptedError):
        player.play(PIECE, "")


def test_a_folder_gets_numbered_sounds_with_their_words(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    player = FolderPlayer(folder)
    player.play(PIECE, "一")
    player.play(PIECE, "二")
    assert sorted(file.name for file in folder.iterdir()) == ["0001.txt", "0001.wav", "0002.txt", "0002.wav"]
    assert (folder / "0002.txt").read_text() == "二\n"
    assert sound.read((folder / "0002.wav").read_bytes()) == PIECE


def test_a_folder_is_continued_after_a_restart(tmp_path: Path) -> None:
    FolderPlayer(tmp_path).play(PIECE, "一")
    FolderPlayer(tmp_path).play(PIECE, "二")
    assert (tmp_path / "0002.wav").exists()


def test_a_folder_keeps_the_newest_sounds_only(tmp_path: Path) -> None:
    player = FolderPlayer(tmp_path)
    for _ in range(KEPT + 2):
        player.play(PIECE, "一")
    assert sorted(file.name for file in tmp_path.glob("*.wav"))[0] == "0003.wav"
    assert len(list(tmp_path.iterdir())) == 2 * KEPT


def test_a_folder_that_cannot_be_written_is_a_typed_fault(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    player = FolderPlayer(folder)
    folder.rmdir()
    with pytest.raises(PlayFailedError):
        player.play(PIECE, "一")


def test_a_stopped_folder_gets_no_more(tmp_path: Path) -> None:
    player = FolderPlayer(tmp_path)
    player.stop()
    with pytest.raises(PlayInterruptedError):
        player.play(PIECE, "一")


def test_the_first_installed_program_is_chosen() -> None:
    assert find_player(lambda name: f"/bin/{name}" if name in ("aplay", "paplay") else None).command == ("/bin/paplay",)
    assert find_player(lambda name: "/bin/aplay" if name == "aplay" else None).command == ("/bin/aplay", "-q")


def test_without_a_program_the_package_is_named() -> None:
    with pytest.raises(NoPlayerError, match=f"apt-get install {players.PACKAGE}"):
        find_player(lambda _: None)
