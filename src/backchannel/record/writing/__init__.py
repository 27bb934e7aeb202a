"""Files and folders of a record, put in place only when all of them is written."""

from backchannel.record.writing.files import whole_file
from backchannel.record.writing.folders import MARKER, whole_folder
from backchannel.record.writing.slugs import Slugs, slug

__all__ = ["MARKER", "Slugs", "slug", "whole_file", "whole_folder"]
