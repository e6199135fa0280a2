"""The words of an issue: subject, body and message with their parameters filled in."""

from __future__ import annotations

from datetime import tzinfo

from watchkeeper.domain.notices.moments import Moment, current_values
from watchkeeper.domain.notices.texts import Text
from watchkeeper.errors import InputError
from watchkeeper.features.newsletters.letters.newsletter import USUAL_BODY, USUAL_SUBJECT
from watchkeeper.features.newsletters.making.whereabouts import Whereabouts
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

USUAL = {"subject": USUAL_SUBJECT, "body": USUAL_BODY, "message": ""}
PARAMETERS = {
    "server_name": N_("name of the server"),
    "start_date": N_("first day it tells of; {start_date:MMM D} in a form of your own"),
    "end_date": N_("last day it tells of"),
    "newsletter_time_frame": N_("how far back it looks, as a number"),
    "newsletter_time_frame_units": N_("hours, days or months"),
    "newsletter_url": N_("where this issue can be read on the web"),
    "newsletter_static_url": N_("where the newest issue can be read on the web"),
    "newsletter_uuid": N_("the name of this issue"),
    "newsletter_id": N_("number of the newsletter"),
    "newsletter_id_name": N_("its name in addresses"),
    "newsletter_password": N_("password of its page"),
    "newsletter_libraries": N_("the libraries it tells of"),
    "current_year": N_("year of the first day"),
    "current_month": N_("month of the first day, 1 to 12"),
    "current_day": N_("day of the first day, 1 to 31"),
    "current_hour": N_("hour at which it begins"),
    "current_minute": N_("minute at which it begins"),
    "current_second": N_("second at which it begins"),
    "current_weekday": N_("weekday of the first day, 1 for Monday"),
    "current_week": N_("week of the first day"),
}
"""What texts can say, and what that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the texts of one issue are filled with."""

    where: Whereabouts
    uuid: str
    url: str  # of this issue on the web, "" for none
    static_url: str  # of the newest issue, "" for none
    date_format: str
    zone: tzinfo


def parameter_values(facts: Facts) -> dict[str, object]:
    """The value of every parameter; dates belong to the start, as in Tautulli."""
    letter, where = facts.where.newsletter, facts.where
    return {
        "server_name": where.server.name,
        "start_date": Moment(where.start, facts.zone, facts.date_format),
        "end_date": Moment(where.end, facts.zone, facts.date_format),
        **current_values(where.start, facts.zone),
        "newsletter_time_frame": letter.frame.number,
        "newsletter_time_frame_units": letter.frame.unit,
        "newsletter_url": facts.url,
        "newsletter_static_url": facts.static_url,
        "newsletter_uuid": facts.uuid,
        "newsletter_id": letter.number,
        "newsletter_id_name": letter.id_name,
        "newsletter_password": letter.design.password,
        "newsletter_libraries": ", ".join(one.section_name or "" for one in where.libraries),
    }


def filled(name: str, source: str, values: dict[str, object]) -> str:
    """A text of that name with its parameters; a broken or blank one becomes the usual text."""
    try:
        return Text.taken_over(source.strip() or USUAL[name], "email").fill(values, None)
    except InputError:
        return Text.taken_over(USUAL[name], "email").fill(values, None)


def checked(source: str, field: str) -> None:
    """Refuse a text that is broken, when it is saved.

    Raises:
        InputError: it is; place and reason are named.
    """
    try:
        Text.read(source, "email")
    except InputError as error:
        raise InputError(error.sentence, field=field) from None
