"""How people are told of things."""

from __future__ import annotations

from typing import ClassVar

from watchkeeper.features.preferences.fields import Choices, Group, Range, preference
from watchkeeper.texts import N_


class Notifying(Group):
    """When notifiers are set off."""

    name: ClassVar[str] = "notifying"
    title: ClassVar[str] = "Notifications"

    notify_consecutive: bool = preference(
        True,
        N_("Tell every stop and resume"),
        N_(
            "Off, the stop of a movie or episode that was watched is not told, nor that one"
            " resumed in its last percent."
        ),
        tautulli="NOTIFY_CONSECUTIVE",
    )
    notify_concurrent_threshold: int = preference(
        2,
        N_("Streams of one person are told from"),
        N_("How many must run at once."),
        tautulli="NOTIFY_CONCURRENT_THRESHOLD",
        within=Range(1, 1000, N_("streams")),
    )
    notify_concurrent_by_ip: bool = preference(
        False,
        N_("Count addresses, not streams"),
        N_("Several streams from one address count once."),
        tautulli="NOTIFY_CONCURRENT_BY_IP",
    )
    notify_new_device_initial_only: bool = preference(
        True,
        N_("A device is new only once"),
        N_(
            "It is known as soon as one stream on it has ended. Off, it is known once a play on"
            " it is in the history."
        ),
        tautulli="NOTIFY_NEW_DEVICE_INITIAL_ONLY",
    )
    notify_recently_added_delay: int = preference(
        300,
        N_("New items are told after"),
        N_("How long nothing else that belongs to them may have come."),
        tautulli="NOTIFY_RECENTLY_ADDED_DELAY",
        within=Range(0, 86_400, N_("seconds")),
    )
    notify_group_recently_added_grandparent: bool = preference(
        True,
        N_("Seasons of a show are told as one"),
        N_("And albums of an artist."),
        tautulli="NOTIFY_GROUP_RECENTLY_ADDED_GRANDPARENT",
    )
    notify_group_recently_added_parent: bool = preference(
        True,
        N_("Episodes of a season are told as one"),
        N_("And tracks of an album."),
        tautulli="NOTIFY_GROUP_RECENTLY_ADDED_PARENT",
    )
    notify_recently_added_upgrade: bool = preference(
        False,
        N_("Tell replaced titles as new"),
        N_("A title that comes again in another file is told as new."),
        tautulli="NOTIFY_RECENTLY_ADDED_UPGRADE",
    )
    notify_remote_access_threshold: int = preference(
        60,
        N_("Remote access is down after"),
        N_("How long the server must not be reachable from outside."),
        tautulli="NOTIFY_REMOTE_ACCESS_THRESHOLD",
        within=Range(0, 86_400, N_("seconds")),
    )
    monitor_pms_updates: bool = preference(
        False,
        N_("Look for newer versions of the server"),
        N_("The server itself is asked, and looks where it always does."),
        tautulli="MONITOR_PMS_UPDATES",
    )
    pms_update_check_interval: int = preference(
        24,
        N_("The server looks for newer versions every"),
        N_("When that is wanted."),
        tautulli="PMS_UPDATE_CHECK_INTERVAL",
        within=Range(1, 720, N_("hours")),
    )
    notify_server_update_repeat: bool = preference(
        False,
        N_("Tell a newer version again"),
        N_("At each look, until the server has it. Off, each is told once."),
        tautulli="NOTIFY_SERVER_UPDATE_REPEAT",
    )
    notify_low_disk_percent: int = preference(
        5,
        N_("The disk is almost full below"),
        N_("The part of the disk with the data folder that is free. 0 never tells."),
        within=Range(0, 50, "%"),
    )


class Newsletters(Group):
    """Who may read newsletters on the web."""

    name: ClassVar[str] = "newsletters"
    title: ClassVar[str] = "Newsletters"

    newsletter_self_hosted: bool = preference(
        False,
        N_("Newsletters can be read on the web"),
        N_("Each mail then links to its page under the public address."),
        tautulli="NEWSLETTER_SELF_HOSTED",
    )
    newsletter_auth: int = preference(
        0,
        N_("Who may read them"),
        N_("The password is that of the newsletter; its own links carry it."),
        tautulli="NEWSLETTER_AUTH",
        within=Choices(
            {
                0: N_("everybody who has the address"),
                1: N_("everybody who has the password too"),
                2: N_("you and guests, signed in"),
            }
        ),
    )
