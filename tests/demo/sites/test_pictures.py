import io

from PIL import Image

from backchannel.demo.sites.pictures import HEIGHT, WIDTH, photo


def test_a_photo_is_a_picture_the_same_every_time_and_another_for_another_name() -> None:
    with Image.open(io.BytesIO(photo("m1"))) as opened:
        opened.load()
        assert (opened.format, opened.size) == ("PNG", (WIDTH, HEIGHT))
    assert photo("m1") == photo("m1") != photo("m2")
