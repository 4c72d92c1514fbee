"""Pictures as they are published: without what the camera wrote into them."""

from __future__ import annotations

from willow.plugins.pillow import PillowImage


def publish_without_exif() -> None:
    """Keep place, time and device of a photograph out of every size that is published.

    Willow hands a picture's EXIF on to each rendition and has no setting for it. It turns the picture upright before
    and by another way, so that nothing of the picture is lost; the original stays whole and is served to nobody.
    """
    PillowImage.get_exif_data = lambda _self: None
