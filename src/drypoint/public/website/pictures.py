"""Pictures as they come in, looked into by the child, and as they go out, without what the camera wrote into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import Image
from wagtail.utils.file import hash_filelike
from willow.plugins.pillow import PillowImage

from drypoint.foundation.core.files.inspecting import check_editors_picture
from drypoint.foundation.core.files.kinds import UnfitFileError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class CheckedImageField(WagtailImageField):
    """The editor's field for a picture: whatever is wrong with it comes back in the form as a sentence."""

    def to_python(self, data: UploadedFile[bytes] | None) -> object:
        """Return the picture. Raises ValidationError for one that the child, or the editor's own reader, refuses."""
        if data and data.size <= self.max_upload_size:
            try:
                check_editors_picture(data.read(), str(data.name))
            except UnfitFileError as error:
                raise ValidationError(str(error), code="invalid_image") from error
            data.seek(0)
        try:
            return super().to_python(data)
        except ValidationError:
            raise
        except Exception as error:
            # Its reader raises what it likes, such as for a colour profile that unpacks to megabytes.
            sentence = _(
                "This picture cannot be taken as it is. Please save it again, without a colour profile, as JPEG."
            )
            raise ValidationError(sentence, code="invalid_image") from error


class ImageForm(BaseImageForm):
    """Wagtail's form of a picture, with the field that is looked into first; the same picture is taken once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            was = self.fields["file"]
            self.fields["file"] = CheckedImageField(label=was.label, required=was.required, widget=was.widget)

    def clean_file(self) -> object:
        """Refuse a new picture that is in the collection already, as after going back in the browser."""
        file = self.cleaned_data["file"]
        if self.instance.pk is None:
            same = Image.objects.filter(file_hash=hash_filelike(file)).first()
            file.seek(0)
            if same is not None:
                sentence = _("The same picture is in the collection already, as “%(title)s”. Use that one.")
                raise ValidationError(sentence % {"title": same.title}, code="same_picture")
        return file


def publish_without_exif() -> None:
    """Keep place, time and device of a photograph out of every size that is published.

    Willow hands a picture's EXIF on to each rendition and has no setting for it. It turns the picture upright before
    and by another way, so that nothing of the picture is lost; the original stays whole and is served to nobody.
    """
    PillowImage.get_exif_data = lambda _self: None
