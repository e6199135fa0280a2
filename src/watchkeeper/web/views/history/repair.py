"""Findings of the repair page in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from watchkeeper.columns.defects import TimeFault
from watchkeeper.domain.facts import PlayId
from watchkeeper.features.history import Defect, Finding, PlayRow, mended
from watchkeeper.texts import N_, _, ngettext
from watchkeeper.values import dataclass
from watchkeeper.web.views.history.line import source_words
from watchkeeper.web.views.pictures import Pictures
from watchkeeper.web.views.titles import title_of
from watchkeeper.web.words import Moment, joined, moment, per_cent, readable, span

SECONDS_FORM = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of findings: what it is, why it matters, and what putting it right does."""

    name: Defect
    title: str
    what: str
    fix: str
    button: str


KINDS: Mapping[Defect, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            Defect.TIMES,
            N_("Impossible times"),
            N_(
                "Plays that ended before they began, began before there was a media server, lie in"
                " the future, were paused longer than they lasted, or were watched far longer than"
                " the item lasts."
            ),
            N_(
                "The end or the pause is set by how far the item was watched. A play of which"
                " nobody can tell when it was stays in the history but leaves every figure."
            ),
            N_("Set the times right"),
        ),
        Kind(
            Defect.DOUBLE,
            N_("Plays written twice"),
            N_(
                "Two plays of one title by one person that began within seconds of each other, or"
                " overlap on one player: recorded and imported, for example."
            ),
            N_("The play that tells more stays; the other is deleted."),
            N_("Delete the doubles"),
        ),
        Kind(
            Defect.MIXED,
            N_("Different titles in one viewing"),
            N_(
                "Plays of different titles that were grouped as one, because the server once gave"
                " them the same number."
            ),
            N_("Each title becomes a viewing of its own."),
            N_("Take them apart"),
        ),
        Kind(
            Defect.SPLIT,
            N_("Viewings that fell apart"),
            N_(
                "Plays that go on with an earlier one of the same title, person and player, but"
                " count as another viewing."
            ),
            N_("They become one viewing again."),
            N_("Join them"),
        ),
    )
}

FAULTS: Mapping[TimeFault, str] = {
    TimeFault.EARLY: N_("Began before there was a media server"),
    TimeFault.FUTURE: N_("Lies in the future"),
    TimeFault.REVERSED: N_("Ended before it began"),
    TimeFault.PAUSED: N_("Paused longer than it lasted"),
    TimeFault.LONG: N_("Watched far longer than it lasts"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One play of a finding."""

    url: str
    at: Moment
    text: str
    is_dropped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """A finding: what it is about, what is wrong, what would be done."""

    mark: str
    title: str
    subtitle: str
    person: str
    parts: tuple[Part, ...]
    wrong: str
    then: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What all lines share."""

    zone: tzinfo
    pictures: Pictures
    now: int


def finding_line(
    finding: Finding, rows: Mapping[PlayId, PlayRow], scene: Scene
) -> FindingLine | None:
    """A finding in words; None when its plays are gone meanwhile."""
    found = [rows[PlayId(number)] for number in finding.play_ids if number in rows]
    if not found:
        return None
    title = title_of({**found[0].item, "media_type": found[0].media_type})
    return FindingLine(
        mark=finding.mark,
        title=title.main,
        subtitle=title.second,
        person=readable(found[0].friendly_name, found[0].username, otherwise=_("Unknown")),
        parts=tuple(_part(row, row.id in finding.dropped, scene) for row in found),
        wrong=_wrong(finding, found),
        then=_then(finding, found, scene),
    )


def _part(row: PlayRow, is_dropped: bool, scene: Scene) -> Part:
    return Part(
        url=scene.pictures.url(f"/history/{row.id}"),
        at=moment(row.started, scene.zone, SECONDS_FORM),
        text=joined(
            span(row.play_seconds) if row.play_seconds >= 0 else f"−{span(-row.play_seconds)}",
            per_cent(row.percent_complete),
            row.player.player or row.player.product or "",
            source_words(str(row.source)),
        ),
        is_dropped=is_dropped,
    )


def _wrong(finding: Finding, rows: Sequence[PlayRow]) -> str:
    if finding.fault is not None:
        return _(FAULTS[finding.fault])
    if finding.kind is Defect.MIXED:
        titles = dict.fromkeys(row.full_title for row in rows)
        return ngettext(
            "%(num)s title: %(titles)s",
            "%(num)s titles: %(titles)s",
            len(titles),
            titles=", ".join(titles),
        )
    if finding.kind is Defect.DOUBLE:
        return _("%(num)s records of one viewing", num=len(rows))
    return _("Counts as two viewings")


def _then(finding: Finding, rows: Sequence[PlayRow], scene: Scene) -> str:
    if finding.fault is not None:
        return _mended_words(rows[0], finding.fault, scene)
    if finding.kind is Defect.MIXED:
        return _("A viewing for each title")
    if finding.kind is Defect.DOUBLE:
        return _(
            "Keep %(time)s, delete %(num)s",
            time=span(rows[0].play_seconds),
            num=len(rows) - 1,
        )
    return _("One viewing")


def _mended_words(row: PlayRow, fault: TimeFault, scene: Scene) -> str:
    values = mended(row, fault, scene.now)
    if "is_counted" in values:
        return _("Leave it out of the figures")
    started = values.get("started", row.started)
    stopped = values.get("stopped", row.stopped) or started
    paused = values.get("paused_seconds", row.paused_seconds)
    if "started" in values:
        change = _("Began %(time)s", time=moment(started, scene.zone, SECONDS_FORM).text)
    elif "stopped" in values:
        change = _("Ended %(time)s", time=moment(stopped, scene.zone, SECONDS_FORM).text)
    else:
        change = _("Paused %(time)s", time=span(paused))
    return joined(change, _("%(time)s watched", time=span(stopped - started - paused)))
