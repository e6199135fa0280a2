"""How people are told of things."""

from __future__ import annotations

from typing import ClassVar

from watchkeeper.features.preferences.fields import Group, Range, preference


class Notifying(Group):
    """When notifiers are set off."""

    name: ClassVar[str] = "notifying"
    title: ClassVar[str] = "Notifications"

    notify_consecutive: bool = preference(
        True,
        "Tell every stop and resume\nOff, the stop of a movie or episode that was watched is not"
        " told, nor that one resumed in its last percent.",
        tautulli="NOTIFY_CONSECUTIVE",
    )
    notify_concurrent_threshold: int = preference(
        2,
        "Streams of one person are told from\nHow many must run at once.",
        tautulli="NOTIFY_CONCURRENT_THRESHOLD",
        within=Range(1, 1000, "streams"),
    )
    notify_concurrent_by_ip: bool = preference(
        False,
        "Count addresses, not streams\nSeveral streams from one address count once.",
        tautulli="NOTIFY_CONCURRENT_BY_IP",
    )
    notify_new_device_initial_only: bool = preference(
        True,
        "A device is new only once\nIt is known as soon as one stream on it has ended. Off, it is"
        " known once a play on it is in the history.",
        tautulli="NOTIFY_NEW_DEVICE_INITIAL_ONLY",
    )
    notify_recently_added_delay: int = preference(
        300,
        "New items are told after\nHow long nothing else that belongs to them may have come.",
        tautulli="NOTIFY_RECENTLY_ADDED_DELAY",
        within=Range(0, 86_400, "seconds"),
    )
    notify_group_recently_added_grandparent: bool = preference(
        True,
        "Seasons of a show are told as one\nAnd albums of an artist.",
        tautulli="NOTIFY_GROUP_RECENTLY_ADDED_GRANDPARENT",
    )
    notify_group_recently_added_parent: bool = preference(
        True,
        "Episodes of a season are told as one\nAnd tracks of an album.",
        tautulli="NOTIFY_GROUP_RECENTLY_ADDED_PARENT",
    )
    notify_recently_added_upgrade: bool = preference(
        False,
        "Tell replaced titles as new\nA title that comes again in another file is told as new.",
        tautulli="NOTIFY_RECENTLY_ADDED_UPGRADE",
    )
    notify_remote_access_threshold: int = preference(
        60,
        "Remote access is down after\nHow long the server must not be reachable from outside.",
        tautulli="NOTIFY_REMOTE_ACCESS_THRESHOLD",
        within=Range(0, 86_400, "seconds"),
    )
    monitor_pms_updates: bool = preference(
        False,
        "Look for newer versions of the server\nThe server itself is asked, and looks where it"
        " always does.",
        tautulli="MONITOR_PMS_UPDATES",
    )
    pms_update_check_interval: int = preference(
        24,
        "The server looks for newer versions every\nWhen that is wanted.",
        tautulli="PMS_UPDATE_CHECK_INTERVAL",
        within=Range(1, 720, "hours"),
    )
    notify_server_update_repeat: bool = preference(
        False,
        "Tell a newer version again\nAt each look, until the server has it. Off, each is told"
        " once.",
        tautulli="NOTIFY_SERVER_UPDATE_REPEAT",
    )
    notify_low_disk_percent: int = preference(
        5,
        "The disk is almost full below\nThe part of the disk with the data folder that is free."
        " 0 never tells.",
        within=Range(0, 50, "%"),
    )


class Newsletters(Group):
    """Who may read newsletters on the web."""

    name: ClassVar[str] = "newsletters"
    title: ClassVar[str] = "Newsletters"

    newsletter_self_hosted: bool = preference(
        False,
        "Newsletters can be read on the web\nEach mail then links to its page under the public"
        " address.",
        tautulli="NEWSLETTER_SELF_HOSTED",
    )
    newsletter_auth: int = preference(
        0,
        "Who may read them\nThe password is that of the newsletter; its own links carry it.",
        tautulli="NEWSLETTER_AUTH",
        within=Range(0, 2),
        choices={
            0: "everybody who has the address",
            1: "everybody who has the password too",
            2: "you and guests, signed in",
        },
    )
