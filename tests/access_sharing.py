"""Who may call what of sharing; told by hand."""

from taper.actions import bring_in, observations, share_links, sharing
from taper.people.grant import LinkId, ObservationId, Offer, Section
from tests.access_row import BOTH, SELF, SUPPORT, Row
from tests.saving import TODAY

OFFER = Offer(sections=frozenset({Section.PLAN}))

ROWS: dict[str, Row] = {
    # The patient alone says who sees what, and hides what others wrote.
    "sharing.shared": Row(SELF, lambda f, who, of: sharing.shared(f.clinic, who, of)),
    "sharing.invite_supporter": Row(
        SELF,
        lambda f, who, of: sharing.invite_supporter(f.clinic, who, of, name="Pat", offer=OFFER),
    ),
    "sharing.end_invitation": Row(
        SELF, lambda f, who, of: sharing.end_invitation(f.clinic, who, of, "a mark")
    ),
    "sharing.change_grant": Row(
        SELF, lambda f, who, of: sharing.change_grant(f.clinic, who, of, f.prescriber, OFFER)
    ),
    "sharing.end_grant": Row(
        SELF, lambda f, who, of: sharing.end_grant(f.clinic, who, of, f.prescriber)
    ),
    "share_links.links_of": Row(SELF, lambda f, who, of: share_links.links_of(f.clinic, who, of)),
    "share_links.make_link": Row(
        SELF,
        lambda f, who, of: share_links.make_link(
            f.clinic, who, of, name="Dr X", sections=[Section.PLAN], days=1
        ),
    ),
    "share_links.end_link": Row(
        SELF, lambda f, who, of: share_links.end_link(f.clinic, who, of, LinkId(7))
    ),
    "observations.hide": Row(
        SELF,
        lambda f, who, of: observations.hide(f.clinic, who, of, ObservationId(7), hidden=True),
    ),
    # A file of one's own: looked at, read and kept by the patient alone.
    "bring_in.look": Row(
        SELF,
        lambda f, who, of: bring_in.look(
            f.clinic, who, of, b"day,mood\n1,2\n", encoding="utf-8", separator=","
        ),
    ),
    "bring_in.read": Row(SELF, lambda f, who, of: bring_in.read(f.clinic, who, of, b"x", None)),
    "bring_in.bring_in": Row(
        SELF,
        lambda f, who, of: bring_in.bring_in(
            f.clinic, who, of, b"x", None, courses={}, keep_fitting=False
        ),
    ),
    # Supporters: whom they support, and what they noticed.
    "sharing.supported": Row(
        SUPPORT, lambda f, who, _of: sharing.supported(f.clinic, who), names_patient=False
    ),
    "observations.observe": Row(
        SUPPORT,
        lambda f, who, of: observations.observe(
            f.clinic, who, of, ObservationId(9), day=TODAY, words="Slept in the afternoon."
        ),
    ),
    "observations.observations_of": Row(
        BOTH | SUPPORT,
        lambda f, who, of: observations.observations_of(f.clinic, who, of),
        needs_consent=True,
    ),
}

WITHOUT_ACTOR = {
    "sharing.supporter_invitation": "whoever has the code",
    "sharing.accept_as_new": "whoever has the code, once",
    "share_links.link_at": "whoever has the link: for whom and until when",
    "share_links.open_link": "whoever has the link and its code",
    "share_links.link_file": "whoever typed the code of the link a while ago",
}
