"""Rules of an event file that file posts under a session."""

from tests.config.test_event_file import EVENT, problems, read


def test_a_rule_files_under_a_session_of_the_file_or_one_that_is_published() -> None:
    session = '[[session]]\ntitle = "Key points"\nstarts = 2026-01-09T14:00:00\nminutes = 30\n'
    rule = '[[rule]]\nname = "x"\nwhen = "y"\nfile = '
    (line,) = problems(EVENT + session + f'{rule}"Keypoints"\n')
    assert line.startswith("event.toml:10: rule[1].file: Keypoints is no session of this file")
    assert line.endswith("did you mean Key points?")
    for said in ("key points", "after", "before"):
        assert read(EVENT + session + f'{rule}"{said}"\n').event.rules[0].file == said
    published = '[programme]\nfile = "https://fair.example/schedule.ics"\n'
    assert read(EVENT + published + f'{rule}"Keypoints"\n').event.rules[0].file == "Keypoints"
