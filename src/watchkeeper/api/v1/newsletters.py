"""Newsletters: what they tell of, when and to whom, and the issues that were made."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.responses import HTMLResponse, Response

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.newsletter_mail import (
    NewsletterMail,
    NewsletterMailChange,
    mail_edit,
    mail_of,
)
from watchkeeper.api.v1.shape import Changes, Instant, Number, Paging, Part, Shape, Text
from watchkeeper.domain.newsletters.blocks import read_blocks
from watchkeeper.errors import NotFoundError
from watchkeeper.features.newsletters import ByHand
from watchkeeper.features.newsletters import Issue as OurIssue
from watchkeeper.features.newsletters import Newsletter as OurNewsletter
from watchkeeper.features.newsletters.letters.editing import Edit, edited
from watchkeeper.features.newsletters.letters.receivers import checked_addresses
from watchkeeper.features.newsletters.making.pages import Links, page
from watchkeeper.features.newsletters.sending.issue import API, TEST, Delivery

LongText = Annotated[str, Field(max_length=20_000)]
ServerPath = Annotated[Number, Path(description="Number of the server.")]
NewsletterPath = Annotated[Number, Path(description="Number of the newsletter on its server.")]
IssuePath = Annotated[Number, Path(description="Number of the issue.")]


class Newsletter(Shape):
    """A newsletter."""

    server_id: int = Field(description="Number of the server whose libraries it tells of.")
    number: int = Field(description="Its number on that server.")
    friendly_name: str = Field(description="Its name.")
    is_active: bool = Field(description="Whether it is sent by itself.")
    is_silent: bool = Field(description="Whether it is held back since its import.")
    cron: str = Field(description="When: minute, hour, day, month, weekday, in the owner's zone.")
    next_at: Instant | None = Field(description="When it is due next, UTC seconds.")
    time_frame: int = Field(description="How far back it looks, in `time_frame_units`.")
    time_frame_units: str = Field(description="hours, days or months.")
    blocks: list[str] = Field(description="Its blocks, in their order.")
    section_ids: list[int] = Field(description="The libraries that it tells of.")
    to: list[str] = Field(description="Addresses besides those of people.")
    people: list[int] = Field(description="plex.tv account numbers of people who get it.")
    everybody: bool = Field(description="Whether all people with a mail address get it.")
    separately: bool = Field(description="Whether everybody gets a mail of their own.")
    names_people: bool = Field(description="Whether people are called by their names.")
    subject: str = Field(description="Subject, before anything is filled in.")
    body: str = Field(description="Text, before anything is filled in.")
    message: str = Field(description="Message above the blocks, before anything is filled in.")
    id_name: str = Field(description="Its lasting name in addresses; empty for none.")
    accent: str = Field(description="Its colour, #rrggbb.")
    pictures: str = Field(description="embedded, linked or none.")
    template: str = Field(description="The owner's own template; empty for ours.")
    direction: str = Field(description="ltr or rtl: how its texts run.")
    filename: str = Field(description="Name of its file; empty: only what is not sent is kept.")
    has_password: bool = Field(description="Whether its page has a password.")
    mail: NewsletterMail = Field(description="How it goes out.")


class NewsletterList(Shape):
    """Newsletters."""

    newsletters: list[Newsletter] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class NewsletterChange(Changes):
    """What to change of a newsletter."""

    friendly_name: Annotated[str, Field(max_length=200)] | None = Field(None, description="Name.")
    is_active: bool | None = Field(None, description="Whether it is sent by itself.")
    is_silent: bool | None = Field(None, description="Whether it is held back.")
    cron: Annotated[str, Field(max_length=200)] | None = Field(None, description="When.")
    time_frame: Number | None = Field(None, description="How far back it looks.")
    time_frame_units: Literal["hours", "days", "months"] | None = Field(
        None, description="The unit of `time_frame`."
    )
    blocks: list[Text] | None = Field(None, description="Its blocks, in their order.")
    section_ids: list[Number] | None = Field(None, description="Libraries that it tells of.")
    to: list[Text] | None = Field(None, description="Addresses besides those of people.")
    people: list[Number] | None = Field(None, description="plex.tv account numbers.")
    everybody: bool | None = Field(None, description="Whether all with a mail address get it.")
    separately: bool | None = Field(None, description="Whether everybody gets a mail of their own.")
    names_people: bool | None = Field(None, description="Whether people are called by name.")
    subject: LongText | None = Field(None, description="Subject.")
    body: LongText | None = Field(None, description="Text.")
    message: LongText | None = Field(None, description="Message above the blocks.")
    id_name: Text | None = Field(None, description="Lasting name in addresses.")
    accent: Text | None = Field(None, description="Colour, #rrggbb.")
    pictures: Literal["embedded", "linked", "none"] | None = Field(None, description="Pictures.")
    template: Annotated[str, Field(max_length=200_000)] | None = Field(
        None, description="Template of the owner's own; empty for ours."
    )
    direction: Literal["ltr", "rtl"] | None = Field(None, description="How its texts run.")
    filename: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="Name of its file."
    )
    password: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="Password of its page, which is never told again; empty removes it."
    )
    mail: NewsletterMailChange | None = Field(None, description="How it goes out.")


class NewNewsletter(Shape):
    """Where a newsletter is to be made."""

    server_id: Number = Field(description="Number of the server.")


class SendOrder(Shape):
    """To whom an issue goes."""

    only_to: Annotated[str, Field(max_length=320)] = Field(
        "", description="This address alone, as a test; empty: everybody it is for."
    )


class IssueMessage(Shape):
    """One message of an issue."""

    to: list[str] = Field(description="The addresses; empty where it goes through a notifier.")
    state: str = Field(description="waiting, sending, sent, failed or unsubscribed.")
    attempts: int = Field(description="How often it was tried.")
    sent_at: Instant | None = Field(description="When it was sent, UTC seconds.")
    error: str = Field(description="Why the last try failed; empty for nothing.")


class Issue(Shape):
    """An issue that was made."""

    id: int = Field(description="Its number.")
    server_id: int = Field(description="Number of the server.")
    newsletter: int = Field(description="Number of its newsletter.")
    action: str = Field(description="on_cron, test or api.")
    uuid: str = Field(description="Its name in addresses: /newsletter/UUID.")
    made_at: Instant = Field(description="When it was made, UTC seconds.")
    start_at: Instant = Field(description="What it tells of begins here, UTC seconds.")
    end_at: Instant = Field(description="And ends here, UTC seconds.")
    state: str = Field(description="sending, sent, partly, failed, saved, empty or skipped.")
    problem: str = Field(description="Why it was not sent; empty for nothing.")
    subject: str = Field(description="Its subject.")
    messages: list[IssueMessage] = Field(description="What was sent of it, and how that went.")


class IssueList(Part):
    """Issues, the newest first."""

    issues: list[Issue] = Field(description="This part of them.")


class IssuesAsked(Paging):
    """Which issues."""

    server_id: Number | None = Field(None, description="Of this server alone.")


async def list_newsletters(asks: Asks) -> NewsletterList:
    """List the newsletters."""
    found = [
        newsletter_of(letter)
        for server in await asks.servers()
        for letter in await asks.app.newsroom.letters.all(server.id)
    ]
    return NewsletterList(newsletters=found, total=len(found))


async def get_newsletter(asks: Asks, server_id: ServerPath, number: NewsletterPath) -> Newsletter:
    """Get a newsletter, without its secrets."""
    return newsletter_of(await _letter(asks, server_id, number))


async def add_newsletter(asks: Asks, wanted: NewNewsletter) -> Newsletter:
    """Make a newsletter with the usual settings. It is off, and tells of no library yet."""
    server = await asks.server(wanted.server_id)
    number = await asks.app.newsroom.letters.add(server.id)
    return newsletter_of(await _letter(asks, server.id, number))


async def change_newsletter(
    asks: Asks, server_id: ServerPath, number: NewsletterPath, wanted: NewsletterChange
) -> Newsletter:
    """Change parts of a newsletter; what is broken is refused with place and reason."""
    letter = await _letter(asks, server_id, number)
    content = edited(letter, edit_of(wanted, letter))
    if wanted.mail is not None:
        await asks.app.newsroom.receivers.post(replace(letter, content=content))
    await asks.app.newsroom.letters.put(letter.server_id, letter.number, content)
    return newsletter_of(await _letter(asks, server_id, number))


async def delete_newsletter(
    asks: Asks, server_id: ServerPath, number: NewsletterPath
) -> NewsletterList:
    """Delete a newsletter; its issues stay in the log."""
    letter = await _letter(asks, server_id, number)
    await asks.app.newsroom.letters.delete(letter.server_id, letter.number)
    return await list_newsletters(asks)


async def preview_newsletter(asks: Asks, server_id: ServerPath, number: NewsletterPath) -> Response:
    """Get the page of the issue as it would be made now. Nothing is sent or written down."""
    room = asks.app.newsroom
    composed = await room.press.preview(await _letter(asks, server_id, number))
    return HTMLResponse(page(composed.content, Links(picture=room.addresses.public_picture)))


async def send_newsletter(
    asks: Asks, server_id: ServerPath, number: NewsletterPath, wanted: SendOrder
) -> Issue:
    """Make an issue now and send it. Each message is tried once."""
    letter, room = await _letter(asks, server_id, number), asks.app.newsroom
    (address,) = checked_addresses(wanted.only_to, "only_to")[:1] or ("",)
    by_hand = ByHand(action=TEST if address else API, only_to=address)
    return await issue_of(asks, await room.issues.get(await room.press.send_now(letter, by_hand)))


async def list_newsletter_issues(asks: Asks, asked: Annotated[IssuesAsked, Query()]) -> IssueList:
    """List the issues that were made, the newest first."""
    found: list[OurIssue] = []
    for server in await asks.servers(asked.server_id):
        found += await asks.app.newsroom.issues.log(server.id)
    newest_first = sorted(found, key=lambda issue: -issue.id)
    part = newest_first[asked.offset : asked.offset + asked.limit]
    issues = [await issue_of(asks, issue) for issue in part]
    return IssueList(issues=issues, total=len(found), offset=asked.offset)


async def resend_newsletter_issue(asks: Asks, issue_id: IssuePath) -> Issue:
    """Try the messages of an issue that were given up anew."""
    room = asks.app.newsroom
    await asks.server((await room.issues.get(issue_id)).server_id)
    await room.sending.retry(issue_id)
    return await issue_of(asks, await room.issues.get(issue_id))


def newsletter_of(letter: OurNewsletter) -> Newsletter:
    """A newsletter in the words of the API."""
    design, to = letter.design, letter.email["to"]
    return Newsletter(
        server_id=letter.server_id,
        number=letter.number,
        friendly_name=letter.friendly_name,
        is_active=letter.is_active,
        is_silent=design.is_silent,
        cron=str(letter.content.get("cron") or ""),
        next_at=letter.next_at,
        time_frame=letter.frame.number,
        time_frame_units=letter.frame.unit,
        blocks=[block.value for block in design.blocks],
        section_ids=[int(section) for section in letter.section_ids],
        to=[*to] if isinstance(to, list) else [],
        people=[*design.people],
        everybody=design.everybody,
        separately=design.separately,
        names_people=design.names_people,
        subject=letter.text("subject"),
        body=letter.text("body"),
        message=letter.text("message"),
        id_name=letter.id_name,
        accent=design.accent,
        pictures=design.pictures,
        template=design.template,
        direction=design.direction,
        filename=str(letter.config["filename"]),
        has_password=bool(design.password),
        mail=mail_of(letter),
    )


def edit_of(wanted: NewsletterChange, before: OurNewsletter) -> Edit:
    """What a change means.

    Raises:
        InputError: a block or the notifier is not known, or there is none.
    """
    named = wanted.model_dump(exclude_none=True)
    row = {name: named[name] for name in ROW if name in named}
    if wanted.is_active is not None:
        row["active"] = int(wanted.is_active)
    config = {name: named[name] for name in CONFIG if name in named}
    if wanted.section_ids is not None:
        config["incl_libraries"] = [str(section) for section in wanted.section_ids]
    design = {name: named[name] for name in DESIGN if name in named}
    if wanted.blocks is not None:
        design["blocks"] = read_blocks(wanted.blocks)
    if wanted.people is not None:
        design["people"] = tuple(wanted.people)
    out = mail_edit(wanted.mail, before) if wanted.mail else Edit()
    email = out.email if wanted.to is None else {**out.email, "to": wanted.to}
    return Edit(row=row, config={**config, **out.config}, email=email, design=design)


ROW = ("friendly_name", "id_name", "cron", "subject", "body", "message")
CONFIG = ("time_frame", "time_frame_units", "filename")
DESIGN = (
    "is_silent", "everybody", "separately", "names_people", "accent", "pictures", "template",
    "direction", "password",
)  # fmt: skip


async def issue_of(asks: Caller, issue: OurIssue) -> Issue:
    """An issue in the words of the API."""
    messages = (await asks.app.newsroom.issues.deliveries([issue.id]))[issue.id]
    return Issue(
        id=issue.id,
        server_id=issue.server_id,
        newsletter=issue.newsletter,
        action=issue.action,
        uuid=issue.uuid,
        made_at=issue.made_at,
        start_at=issue.start_at,
        end_at=issue.end_at,
        state=issue.state,
        problem=issue.problem,
        subject=issue.subject,
        messages=[_message(one) for one in messages],
    )


def _message(delivery: Delivery) -> IssueMessage:
    return IssueMessage(
        to=[*delivery.receiver.addresses],
        state=delivery.state,
        attempts=delivery.attempts,
        sent_at=delivery.sent_at,
        error=delivery.last_error,
    )


async def _letter(asks: Caller, server_id: int, number: int) -> OurNewsletter:
    server = await asks.server(server_id)
    found = await asks.app.newsroom.letters.find(server.id, number)
    if found is None:
        raise NotFoundError(f"There is no newsletter {number}.", field="number")
    return found
