"""A shared diary for coming off an antidepressant."""

import zoneinfo

__version__ = "0.1.0"

# One table of time zones on every machine, that of the pinned package: the system's may be years
# older, and the same moment would be another day. Whatever is imported of us comes by here.
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
